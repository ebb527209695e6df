import { until } from '@tutti/testkit';
import { expect, test, vi } from 'vitest';
import { brokenRules } from '../../test/invariants.ts';
import { type Bundle, engineTests } from '../../test/setup.ts';
import { type Engine, type Log, defineHandler, silentLog } from '../index.ts';
import { uuidGenerator } from '../kernel/index.ts';
import { enqueueWithin } from '../queue/index.ts';
import { CLAIM, type ClaimedRow, RESCUE } from './execution-store.ts';

const { setup } = engineTests();
const LEASE_MS = 300;

/** Claims as a node would that dies right afterwards: nobody renews its lease. */
async function claimAndDie(t: Bundle, taskType: string): Promise<ClaimedRow[]> {
  const rows = await t.rows<ClaimedRow>(CLAIM.text, [[taskType], 1000, 'dead-node', 600_000]);
  await expire(t);
  return rows;
}
const expire = (t: Bundle): Promise<unknown> =>
  t.rows(`update leases set expires_at = now() - interval '1 s'`);
const outcomes = async (engine: Engine, key: string): Promise<string[]> =>
  (await engine.executions.attempts(key)).map(({ outcome }) => outcome);

test('the work of a dead node is taken over at once, whose attempt is recorded as lost', async () => {
  const t = await setup();
  const warn = vi.fn<Log['warn']>();
  const engine = await t.engine({
    handlers: [defineHandler('work', ({ attempt }) => attempt)],
    log: { ...silentLog, warn },
  });
  const all = await engine.executions.enqueueMany(Array.from({ length: 50 }, () => ({ taskType: 'work' })));
  expect((await claimAndDie(t, 'work')).length).toBe(50);
  expect((await engine.executions.get((all[0] as { executionId: string }).executionId)).status).toBe(
    'running',
  );
  expect(await engine.processOnce()).toEqual({ completed: 50, failed: 0 });
  for (const { executionId } of all.slice(0, 3)) {
    expect(await engine.executions.get(executionId)).toMatchObject({
      status: 'completed',
      attempt: 2,
      result: 2,
    });
    const [lost, second] = await engine.executions.attempts(executionId);
    expect(lost).toMatchObject({
      attempt: 1,
      outcome: 'lost',
      error: {
        code: 'LEASE_LOST',
        message: 'node dead-node was lost while it ran this attempt',
        permanent: false,
      },
    });
    expect(second).toMatchObject({ attempt: 2, outcome: 'completed', node: engine.node });
  }
  expect(warn).toHaveBeenCalledWith({ lost: 50, nodes: ['dead-node'] }, expect.any(String));
  expect(await t.rows('select from leases')).toEqual([]);
  expect(await brokenRules(t.database)).toEqual([]);
});

test('a lease that stands is left alone', async () => {
  const t = await setup();
  const engine = await t.engine({ handlers: [defineHandler('work', () => 1)] });
  const { executionId } = await engine.executions.enqueue({ taskType: 'work' });
  await t.rows(CLAIM.text, [['work'], 1, 'other-node', 60_000]);
  expect(await engine.processOnce()).toEqual({ completed: 0, failed: 0 });
  expect(await engine.executions.get(executionId)).toMatchObject({
    status: 'running',
    node: 'other-node',
    attempt: 1,
  });
});

test.each([
  [0, ['failed']],
  [2, ['lost', 'lost', 'failed']],
])('lost attempts count: with %i retries they end as %j', async (maxRetries, wanted) => {
  const t = await setup();
  const engine = await t.engine();
  const retryPolicy = { maxRetries, initialDelayMs: 600_000, maxDelayMs: 600_000, multiplier: 1, jitter: 0 };
  const { executionId } = await engine.executions.enqueue({ taskType: 'work', retryPolicy });
  for (let attempt = 1; attempt <= maxRetries + 1; attempt++) {
    // The work itself did not fail: the next attempt is ready at once, whatever the policy's delay.
    expect((await claimAndDie(t, 'work')).map((row) => row.attempt)).toEqual([attempt]);
    await engine.processOnce();
  }
  expect(await engine.executions.get(executionId)).toMatchObject({
    status: 'failed',
    attempt: maxRetries + 1,
    error: { code: 'LEASE_LOST' },
  });
  expect(await outcomes(engine, executionId)).toEqual(wanted);
  expect(await brokenRules(t.database)).toEqual([]);
});

