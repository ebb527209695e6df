import { InstallationSettings } from '@tutti/contract';
import { manualClock } from '@tutti/testkit';
import { expect, test } from 'vitest';
import { type Bundle, engineTests } from '../../test/setup.ts';
import { silentLog, systemClock } from '../kernel/index.ts';
import { ensurePartitions } from './partitions.ts';
import { Retention } from './retention.ts';

const { setup } = engineTests();

const NOW = '2040-06-15T12:00:00Z';
const daysAgo = (days: number): string => new Date(Date.parse(NOW) - days * 86_400_000).toISOString();

/** Sleeps between batches do not wait: the clock stands. */
const clock = { ...manualClock(NOW), sleep: () => Promise.resolve() };

function retention(
  t: Bundle,
  others: ConstructorParameters<typeof Retention>[0]['others'] = [],
  changed: Partial<InstallationSettings> = {},
): Retention {
  const settings = InstallationSettings.parse(changed);
  return new Retention({ database: t.database, clock, log: silentLog, settings: () => settings, others });
}

let nextId = 1_000_000;
async function finished(t: Bundle, status: string, completedAt: string): Promise<number> {
  const id = nextId++;
  await t.rows(
    `insert into execution_history (id, execution_id, queue, task_type, priority, status, attempt, fence, scheduled_at, completed_at, task_config, created_at)
     values ($1, gen_random_uuid(), 'default', 'test', 5, $2::execution_status, 1, 0, $3, $3, '{}', $3)`,
    [id, status, completedAt],
  );
  await t.rows(
    `insert into execution_attempts (execution_id, attempt, outcome, ended_at) values ($1, 1, 'failed', $2)`,
    [id, completedAt],
  );
  await t.rows(`insert into execution_steps (execution_id, name, created_at) values ($1, 'a', $2)`, [
    id,
    completedAt,
  ]);
  return id;
}
const kept = async (t: Bundle, ids: number[]): Promise<number[]> =>
  (
    await t.rows<{ id: number }>(
      `select id from execution_history where id = any ($1::bigint[]) order by id`,
      [ids],
    )
  ).map(({ id }) => id);
const partitions = async (t: Bundle): Promise<string[]> =>
  (
    await t.rows<{ relname: string }>(
      `select relname from pg_class where relname like '%\\_p2040%' and relkind = 'r'`,
    )
  ).map(({ relname }) => relname);

test('failures are kept for longer than successes of the same time, with what belongs to them', async () => {
  const t = await setup();
  const [fresh, oldDone, oldFailed, ancient] = [
    await finished(t, 'completed', daysAgo(29)),
    await finished(t, 'completed', daysAgo(31)),
    await finished(t, 'timeout', daysAgo(31)),
    await finished(t, 'failed', daysAgo(91)),
  ];
  expect(await retention(t).sweep()).toMatchObject({ executions: 2 });
  expect(await kept(t, [fresh, oldDone, oldFailed, ancient])).toEqual([fresh, oldFailed]);
  for (const table of ['execution_attempts', 'execution_steps'])
    expect(await t.rows(`select execution_id::int as id from ${table} order by 1`)).toEqual([
      { id: fresh },
      { id: oldFailed },
    ]);
});

test('of each schedule the newest stay, and what failed and is not settled', async () => {
  const t = await setup();
  const ids: number[] = [];
  for (let n = 0; n < 6; n++) ids.push(await finished(t, n === 1 ? 'failed' : 'completed', daysAgo(6 - n)));
  const other = await finished(t, 'completed', daysAgo(5));
  // In the order of their creation, as ids of executions are.
  for (const [n, id] of [...ids, other].entries())
    await t.rows(`update execution_history set schedule_id = $2, execution_id = $3 where id = $1`, [
      id,
      id === other ? 8 : 7,
      `019ab6ac-5a10-7d52-9f4c-00000000000${n}`,
    ]);
  await t.rows(`insert into schedule_statistics values (7, 6, 1, 1), (8, 1, 0, 1)`);
  const keep = (most: number | null) => retention(t, [], { historyRowsPerSchedule: most }).sweep();
  expect(await keep(null)).toEqual({});
  await t.rows(
    `insert into error_records (execution_id, error_type, severity, message, created_at)
     values ($1, 'execution_failure', 'high', 'x', $2)`,
    [ids[1], daysAgo(5)],
  );
  expect(await keep(2)).toEqual({ executions: 3 });
  expect(await kept(t, [...ids, other])).toEqual([ids[1], ids[4], ids[5], other]);
  expect(await t.rows(`select 1 from execution_attempts`)).toHaveLength(4);
  await t.rows(`update error_records set recovery_status = 'resolved'`);
  expect(await keep(2)).toEqual({ executions: 1 });
  expect(await keep(2)).toEqual({});
});

