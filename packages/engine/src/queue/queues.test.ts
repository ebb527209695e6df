import { until } from '@tutti/testkit';
import { describe, expect, test } from 'vitest';
import { brokenRules } from '../../test/invariants.ts';
import { engineTests } from '../../test/setup.ts';
import { defineHandler } from '../index.ts';

const { setup } = engineTests();

/** Counts how many run at the same time, per key of their config. */
function counting(ms: number) {
  const running = new Map<string, number>();
  const most = new Map<string, number>();
  let done = 0;
  const handler = defineHandler<{ key?: string }>(
    'work',
    async ({ taskConfig: { key = '' }, signal }) => {
      const now = (running.get(key) ?? 0) + 1;
      running.set(key, now);
      most.set(key, Math.max(most.get(key) ?? 0, now));
      try {
        await new Promise((resolve) => {
          const timer = setTimeout(resolve, ms);
          signal.addEventListener('abort', () => {
            clearTimeout(timer);
            resolve(undefined);
          });
        });
        done++;
      } finally {
        running.set(key, (running.get(key) as number) - 1);
      }
    },
    { retryPolicy: { maxRetries: 5, initialDelayMs: 10, maxDelayMs: 10, multiplier: 1, jitter: 0 } },
  );
  return { handler, most, done: () => done };
}

