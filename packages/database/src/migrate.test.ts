import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type TemporaryFolder, type TestDatabase, temporaryFolder, testDatabase } from '@tutti/testkit';
import { migrate, pendingMigrations } from './migrate.ts';

let own: TestDatabase;
let files: TemporaryFolder;
beforeEach(async () => {
  [own, files] = await Promise.all([testDatabase({ empty: true }), temporaryFolder()]);
});
afterEach(() => Promise.all([own.drop(), files.remove()]));

const write = (name: string, sql: string) => writeFile(path.join(files.path, name), sql);
const run = () => migrate(own.database, { folder: files.path });
const pending = () => pendingMigrations(own.database, { folder: files.path });

test('applies what is new, in order of the numbers, once', async () => {
  await write('0002_b.sql', 'alter table a add y int');
  await write('0001_a.sql', 'create table a (x int); create table b ()');
  expect(await pending()).toEqual(['0001_a.sql', '0002_b.sql']);
  expect(await run()).toEqual({ applied: ['0001_a.sql', '0002_b.sql'] });
  expect(await run()).toEqual({ applied: [] });
  await write('0003_c.sql', 'create table c ()');
  expect(await pending()).toEqual(['0003_c.sql']);
  expect(await run()).toEqual({ applied: ['0003_c.sql'] });
});

test('two at once apply each migration once', async () => {
  await write('0001_a.sql', 'create table a (x int); select pg_sleep(0.05)');
  const results = await Promise.all([run(), run(), run()]);
  expect(results.flatMap(({ applied }) => applied)).toEqual(['0001_a.sql']);
});

test('a failing migration leaves nothing behind and names itself; those before it stay', async () => {
  await write('0001_a.sql', 'create table a ()');
  await write('0002_b.sql', 'create table b (); select nonsense');
  await expect(run()).rejects.toThrow(/Migration 0002_b.sql failed and was rolled back: .*nonsense/);
  expect(await pending()).toEqual(['0002_b.sql']);
  expect(await own.database.query(`select to_regclass('b') as b`)).toEqual([{ b: null }]);
});

test('an applied migration that was edited is refused', async () => {
  await write('0001_a.sql', 'create table a ()\n');
  await run();
  await write('0001_a.sql', 'create table a ()\r\n');
  expect(await run()).toEqual({ applied: [] });
  await write('0001_a.sql', 'create table a (x int)');
  await expect(run()).rejects.toThrow(/were edited afterwards: 0001_a.sql/);
  await expect(pending()).rejects.toThrow(/were edited afterwards/);
});

test('a database of a newer version is refused', async () => {
  await write('0001_a.sql', 'create table a ()');
  await run();
  await own.database.query(`insert into schema_migrations (name, checksum) values ('0099_z.sql', '')`);
  await expect(run()).rejects.toThrow(/newer version of Tutti \(0099_z.sql\). Upgrade/);
});

test('a name out of order is refused', async () => {
  await write('1_a.sql', '');
  await expect(run()).rejects.toThrow(/must be named like/);
});

test('two of one number are refused', async () => {
  await write('0001_a.sql', '');
  await write('0001_b.sql', '');
  await expect(run()).rejects.toThrow('Migrations 0001_a.sql and 0001_b.sql have one number');
});

test('the migrations of this version are found, and applied to every test database', async () => {
  const current = await testDatabase();
  expect(await pendingMigrations(current.database)).toEqual([]);
  await current.drop();
});
