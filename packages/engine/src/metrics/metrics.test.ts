import { expect, test } from 'vitest';
import { type Bundle, engineTests } from '../../test/setup.ts';
import { TaskFailure, defineHandler } from '../execution/index.ts';
import { pruneMetrics, rollUp } from './index.ts';

const { setup } = engineTests();

let nextId = 5_000_000;
interface Ended {
  status?: string;
  ago: number;
  ms?: number;
  waited?: number;
  attempt?: number;
  queue?: string;
  type?: string;
  scheduleId?: number;
  slots?: number;
}
/** Something that ended so many seconds ago. */
const ended = (t: Bundle, given: Ended): Promise<unknown> => {
  const {
    status = 'completed',
    ago,
    ms = 100,
    waited = 10,
    attempt = 1,
    queue = 'default',
    type = 'test',
  } = given;
  const ran = status !== 'skipped';
  return t.rows(
    `insert into execution_history (id, execution_id, schedule_id, slot_count, queue, task_type, priority, status, attempt, fence, scheduled_at, started_at,
            completed_at, task_config, created_at)
     select $1, gen_random_uuid(), $2, $3, $4, $5, 5, $6::execution_status, $7, 0, at - ($8::float8 + $9::float8) * interval '1 ms',
            case when $10 then at - $8::float8 * interval '1 ms' end, at, '{}', at
       from (select now() - $11::float8 * interval '1 s' as at) x`,
    [
      nextId++,
      given.scheduleId ?? null,
      given.slots ?? 1,
      queue,
      type,
      status,
      attempt,
      ms,
      waited,
      ran,
      ago,
    ],
  );
};
const since = (t: Bundle, minutes: number): Promise<unknown> =>
  t.rows(`update metrics_progress set counted_to = date_trunc('minute', now()) - $1 * interval '1 min'`, [
    minutes,
  ]);
const untilDone = async (t: Bundle): Promise<void> => {
  while (await rollUp(t.database));
};

test('what ended is counted, with how long it took and waited', async () => {
  const t = await setup();
  const engine = await t.engine();
  await since(t, 30);
  for (let n = 0; n < 20; n++) await ended(t, { ago: 600, ms: n < 19 ? 100 : 5000, waited: 40 });
  await ended(t, { ago: 600, status: 'failed', attempt: 4, queue: 'slow' });
  await ended(t, { ago: 600, status: 'timeout', attempt: 4, queue: 'slow' });
  await ended(t, { ago: 5, status: 'cancelled' });
  await ended(t, { ago: 5, status: 'skipped', scheduleId: 7, slots: 12 });
  await untilDone(t);
  const metrics = await engine.metrics.executions({ interval: '1h' });
  expect(metrics.points).toHaveLength(60);
  expect(metrics.totals).toMatchObject({ completed: 20, failed: 2, cancelled: 1, skipped: 12 });
  expect(metrics.totals.failureRate).toBeCloseTo(2 / 22);
  expect(metrics.totals.perSecond).toBeGreaterThan(0.0061);
  expect(metrics.totals.perSecond).toBeLessThan(0.0063);
  expect(metrics.totals.durationMs.p50).toBeGreaterThan(84);
  expect(metrics.totals.durationMs.p50).toBeLessThan(119);
  expect(metrics.totals.durationMs.p99).toBeGreaterThan(4000);
  expect(metrics.totals.waitMs.p95).toBeGreaterThan(33);
  expect(metrics.totals.waitMs.p95).toBeLessThan(48);
  const counted = metrics.points.reduce((sum, { completed, failed }) => sum + completed + failed, 0);
  expect(counted).toBe(22);
  expect((await engine.metrics.executions({ interval: '1h', queue: 'slow' })).totals).toMatchObject({
    completed: 0,
    failed: 2,
  });
  for (const interval of ['24h', '7d'] as const)
    expect((await engine.metrics.executions({ interval })).totals).toMatchObject({
      completed: 20,
      failed: 2,
    });
});

test('counting again changes nothing, and what comes late is counted', async () => {
  const t = await setup();
  const engine = await t.engine();
  await since(t, 5);
  await ended(t, { ago: 100 });
  await untilDone(t);
  await untilDone(t);
  // By a node that could not write at once.
  await ended(t, { ago: 45 });
  await ended(t, { ago: 30, status: 'failed' });
  await untilDone(t);
  expect((await engine.metrics.executions({ interval: '1h' })).totals).toMatchObject({
    completed: 2,
    failed: 1,
  });
  expect((await engine.metrics.executions({ interval: '24h' })).totals).toMatchObject({
    completed: 2,
    failed: 1,
  });
  const { totals } = await engine.metrics.fleet();
  expect(totals).toEqual([
    { queue: 'default', taskType: 'test', status: 'completed', executions: 2 },
    { queue: 'default', taskType: 'test', status: 'failed', executions: 1 },
  ]);
});