describe('a queue', () => {
  test('that is paused starts nothing, keeps everything, and says so', async () => {
    const t = await setup();
    const work = counting(0);
    const engine = await t.started({ handlers: [work.handler] });
    expect(await engine.queues.pause('default', { actor: 'ada', reason: 'release' })).toMatchObject({
      paused: { by: 'ada', reason: 'release' },
    });
    const { executionId } = await engine.executions.enqueue({ taskType: 'work' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(work.done()).toBe(0);
    expect(await engine.executions.get(executionId)).toMatchObject({
      status: 'pending',
      phase: 'held',
      waitingFor: 'queue default, paused by ada: release',
    });
    expect(await engine.queues.resume('default')).toMatchObject({ paused: null });
    await t.reached(engine, executionId, 'completed');
    await expect(engine.queues.pause('nowhere')).rejects.toMatchObject({ code: 'QUEUE_NOT_FOUND' });
  });

  test('with a limit never runs more than that, on two nodes', async () => {
    const t = await setup();
    const work = counting(15);
    const engine = await t.started({ handlers: [work.handler], maxConcurrent: 10 });
    await t.started({ handlers: [work.handler], maxConcurrent: 10 });
    await engine.executions.enqueue({ taskType: 'work', queue: 'narrow' });
    await engine.queues.update('narrow', { concurrencyLimit: 3 });
    await until(async () => (await engine.queues.get('narrow')).running === 0);
    await engine.executions.enqueueMany(
      Array.from({ length: 60 }, () => ({ taskType: 'work', queue: 'narrow' })),
    );
    await until(() => work.done() === 61, { timeoutMs: 20_000 });
    // The first one ran before there was a limit.
    expect(work.most.get('')).toBeLessThanOrEqual(3);
    expect(await brokenRules(t.database)).toEqual([]);
  });

  test('with a rate starts no more than its bucket holds', async () => {
    const t = await setup();
    const work = counting(0);
    const engine = await t.started({ handlers: [work.handler], maxConcurrent: 50 });
    await engine.queues.update('default', { rate: { count: 5, periodMs: 60_000 } });
    await engine.executions.enqueueMany(Array.from({ length: 20 }, () => ({ taskType: 'work' })));
    await until(() => work.done() === 5);
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect(work.done()).toBe(5);
    await engine.queues.update('default', { rate: null });
    await until(() => work.done() === 20);
  });

  test('that is full refuses more with a word when to come back, and tells of it once', async () => {
    const t = await setup();
    const engine = await t.started({ handlers: [] });
    await engine.queues.update('default', { depthLimit: 10 });
    await until(async () => (await engine.queues.get('default')).depthLimit === 10);
    await new Promise((resolve) => setTimeout(resolve, 700));
    await engine.executions.enqueueMany(Array.from({ length: 10 }, () => ({ taskType: 'nobody' })));
    for (let n = 0; n < 3; n++)
      await expect(engine.executions.enqueue({ taskType: 'nobody' })).rejects.toMatchObject({
        code: 'QUEUE_FULL',
        retryAfterMs: 2000,
      });
    // What is for later waits elsewhere.
    await engine.executions.enqueue({ taskType: 'nobody', delayMs: 3_600_000 });
    const told = `select count(*)::int as n from events where type = 'queue.saturated'`;
    await until(async () => (await t.row<{ n: number }>(told)).n === 1);
    await engine.queues.update('default', { depthLimit: 0 });
    await new Promise((resolve) => setTimeout(resolve, 700));
    await engine.executions.enqueue({ taskType: 'nobody' });
    expect(await t.row<{ n: number }>(told)).toEqual({ n: 1 });
  });
});

describe('concurrency keys', () => {
  test('1,000 executions over 50 keys, limit 2, with cancels and a node killed: never three at once, none left', async () => {
    const t = await setup();
    const work = counting(4);
    const engine = await t.started({ handlers: [work.handler], maxConcurrent: 40 });
    const other = await t.started({ handlers: [work.handler], maxConcurrent: 40 });
    const enqueued = await engine.executions.enqueueMany(
      Array.from({ length: 1000 }, (_, n) => ({
        taskType: 'work',
        taskConfig: { key: `k${n % 50}` },
        concurrencyKey: `k${n % 50}`,
        concurrencyLimit: 2,
      })),
    );
    await engine.interventions.actMany(
      enqueued.slice(0, 100).map(({ id }) => id),
      { action: 'cancel' },
    );
    await until(() => work.done() > 200, { timeoutMs: 20_000 });
    await other.stop({ drainMs: 0 });
    const open = `select count(*)::int as n from live_executions`;
    await until(async () => (await t.row<{ n: number }>(open)).n === 0, { timeoutMs: 40_000 });
    expect(work.most.size).toBe(50);
    expect(Math.max(...work.most.values())).toBeLessThanOrEqual(2);
    expect(await engine.queues.keys()).toEqual([]);
    expect(await brokenRules(t.database)).toEqual([]);
  }, 70_000);

  test('a slot is seen with its holder; a retry gives it back meanwhile', async () => {
    const t = await setup();
    const gate = Promise.withResolvers<undefined>();
    const engine = await t.started({
      handlers: [
        defineHandler('hold', () => gate.promise),
        defineHandler('fail', () => Promise.reject(new Error('no')), {
          retryPolicy: {
            maxRetries: 1,
            initialDelayMs: 3_600_000,
            maxDelayMs: 3_600_000,
            multiplier: 1,
            jitter: 0,
          },
        }),
      ],
    });
    const keyed = { concurrencyKey: 'customer:42' };
    const failing = await engine.executions.enqueue({ taskType: 'fail', ...keyed });
    await until(async () => (await engine.executions.get(failing.executionId)).phase === 'retrying');
    const holding = await engine.executions.enqueue({ taskType: 'hold', ...keyed });
    await t.reached(engine, holding.executionId, 'running');
    const waiting = await engine.executions.enqueue({ taskType: 'hold', ...keyed });
    await until(async () => (await engine.executions.get(waiting.executionId)).phase === 'waiting');
    expect(await engine.executions.get(waiting.executionId)).toMatchObject({
      waitingFor: `#${holding.id}, 0 of 1 slots of customer:42 free`,
    });
    expect(await engine.queues.keys('customer:42')).toMatchObject([
      {
        key: 'customer:42',
        limit: 1,
        waiting: 1,
        slots: [{ id: holding.id, executionId: holding.executionId, label: 'hold', node: engine.node }],
      },
    ]);
    gate.resolve(undefined);
    await t.reached(engine, waiting.executionId, 'completed');
  });

  test('of a schedule hold for what it fires, triggers and backfills', async () => {
    const t = await setup();
    const work = counting(30);
    const engine = await t.started({ handlers: [work.handler], maxConcurrent: 20 });
    const schedule = await engine.schedules.create({
      name: 'keyed',
      taskType: 'work',
      taskConfig: { key: 'a' },
      scheduleType: 'interval',
      scheduleConfig: { intervalMs: 100 },
      overlapPolicy: 'allow',
      concurrencyKey: 'a',
    });
    expect(schedule).toMatchObject({ concurrencyKey: 'a', concurrencyLimit: 1 });
    for (let n = 0; n < 5; n++) await engine.schedules.trigger(schedule.id);
    await until(() => work.done() >= 10);
    expect(work.most.get('a')).toBe(1);
    await expect(
      engine.schedules.update(schedule.id, { concurrencyKey: null, concurrencyLimit: 2 }),
    ).rejects.toMatchObject({
      errors: [{ field: 'concurrencyLimit' }],
    });
  });

  test('a limit needs a key', async () => {
    const t = await setup();
    const engine = await t.engine();
    await expect(engine.executions.enqueue({ taskType: 'x', concurrencyLimit: 2 })).rejects.toMatchObject({
      errors: [{ field: 'concurrencyLimit' }],
    });
  });
});

describe('admission', () => {
  test('10,000 wait while memory is over its limit; nothing is lost, and all goes on when it falls', async () => {
    const t = await setup();
    const work = counting(0);
    const load = { cpuPercent: 5, memoryPercent: 85 };
    const engine = await t.started({
      handlers: [work.handler],
      maxConcurrent: 4,
      memoryLimit: 85,
      machineLoad: () => load,
    });
    await engine.queues.update('default', { depthLimit: 0 });
    await engine.executions.enqueueMany(Array.from({ length: 10_000 }, () => ({ taskType: 'work' })));
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(work.done()).toBe(0);
    expect(await t.row(`select count(*)::int as n from ready_executions`)).toEqual({ n: 10_000 });
    load.memoryPercent = 40;
    await until(
      async () => (await t.row<{ n: number }>(`select count(*)::int as n from live_executions`)).n === 0,
      {
        timeoutMs: 60_000,
      },
    );
    expect(work.done()).toBe(10_000);
  }, 90_000);
});

test('1,000 of priority 1 beside a steady stream of priority 10: each goes first once it has waited 270 minutes longer', async () => {
  const t = await setup();
  const order: string[] = [];
  const engine = await t.started({
    roles: ['api'],
    handlers: [defineHandler<{ who: string }>('note', ({ taskConfig }) => void order.push(taskConfig.who))],
  });
  const low = await engine.executions.enqueueMany(
    Array.from({ length: 1000 }, () => ({ taskType: 'note', priority: 1, taskConfig: { who: 'low' } })),
  );
  // One has waited a minute longer than the one after it, the last for 100 minutes, the first for 1,099.
  const waited = `($1::bigint[])[1000] - id + 100`;
  for (const table of ['ready_executions', 'live_executions'])
    await t.rows(
      `update ${table} set claim_at = claim_at - (${waited}) * interval '1 min' where id = any ($1::bigint[])`,
      [low.map(({ id }) => id)],
    );
  await engine.executions.enqueueMany(
    Array.from({ length: 200 }, () => ({ taskType: 'note', priority: 10, taskConfig: { who: 'high' } })),
  );
  const worker = await t.started({
    roles: ['worker'],
    maxConcurrent: 1,
    handlers: [defineHandler<{ who: string }>('note', ({ taskConfig }) => void order.push(taskConfig.who))],
  });
  await until(() => order.length === 1200, { timeoutMs: 60_000 });
  await worker.stop();
  const first = order.indexOf('high');
  // Those that have waited for more than 270 minutes: 1,000 - (270 - 100) of them.
  expect(first).toBeGreaterThanOrEqual(829);
  expect(first).toBeLessThanOrEqual(831);
  expect(order.slice(first, first + 200).every((who) => who === 'high')).toBe(true);
  expect(order.filter((who) => who === 'low')).toHaveLength(1000);
}, 90_000);
