import { expect, test } from 'vitest';
import { testDatabase } from './test-database.ts';

test('each call gives a database of its own, which drop() removes', async () => {
  const [one, two] = await Promise.all([testDatabase(), testDatabase()]);
  await one.database.query('create table mine (id int)');
  const [row] = await two.database.query<{ found: string | null }>(`select to_regclass('mine') as found`);
  expect(row?.found).toBeNull();
  await one.drop();
  const left = await two.database.query('select from pg_database where datname = $1', [
    one.connection.database,
  ]);
  expect(left).toEqual([]);
  await two.drop();
});