test('days without a node are counted hour by hour, each once', async () => {
  const t = await setup();
  const engine = await t.engine();
  await since(t, 60 * 5);
  for (const hours of [4.5, 3.2, 2, 0.01]) await ended(t, { ago: hours * 3600 });
  await untilDone(t);
  await untilDone(t);
  expect((await engine.metrics.executions({ interval: '24h' })).totals.completed).toBe(4);
  expect((await engine.metrics.fleet()).totals).toMatchObject([{ executions: 4 }]);
});

test('two nodes count each thing once', async () => {
  const t = await setup();
  const engine = await t.engine();
  await since(t, 20);
  for (let n = 0; n < 50; n++) await ended(t, { ago: 200 + n });
  await Promise.all([untilDone(t), untilDone(t), untilDone(t)]);
  await untilDone(t);
  expect((await engine.metrics.fleet()).totals).toMatchObject([{ executions: 50 }]);
});

test('what retries achieved', async () => {
  const t = await setup();
  const engine = await t.engine();
  await since(t, 20);
  for (const attempt of [1, 1, 1, 2, 3]) await ended(t, { ago: 300, attempt });
  await ended(t, { ago: 300, attempt: 6, status: 'failed', type: 'other' });
  await ended(t, { ago: 300, attempt: 1, status: 'failed', type: 'other' });
  await untilDone(t);
  const stats = await engine.metrics.retryStats({ interval: '1h' });
  expect(stats.attempts).toEqual([
    { attempts: 1, completed: 3, failed: 1 },
    { attempts: 2, completed: 1, failed: 0 },
    { attempts: 3, completed: 1, failed: 0 },
    { attempts: 6, completed: 0, failed: 1 },
  ]);
  expect(stats.successAfterRetryRate).toBeCloseTo(2 / 3);
  expect(stats.taskTypes).toEqual([
    { taskType: 'other', firstTry: 0, afterRetry: 0, failed: 2, failedAfterRetry: 1 },
    { taskType: 'test', firstTry: 3, afterRetry: 2, failed: 0, failedAfterRetry: 0 },
  ]);
  expect(stats.points.filter((point) => point.afterRetry > 0)).toHaveLength(1);
  expect(stats.queues).toEqual([
    { queue: 'default', firstTry: 3, afterRetry: 2, failed: 2, failedAfterRetry: 1 },
  ]);
});

test('the time of retries that did not help, the costliest first', async () => {
  const t = await setup();
  const engine = await t.engine();
  // Three attempts of 2 s: the first had to be, two were in vain.
  await ended(t, { ago: 300, attempt: 3, ms: 2000, status: 'failed', type: 'costly' });
  const { id } = await t.row<{ id: number }>(`select id from execution_history where task_type = 'costly'`);
  await t.rows(
    `insert into execution_attempts (execution_id, attempt, outcome, started_at, ended_at)
     select $1, n, 'failed', now() - interval '402 s', now() - interval '400 s' from generate_series(1, 2) n`,
    [id],
  );
  await ended(t, { ago: 300, attempt: 2, ms: 500, status: 'timeout', scheduleId: 4711 });
  await ended(t, { ago: 300, attempt: 1, ms: 9000, status: 'failed' });
  await ended(t, { ago: 300, attempt: 4, ms: 9000 });
  const { wasted } = await engine.metrics.retryStats({ interval: '1h' });
  expect(wasted).toMatchObject([
    { taskType: 'costly', policy: 'default', executions: 1, retries: 2, wastedMs: 4000, newestId: id },
    { taskType: 'test', scheduleId: 4711, name: null, executions: 1, retries: 1, wastedMs: 500 },
  ]);
  expect((await engine.metrics.retryStats({ interval: '1h', queue: 'other' })).wasted).toEqual([]);
});

test('schedules: what they ran, failed and skipped', async () => {
  const t = await setup();
  const engine = await t.engine();
  const { id } = await engine.schedules.create({
    name: 'nightly',
    taskType: 'shell_command',
    taskConfig: { command: 'true' },
    scheduleType: 'cron',
    scheduleConfig: { cron: '0 2 * * *' },
  });
  await since(t, 20);
  await ended(t, { ago: 300, scheduleId: id, ms: 50 });
  await ended(t, { ago: 300, scheduleId: id, status: 'failed', ms: 150 });
  await ended(t, { ago: 300, scheduleId: id, status: 'skipped', slots: 3 });
  await ended(t, { ago: 300, scheduleId: 4711 });
  // The newest may still change: it is counted anew by every round, and never twice.
  await ended(t, { ago: 5, scheduleId: id, ms: 100 });
  await untilDone(t);
  await untilDone(t);
  const { schedules, points } = await engine.metrics.schedules({ interval: '24h' });
  expect(schedules).toEqual([
    {
      scheduleId: id,
      name: 'nightly',
      executions: 3,
      failures: 1,
      skipped: 3,
      averageMs: expect.closeTo(100),
    },
    { scheduleId: 4711, name: null, executions: 1, failures: 0, skipped: 0, averageMs: expect.closeTo(100) },
  ]);
  expect(points.reduce((sum, { executions }) => sum + executions, 0)).toBe(4);
});