test('whole partitions go when all in them is too old', async () => {
  const t = await setup();
  await ensurePartitions(t.database, manualClock(daysAgo(100)), silentLog);
  await ensurePartitions(t.database, manualClock(daysAgo(8)), silentLog);
  const gone = await finished(t, 'failed', daysAgo(100));
  await t.rows(`insert into events (type, at) values ('test.old', $1)`, [daysAgo(8)]);
  await t.rows(
    `insert into execution_logs (execution_id, seq, attempt, stream, text, at) values (gen_random_uuid(), 1, 1, 'stdout', 'x', $1)`,
    [daysAgo(100)],
  );
  const before = await partitions(t);
  const { partitions: dropped } = await retention(t).sweep();
  const after = await partitions(t);
  expect(before.length - after.length).toBe(dropped);
  expect(after.filter((name) => name.startsWith('execution_logs_p204003'))).toEqual([]);
  expect(after).toContain('execution_logs_p20400607');
  expect(await kept(t, [gone])).toEqual([]);
  expect(await t.rows(`select 1 from events where type = 'test.old'`)).toEqual([]);
  await t.rows(`select 1 from execution_logs`);
});

test('what belongs to unfinished executions stays, however old', async () => {
  const t = await setup();
  const engine = await t.engine();
  const { id, executionId } = await engine.executions.enqueue({
    taskType: 'test',
    idempotencyKey: 'still-live',
    delayMs: 1000,
  });
  const old = daysAgo(200);
  await t.rows(
    `insert into execution_attempts (execution_id, attempt, outcome, ended_at) values ($1, 1, 'failed', $2)`,
    [id, old],
  );
  await t.rows(`insert into execution_steps (execution_id, name, created_at) values ($1, 'a', $2)`, [
    id,
    old,
  ]);
  await t.rows(`insert into schedule_slots values (1, $1, $2), (2, $1, gen_random_uuid())`, [
    old,
    executionId,
  ]);
  await t.rows(`update idempotency_keys set created_at = $1`, [old]);
  await t.rows(`insert into idempotency_keys values ('over', -1, gen_random_uuid(), $1)`, [old]);
  expect(await retention(t).sweep()).toMatchObject({ schedule_slots: 1, idempotency_keys: 1 });
  expect(await t.rows(`select key from idempotency_keys`)).toEqual([{ key: 'still-live' }]);
  expect(await t.rows(`select schedule_id from schedule_slots`)).toEqual([{ schedule_id: 1 }]);
  for (const table of ['execution_attempts', 'execution_steps'])
    expect(await t.rows(`select 1 as n from ${table}`)).toEqual([{ n: 1 }]);
});

test('thousands go in batches, and one node at a time is at it', async () => {
  const t = await setup();
  await t.rows(
    `insert into idempotency_keys select 'k' || n, 0, gen_random_uuid(), $1 from generate_series(1, 12000) n`,
    [daysAgo(3)],
  );
  await t.database.transaction(async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(hashtext('tutti retention'))`);
    expect(await retention(t).sweep()).toEqual({});
  });
  expect(await retention(t).sweep()).toEqual({ idempotency_keys: 12_000 });
});

test('what other slices keep is pruned by their own means', async () => {
  const t = await setup();
  let left = 7000;
  const asked: Date[] = [];
  const prune = async (_tx: unknown, before: Date): Promise<number> => {
    asked.push(before);
    const n = Math.min(left, 5000);
    left -= n;
    return n;
  };
  expect(await retention(t, [{ what: 'audit', cutoff: 'audit', prune }]).sweep()).toEqual({ audit: 7000 });
  expect(asked).toEqual([new Date(daysAgo(365)), new Date(daysAgo(365))]);
});

test('a partition that somebody reads for long is dropped the next time', async () => {
  const t = await setup();
  await ensurePartitions(t.database, manualClock('2040-02-01T00:00:00Z'), silentLog);
  const warnings: object[] = [];
  const settings = InstallationSettings.parse({});
  const log = { ...silentLog, warn: (fields: object) => void warnings.push(fields) };
  const sweeper = new Retention({
    database: t.database,
    clock: { ...systemClock, now: clock.now },
    log,
    settings: () => settings,
    others: [],
  });
  await t.database.transaction(async (tx) => {
    await tx.query(`select 1 from events_p20400201`);
    await sweeper.sweep();
    expect(warnings).toContainEqual(expect.objectContaining({ partition: 'events_p20400201' }));
  });
  await sweeper.sweep();
  expect(await partitions(t)).not.toContain('events_p20400201');
}, 20_000);