test('a rescuer that dies in the middle is rescued itself; the attempt counts once', async () => {
  const t = await setup();
  const engine = await t.engine({ handlers: [defineHandler('work', () => 'done')] });
  const { executionId } = await engine.executions.enqueue({ taskType: 'work' });
  await claimAndDie(t, 'work');
  await t.rows(RESCUE.text, ['dying-rescuer', 600_000]);
  await expire(t);
  await engine.processOnce();
  expect(await engine.executions.get(executionId)).toMatchObject({ status: 'completed', attempt: 2 });
  expect(await outcomes(engine, executionId)).toEqual(['lost', 'completed']);
});

test('several rescuers at once take over each execution once', async () => {
  const t = await setup();
  const engines = await Promise.all(
    [1, 2, 3].map(() => t.engine({ handlers: [defineHandler('work', () => 1)] })),
  );
  const [engine] = engines as [Engine];
  for (let batch = 0; batch < 30; batch++) {
    await engine.executions.enqueueMany(Array.from({ length: 20 }, () => ({ taskType: 'work' })));
    await t.rows(CLAIM.text, [['work'], 20, 'dead-node', 600_000]);
  }
  await expire(t);
  const done = await Promise.all(engines.map((each) => each.processOnce()));
  expect(done.reduce((sum, { completed }) => sum + completed, 0)).toBe(600);
  const { n } = await t.row<{ n: number }>(
    `select count(*)::int as n from execution_attempts where outcome = 'lost'`,
  );
  expect(n).toBe(600);
  expect(await brokenRules(t.database)).toEqual([]);
});

test('a node that lost its lease stops the run, and its late result is refused', async () => {
  const t = await setup();
  const reasons: unknown[] = [];
  const late = Promise.withResolvers<unknown>();
  const slow = defineHandler('work', ({ signal }) => {
    signal.addEventListener('abort', () => reasons.push(signal.reason));
    return late.promise;
  });
  const one = await t.started({ handlers: [slow], leaseMs: LEASE_MS, roles: ['worker'] });
  const { executionId } = await one.executions.enqueue({ taskType: 'work' });
  await t.reached(one, executionId, 'running');
  await t.database.transaction(async (tx) => {
    await tx.query(`update leases set expires_at = now() - interval '1 s'`);
    await tx.query(RESCUE.text, ['rescuer', 600_000]);
  });
  await until(() => reasons.length === 1);
  expect(reasons).toEqual(['lost']);
  late.resolve('by the first');
  await until(async () => (await one.health()).workers.running === 0);
  await one.stop();
  expect(await t.rows('select status::text, fence from live_executions')).toEqual([
    { status: 'pending', fence: 1 },
  ]);
  await expire(t);
  const two = await t.engine({ handlers: [defineHandler('work', () => 'by the second')] });
  await two.processOnce();
  expect(await two.executions.get(executionId)).toMatchObject({
    result: 'by the second',
    node: two.node,
    attempt: 2,
  });
  expect(await brokenRules(t.database)).toEqual([]);
});