test('queues: how deep they were, and how long the oldest has waited', async () => {
  const t = await setup();
  const engine = await t.engine();
  await engine.executions.enqueueMany([
    { taskType: 'nobody', queue: 'deep' },
    { taskType: 'nobody', queue: 'deep' },
    { taskType: 'nobody', queue: 'deep', delayMs: 3_600_000 },
  ]);
  await t.rows(
    `update live_executions set scheduled_at = now() - interval '90 s', run_at = null where hold is null`,
  );
  await untilDone(t);
  const { queues } = await engine.metrics.queues({ interval: '1h' });
  const deep = queues.find(({ queue }) => queue === 'deep');
  expect(deep?.points.at(-1)).toMatchObject({ ready: 2, running: 0, delayed: 1 });
  expect(deep?.points.at(-1)?.oldestMs).toBeGreaterThan(89_000);
  expect(deep?.points.at(-1)).toMatchObject({ came: null, went: null });
  // Once a minute is enough.
  await untilDone(t);
  expect(await t.rows(`select distinct at from queue_samples`)).toHaveLength(1);
});

test('queues: what came and went since the sample before', async () => {
  const t = await setup();
  const engine = await t.engine();
  await untilDone(t);
  await t.rows(`update metrics_progress set sampled_at = now() - interval '60 s'`);
  await engine.executions.enqueueMany([{ taskType: 'nobody' }, { taskType: 'nobody', queue: 'other' }]);
  // Made and ended half a minute ago; one of them was due but did not run.
  for (const status of ['completed', 'failed', 'skipped']) await ended(t, { ago: 30, status });
  const uuid = `(lpad(to_hex((1000 * extract(epoch from now() - interval '30 s'))::bigint), 12, '0') || '7' || substr(md5(id::text), 1, 19))::uuid`;
  for (const table of ['live_executions', 'execution_history'])
    await t.rows(`update ${table} set execution_id = ${uuid}`);
  await untilDone(t);
  const { queues } = await engine.metrics.queues({ interval: '1h' });
  const flowOf = (name: string) => queues.find(({ queue }) => queue === name)?.points.at(-1);
  expect(flowOf('default')).toMatchObject({ came: 3, went: 2 });
  expect(flowOf('other')).toMatchObject({ came: 1, went: 0 });
  const { flow } = await engine.queues.get('default');
  expect(flow?.cameIn).toBeGreaterThan(2.5);
  expect(flow?.cameIn).toBeLessThanOrEqual(3);
  expect(flow?.wentOut).toBeLessThanOrEqual(2);
});

test('real executions are counted from what they left in history', async () => {
  const t = await setup();
  let tries = 0;
  const engine = await t.started({
    handlers: [
      defineHandler('flaky', () => {
        if (tries++ === 0) throw new TaskFailure('BUSY', 'try again');
        return 1;
      }),
    ],
  });
  const { executionId } = await engine.executions.enqueue({
    taskType: 'flaky',
    retryPolicy: { maxRetries: 2, initialDelayMs: 1, maxDelayMs: 1 },
  });
  await t.reached(engine, executionId, 'completed');
  await untilDone(t);
  expect((await engine.metrics.retryStats({ interval: '1h' })).attempts).toEqual([
    { attempts: 2, completed: 1, failed: 0 },
  ]);
});

test('what no chart shows any more goes', async () => {
  const t = await setup();
  await t.rows(
    `insert into execution_rollups select minutes, now() - age, 'q', 't', 'completed', 1, 1, 1, '{}', '{}', '{}'
       from (values (1, interval '25 hours'), (1, interval '27 hours'), (15, interval '34 days'), (15, interval '36 days')) x(minutes, age)`,
  );
  await t.rows(`insert into queue_samples values (now() - interval '9 days', 'q', 0, 0, 0, null)`);
  expect(await t.database.transaction((tx) => pruneMetrics(tx))).toBe(3);
  expect(await t.database.transaction((tx) => pruneMetrics(tx))).toBe(0);
});
