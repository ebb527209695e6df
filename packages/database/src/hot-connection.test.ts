import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, faultProxy, testDatabase, until } from '@tutti/testkit';
import { Database } from './database.ts';
import { DatabaseUnavailableError } from './unavailable.ts';

let own: TestDatabase;
beforeAll(async () => {
  own = await testDatabase({ empty: true });
  await own.database.query('create table counted (n int); insert into counted values (0)');
});
afterAll(() => own.drop());

const ECHO = { name: 'echo', text: 'select $1::int as n, pg_backend_pid() as pid' };
const FAIL = { name: 'fail', text: 'select 1 / $1::int as n' };
const SETTING = { name: 'setting', text: 'select current_setting($1) as value' };
const COUNT = { name: 'count', text: 'update counted set n = n + 1 where pg_sleep($1) is not null' };

const proxied = async () => {
  const proxy = await faultProxy({ path: `${own.connection.host}/.s.PGSQL.5432` });
  const { host, port } = proxy;
  const database = new Database({ connection: { ...own.connection, host, port } });
  return { proxy, database, close: () => Promise.all([database.close(), proxy.close()]) };
};

test('statements travel together on one connection, each with its own answer', async () => {
  const hot = own.database.hot('test');
  const numbers = Array.from({ length: 500 }, (_, index) => index);
  const rows = await Promise.all(numbers.map((n) => hot.run<{ n: number; pid: number }>(ECHO, [n])));
  expect(rows.flat().map(({ n }) => n)).toEqual(numbers);
  expect(new Set(rows.flat().map(({ pid }) => pid)).size).toBe(1);
  await hot.close();
});

test('a statement that fails does not touch its neighbours', async () => {
  const hot = own.database.hot('test');
  const outcomes = await Promise.allSettled([
    hot.run(ECHO, [1]),
    hot.run(FAIL, [0]),
    hot.run(FAIL, [1]),
    hot.run(ECHO, [2]),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect(outcomes[1]).toMatchObject({ reason: { code: '22012' } });
  await hot.close();
});

test('plans are fixed unless other settings are given', async () => {
  const fixed = own.database.hot('fixed');
  const plain = own.database.hot('plain', { settings: '-c work_mem=7MB' });
  expect(await fixed.run(SETTING, ['enable_seqscan'])).toEqual([{ value: 'off' }]);
  expect(await fixed.run(SETTING, ['application_name'])).toEqual([{ value: 'tutti:fixed' }]);
  expect(await plain.run(SETTING, ['enable_seqscan'])).toEqual([{ value: 'on' }]);
  expect(await plain.run(SETTING, ['work_mem'])).toEqual([{ value: '7MB' }]);
  await Promise.all([fixed.close(), plain.close()]);
});

test('a lost connection rejects what is in flight, never reruns it, and is replaced at the next run', async () => {
  const { proxy, database, close } = await proxied();
  const hot = database.hot('test');
  await hot.run(ECHO, [1]);
  const inFlight = [hot.run(COUNT, [0.2]), hot.run(ECHO, [2])];
  proxy.cut();
  for (const outcome of await Promise.allSettled(inFlight)) {
    expect(outcome).toMatchObject({
      status: 'rejected',
      reason: expect.any(DatabaseUnavailableError) as unknown,
    });
  }
  expect(await hot.run(ECHO, [3])).toMatchObject([{ n: 3 }]);
  const [row] = await own.database.query<{ n: number }>('select n from counted');
  expect(row?.n).toBeLessThanOrEqual(1);
  await close();
});

test('a run while the server is away waits for it', async () => {
  const { proxy, database, close } = await proxied();
  const hot = database.hot('test');
  await proxy.refuse();
  const answers = [hot.run(ECHO, [1]), hot.run(ECHO, [2])];
  await proxy.restore();
  expect((await Promise.all(answers)).flat()).toMatchObject([{ n: 1 }, { n: 2 }]);
  await close();
});

test('silence is a lost connection', async () => {
  const { proxy, database, close } = await proxied();
  const hot = database.hot('test', { silenceTimeoutMs: 100 });
  await hot.run(ECHO, [1]);
  proxy.blackhole();
  await expect(hot.run(ECHO, [2])).rejects.toBeInstanceOf(DatabaseUnavailableError);
  await proxy.restore();
  expect(await hot.run(ECHO, [3])).toMatchObject([{ n: 3 }]);
  await close();
});

test('a table that changed under a prepared statement costs one failure', async () => {
  const hot = own.database.hot('test');
  await own.database.query('create table changing (a int); insert into changing values (1)');
  const read = { name: 'read', text: 'select * from changing' };
  await hot.run(read);
  await own.database.query('alter table changing add b int');
  await expect(hot.run(read)).rejects.toMatchObject({ code: '0A000' });
  expect(await hot.run(read)).toEqual([{ a: 1, b: null }]);
  await hot.close();
});

test('closing waits for what is in flight; later runs are refused; the database closes its own', async () => {
  const database = new Database({ connection: own.connection });
  const hot = database.hot('test');
  await hot.run(ECHO, [1]);
  const last = hot.run(ECHO, [2]);
  await database.close();
  expect(await last).toMatchObject([{ n: 2 }]);
  await expect(hot.run(ECHO, [3])).rejects.toThrow(/'test' was closed/);
  await until(() =>
    own.database
      .query('select from pg_stat_activity where application_name = $1 and datname = current_database()', [
        'tutti:test',
      ])
      .then((rows) => rows.length === 0),
  );
});