test('one node alone that overslept its lease runs the work again beside the run that will not end, and keeps that lease', async () => {
  const t = await setup();
  const runs: { attempt: number; end(result: unknown): void; lost: boolean }[] = [];
  const stubborn = defineHandler('work', ({ attempt, signal }) => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const run = { attempt, end: resolve, lost: false };
    signal.addEventListener('abort', () => (run.lost = true));
    runs.push(run);
    return promise;
  });
  const engine = await t.started({ handlers: [stubborn], leaseMs: LEASE_MS });
  const { executionId } = await engine.executions.enqueue({ taskType: 'work' });
  await until(() => runs.length === 1);
  await until(async () => {
    if (runs.length < 2) await expire(t);
    return runs.length === 2 && runs[0]?.lost;
  });
  runs[0]?.end('late');
  const { id } = await t.row<{ id: number }>('select id from leases');
  // The second run outlives several leases: somebody renews it.
  await until(
    async () =>
      (
        await t.row<{ ok: boolean }>(
          "select expires_at > claimed_at + $1 * interval '1 ms' as ok from leases where id = $2",
          [4 * LEASE_MS, id],
        )
      )?.ok,
  );
  expect(runs[1]?.lost).toBe(false);
  runs[1]?.end('second');
  expect(await t.reached(engine, executionId, 'completed', 'failed')).toMatchObject({
    status: 'completed',
    attempt: 2,
    result: 'second',
  });
  expect(runs.length).toBe(2);
  expect(await brokenRules(t.database)).toEqual([]);
});

test('a node that comes back under its old name does not keep the leases of its former life alive', async () => {
  const t = await setup();
  const gate = Promise.withResolvers<unknown>();
  const engine = await t.started({
    node: 'same-name',
    leaseMs: LEASE_MS,
    handlers: [defineHandler('busy', () => gate.promise), defineHandler('work', () => 'again')],
  });
  const busy = await engine.executions.enqueue({ taskType: 'busy' });
  await t.reached(engine, busy.executionId, 'running');
  // Enqueued and claimed in one transaction, so that nobody else comes first.
  const executionId = uuidGenerator()();
  await t.database.transaction(async (tx) => {
    await enqueueWithin(tx, [
      { executionId, taskType: 'work', taskConfig: '{}', queue: 'default', priority: 5 },
    ]);
    await tx.query(CLAIM.text, [['work'], 1, 'same-name', LEASE_MS]);
  });
  expect(await t.reached(engine, executionId, 'completed')).toMatchObject({ attempt: 2 });
  gate.resolve(1);
  await t.reached(engine, busy.executionId, 'completed');
});

test('one outcome that cannot be written does not take its neighbours along; its own attempt is lost', async () => {
  const t = await setup();
  await t.rows(`
    create or replace function refuse_poison() returns trigger language plpgsql as $$
    begin
      if new.task_type = 'poison' and new.status = 'completed' then raise exception 'no room for poison'; end if;
      return new;
    end $$`);
  await t.rows(
    `create or replace trigger refuse_poison before insert on execution_history for each row execute function refuse_poison()`,
  );
  const error = vi.fn<Log['error']>();
  const runs = new Map<string, number>();
  const count = (taskType: string) =>
    defineHandler(
      taskType,
      ({ executionId }) => void runs.set(executionId, (runs.get(executionId) ?? 0) + 1),
    );
  const engine = await t.started({
    maxConcurrent: 200,
    leaseMs: LEASE_MS,
    log: { ...silentLog, error },
    handlers: [count('fine'), count('poison')],
  });
  const drafts = Array.from({ length: 100 }, (_, index) => ({
    taskType: index === 37 ? 'poison' : 'fine',
    retryPolicy: 'none' as const,
  }));
  const all = await engine.executions.enqueueMany(drafts);
  const poison = all[37] as { executionId: string };
  expect(await t.reached(engine, poison.executionId, 'failed')).toMatchObject({
    error: { code: 'LEASE_LOST' },
  });
  await until(async () => (await engine.executions.counts({})).completed.count === 99);
  expect([...runs.values()].filter((times) => times !== 1)).toEqual([]);
  expect(error).toHaveBeenCalledTimes(1);
  expect(await brokenRules(t.database)).toEqual([]);
  await until(async () => (await t.rows('select from leases')).length === 0);
});
