import { type Engine, createEngine, silentLog } from '@tutti/engine';
import { type TestDatabase, testDatabase } from '@tutti/testkit';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { questionDatabase } from './check-database.ts';
import { oldTransactions } from './database-store.ts';

let own: TestDatabase;
let engine: Engine;
beforeAll(async () => {
  own = await testDatabase();
  engine = await createEngine({ database: own.database, migrate: false, log: silentLog });
});
afterAll(async () => {
  await engine.stop();
  await own.drop();
});

// Each begins with a database in order, in whatever order they run.
beforeEach(async () => {
  for (const table of ['leases', 'ready_executions', 'live_executions', 'task_schedules'])
    await own.database.query(`delete from ${table}`);
  await own.database.query(`update system_state set scheduler_last_tick_at = now()`);
  const makesPartitions = await createEngine({ database: own.database, migrate: false, log: silentLog });
  await makesPartitions.stop();
});

const statusOf = async (check: string) =>
  (await questionDatabase(own.database)).find((one) => one.check === check);

test('a database in order, but for what the tests turn off', async () => {
  const findings = await questionDatabase(own.database);
  // Other tests on the same server have connections and transactions of their own.
  const shared = ['connections', 'transactions', 'event lag'];
  const bad = findings
    .filter(({ check, status }) => status !== 'ok' && !shared.includes(check))
    .map(({ check }) => check);
  expect(bad.sort()).toEqual(['autovacuum', 'durability']);
  expect(findings.map(({ check }) => check)).toContain('nodes');
});

test('leases that nobody takes over', async () => {
  await own.database.query(
    `insert into leases (node, expires_at, ids) values ('gone', now() - interval '5 min', '{1,2}')`,
  );
  expect(await statusOf('leases')).toMatchObject({
    status: 'fail',
    message: expect.stringContaining('2 executions'),
  });
});

test('work that waits for a handler nobody has', async () => {
  await engine.executions.enqueue({ taskType: 'nobody', queue: 'far' });
  await own.database.query(
    `update live_executions set scheduled_at = now() - interval '10 min', run_at = null`,
  );
  expect(await statusOf('waiting work')).toMatchObject({
    status: 'fail',
    message: expect.stringContaining('1 of nobody in queue far'),
  });
});

test('schedules that are overdue, or will never run', async () => {
  const { id } = await engine.schedules.create({
    name: 'hourly',
    taskType: 'shell_command',
    taskConfig: { command: 'true' },
    scheduleType: 'interval',
    scheduleConfig: { intervalMs: 3_600_000 },
  });
  await own.database.query(
    `update task_schedules set next_run_at = now() - interval '10 min' where id = $1`,
    [id],
  );
  expect(await statusOf('schedules')).toMatchObject({
    status: 'fail',
    message: expect.stringContaining('hourly'),
  });
  await own.database.query(`update task_schedules set next_run_at = null where id = $1`, [id]);
  expect(await statusOf('schedules')).toMatchObject({
    status: 'warn',
    message: expect.stringContaining('no run to come'),
  });
});

test('a transaction that stays open, whether it writes or only reads', async () => {
  const client = await own.database.dedicated('forgotten');
  onTestFinished(() => client.end());
  await client.query('begin');
  await client.query('select pg_current_xact_id()');
  const found = await oldTransactions(own.database, 0);
  expect(found).toContainEqual(expect.objectContaining({ application: 'tutti:forgotten', writes: true }));
});

test('rows in a default partition, and partitions that are missing', async () => {
  await own.database.query(`insert into events (type, at) values ('test.stray', '2050-01-01')`);
  expect(await statusOf('partitions')).toMatchObject({
    status: 'warn',
    message: expect.stringContaining('events'),
  });
  await own.database.query(`delete from events where type = 'test.stray'`);
  const [row] = await own.database.query<{ name: string }>(
    `select max(relname) as name from pg_class where relname ~ '^events_p[0-9]' and relkind = 'r'`,
  );
  await own.database.query(`drop table ${row?.name}`);
  expect(await statusOf('partitions')).toMatchObject({
    status: 'warn',
    message: expect.stringContaining(row?.name ?? ''),
  });
});
