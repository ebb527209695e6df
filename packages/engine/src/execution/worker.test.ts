import { setTimeout as delay } from 'node:timers/promises';
import { until } from '@tutti/testkit';
import { expect, test } from 'vitest';
import { brokenRules } from '../../test/invariants.ts';
import { engineTests } from '../../test/setup.ts';
import { TaskFailure, defineHandler } from '../index.ts';
import type { TaskContext, TaskHandler } from './task-handler.ts';

const { setup } = engineTests();
const quick = { maxRetries: 2, initialDelayMs: 5, maxDelayMs: 5, multiplier: 1, jitter: 0 };

/** A handler whose runs are ended by the test, one by one. */
function held(taskType = 'held') {
  const runs: { context: TaskContext; end(result?: unknown): void; fail(error: unknown): void }[] = [];
  const handler = defineHandler(taskType, (context) => {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    runs.push({ context, end: resolve, fail: reject });
    return promise;
  });
  return { handler, runs, started: (count: number) => until(() => runs.length >= count) };
}

/** Ends when it is told to stop. */
const untilStopped = (taskType: string, stopped: unknown[] = []): TaskHandler =>
  defineHandler(
    taskType,
    ({ signal }) =>
      new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(new Error(`stopped ${stopped.push(signal.reason)}`))),
      ),
  );

test('what a handler returns is the result; the execution tells of its whole life', async () => {
  const t = await setup();
  const engine = await t.started({
    handlers: [defineHandler('double', ({ taskConfig }) => Number(taskConfig['n']) * 2)],
  });
  const { executionId, id } = await engine.executions.enqueue({
    taskType: 'double',
    taskConfig: { n: 21 },
    tags: ['a'],
    metadata: { m: 1 },
    priority: 8,
  });
  const execution = await t.reached(engine, executionId, 'completed');
  expect(execution).toMatchObject({
    id,
    executionId,
    result: 42,
    status: 'completed',
    phase: null,
    attempt: 1,
    error: null,
    node: engine.node,
    tags: ['a'],
    metadata: { m: 1 },
    priority: 8,
    taskConfig: { n: 21 },
    trigger: { kind: 'api' },
    scheduleId: null,
    slot: null,
    retryPolicy: 'standard',
    timeoutMs: null,
    idempotencyKey: null,
  });
  expect(execution.durationMs).toBeGreaterThanOrEqual(0);
  expect(Date.parse(execution.completedAt as string)).toBeGreaterThanOrEqual(
    Date.parse(execution.scheduledAt) - 5,
  );
  expect(await engine.executions.get(String(id))).toEqual(execution);
  expect(await engine.executions.attempts(executionId)).toMatchObject([
    { attempt: 1, outcome: 'completed', node: engine.node, error: null },
  ]);
  expect(await brokenRules(t.database)).toEqual([]);
});

test.each<[string, unknown, unknown]>([
  ['nothing', undefined, null],
  ['null', null, null],
  ['text', 'ok', 'ok'],
  ['a function, which JSON has no word for', () => 1, null],
  ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
  ['text with NUL and half a surrogate pair', 'a\0b\ud800', 'a\0b\ud800'],
  ['something deep', { a: [{ b: { c: [1, 'x', false] } }] }, { a: [{ b: { c: [1, 'x', false] } }] }],
])('a result of %s is kept', async (_, result, kept) => {
  const t = await setup();
  const engine = await t.started({ handlers: [defineHandler('give', () => result)] });
  const { executionId } = await engine.executions.enqueue({ taskType: 'give' });
  expect((await t.reached(engine, executionId, 'completed')).result).toEqual(kept);
});

test.each<[string, () => unknown]>([
  ['a bigint', () => 1n],
  [
    'a circle',
    () => {
      const a: Record<string, unknown> = {};
      a['a'] = a;
      return a;
    },
  ],
  [
    'a toJSON that throws',
    () => ({
      toJSON: () => {
        throw new Error('no');
      },
    }),
  ],
])('a result that is no JSON (%s) fails the run for good', async (_, work) => {
  const t = await setup();
  const engine = await t.started({ handlers: [defineHandler('give', work)] });
  const { executionId } = await engine.executions.enqueue({ taskType: 'give' });
  const execution = await t.reached(engine, executionId, 'failed', 'completed');
  expect(execution).toMatchObject({
    status: 'failed',
    attempt: 1,
    error: { code: 'RESULT_INVALID', permanent: true },
  });
});

test.each<[string, () => unknown, object]>([
  [
    'an error',
    () => {
      throw new Error('boom');
    },
    { code: 'HANDLER_ERROR', message: 'boom', permanent: false },
  ],
  [
    'a rejection',
    () => Promise.reject(new Error('late boom')),
    { code: 'HANDLER_ERROR', message: 'late boom' },
  ],
  [
    'text',
    () => {
      throw 'just text';
    },
    { code: 'HANDLER_ERROR', message: 'just text' },
  ],
  ['nothing', () => Promise.reject(undefined), { code: 'HANDLER_ERROR', message: 'undefined' }],
  [
    'an error without words',
    () => {
      throw new TypeError();
    },
    { code: 'HANDLER_ERROR', message: 'TypeError' },
  ],
  [
    'a failure of its own kind',
    () => {
      throw new TaskFailure('E42', 'own', { permanent: true, data: { a: 1 } });
    },
    { code: 'E42', message: 'own', permanent: true, data: { a: 1 } },
  ],
  [
    'a failure with data that is no JSON',
    () => {
      throw new TaskFailure('E43', 'own', { permanent: true, data: 1n });
    },
    { code: 'E43', message: 'own', permanent: true },
  ],
  [
    'a failure with unstorable text',
    () => Promise.reject(new TaskFailure('E44', 'a\0b', { permanent: true, data: '\ud800' })),
    { code: 'E44', message: 'a\ufffdb', data: '\ufffd' },
  ],
])('what a handler throws is the failure: %s', async (_, work, error) => {
  const t = await setup();
  const engine = await t.started({ handlers: [defineHandler('bad', work, { retryPolicy: 'none' })] });
  const { executionId } = await engine.executions.enqueue({ taskType: 'bad' });
  expect((await t.reached(engine, executionId, 'failed')).error).toMatchObject(error);
  // Neither the list nor the search nor the event log trips over it.
  expect((await engine.executions.list({ limit: 10, text: 'o' })).items.length).toBeLessThanOrEqual(1);
  await expect.poll(async () => (await engine.events.list({ limit: 10 })).items.length).toBeGreaterThan(0);
});

test('failed attempts are tried again as the policy says, each is kept, the last one is final', async () => {
  const t = await setup();
  const engine = await t.started({
    handlers: [
      defineHandler('bad', ({ attempt }) => Promise.reject(new Error(`attempt ${attempt}`)), {
        retryPolicy: quick,
      }),
    ],
  });
  const { executionId } = await engine.executions.enqueue({ taskType: 'bad' });
  expect(await t.reached(engine, executionId, 'failed')).toMatchObject({
    attempt: 3,
    error: { message: 'attempt 3' },
  });
  const attempts = await engine.executions.attempts(executionId);
  expect(attempts.map(({ attempt, outcome, error }) => [attempt, outcome, error?.message])).toEqual([
    [1, 'failed', 'attempt 1'],
    [2, 'failed', 'attempt 2'],
    [3, 'failed', 'attempt 3'],
  ]);
  expect(attempts.every(({ node, startedAt, endedAt }) => node === engine.node && startedAt && endedAt)).toBe(
    true,
  );
  expect(await brokenRules(t.database)).toEqual([]);
});

test('an execution’s own policy stands above the handler’s; the jitter is the engine’s random', async () => {
  const t = await setup();
  const engine = await t.started({
    random: () => 0.75,
    handlers: [defineHandler('bad', () => Promise.reject(new Error('x')), { retryPolicy: 'none' })],
  });
  const policy = { maxRetries: 5, initialDelayMs: 600_000, maxDelayMs: 600_000, multiplier: 1, jitter: 0.2 };
  const { executionId, id } = await engine.executions.enqueue({ taskType: 'bad', retryPolicy: policy });
  const waiting = await until(async () => {
    const execution = await engine.executions.get(executionId);
    return execution.phase === 'retrying' ? execution : undefined;
  });
  expect(waiting).toMatchObject({
    attempt: 2,
    waitingFor: 'attempt 2 of 6',
    error: { message: 'x' },
    retryPolicy: policy,
  });
  const { s } = await t.row<{ s: number }>(
    `select extract(epoch from l.run_at - a.ended_at)::float8 as s from live_executions l, execution_attempts a where l.id = $1 and a.execution_id = $1`,
    [id],
  );
  expect(s).toBeCloseTo(660, 1);
});

test('a service that asks for patience gets it', async () => {
  const t = await setup();
  const engine = await t.started({
    handlers: [
      defineHandler('bad', () => {
        throw new TaskFailure('BUSY', 'later', { retryAfterMs: 3_600_000 });
      }),
    ],
  });
  const { executionId } = await engine.executions.enqueue({ taskType: 'bad' });
  const { runAt } = await until(async () => {
    const execution = await engine.executions.get(executionId);
    return execution.phase === 'retrying' ? execution : undefined;
  });
  expect(Date.parse(runAt as string) - Date.now()).toBeGreaterThan(3_500_000);
});

test('a run that takes too long times out: its signal aborts, the attempt counts', async () => {
  const t = await setup();
  const stopped: unknown[] = [];
  const engine = await t.started({ handlers: [untilStopped('slow', stopped)] });
  const { executionId } = await engine.executions.enqueue({
    taskType: 'slow',
    timeoutMs: 20,
    retryPolicy: { ...quick, maxRetries: 1 },
  });
  expect(await t.reached(engine, executionId, 'timeout')).toMatchObject({
    attempt: 2,
    error: { code: 'TIMEOUT', message: 'did not end within 20 ms' },
  });
  expect(stopped).toEqual(['timeout', 'timeout']);
  expect((await engine.executions.attempts(executionId)).map(({ outcome }) => outcome)).toEqual([
    'timeout',
    'timeout',
  ]);
});

test('a time limit beyond what a timer can hold does not end the run at once', async () => {
  const t = await setup();
  const engine = await t.started({ handlers: [defineHandler('brief', () => delay(20, 'done'))] });
  const { executionId } = await engine.executions.enqueue({
    taskType: 'brief',
    timeoutMs: 31_622_400_000,
    retryPolicy: 'none',
  });
  expect((await t.reached(engine, executionId, 'completed', 'timeout')).status).toBe('completed');
});

test('cancelling a running one aborts its signal at once, on whatever node, and refuses its late result', async () => {
  const t = await setup();
  const { handler, runs, started } = held();
  const [worker, other] = [await t.started({ handlers: [handler] }), await t.engine({ roles: ['api'] })];
  const { executionId } = await worker.executions.enqueue({ taskType: 'held' });
  await started(1);
  const cancelled = await other.executions.cancel(executionId, { reason: 'no longer needed', actor: 'ada' });
  expect(cancelled).toMatchObject({
    status: 'cancelled',
    error: { code: 'CANCELLED', message: 'no longer needed' },
    node: worker.node,
  });
  const [run] = runs;
  await until(() => run?.context.signal.aborted);
  expect(run?.context.signal.reason).toBe('cancelled');
  run?.end('too late');
  await until(async () => (await worker.health()).workers.running === 0);
  expect(await worker.executions.get(executionId)).toMatchObject({ status: 'cancelled', result: null });
  expect((await worker.executions.attempts(executionId)).map(({ outcome }) => outcome)).toEqual([
    'cancelled',
  ]);
  await expect(other.executions.cancel(executionId)).rejects.toMatchObject({
    code: 'EXECUTION_STATE_CONFLICT',
    allowed: ['pending', 'running', 'paused'],
  });
  expect(await brokenRules(t.database)).toEqual([]);
});

test('cancelling a pending one keeps it from ever running', async () => {
  const t = await setup();
  const { handler, runs } = held();
  const idle = await t.engine({ handlers: [handler] });
  const ready = await idle.executions.enqueue({ taskType: 'held' });
  const later = await idle.executions.enqueue({ taskType: 'held', delayMs: 60_000 });
  for (const { executionId } of [ready, later])
    expect((await idle.executions.cancel(executionId, { actor: 'ada' })).error?.message).toBe(
      'cancelled by ada',
    );
  expect(await idle.processOnce()).toEqual({ completed: 0, failed: 0 });
  expect(runs).toEqual([]);
  expect(await brokenRules(t.database)).toEqual([]);
});

test('two nodes share the work; none of it is done twice', async () => {
  const t = await setup();
  const ran = new Map<string, string[]>();
  const note = (node: string) =>
    defineHandler('share', async ({ executionId }) => {
      ran.set(executionId, [...(ran.get(executionId) ?? []), node]);
      await delay(1);
    });
  const [one, two] = [
    await t.engine({ handlers: [note('one')], maxConcurrent: 20 }),
    await t.engine({ handlers: [note('two')], maxConcurrent: 20 }),
  ];
  const all = await one.executions.enqueueMany(Array.from({ length: 2000 }, () => ({ taskType: 'share' })));
  await Promise.all([one.start(), two.start()]);
  await until(async () => (await one.executions.counts({})).completed.count === all.length, {
    timeoutMs: 15_000,
  });
  const nodes = [...ran.values()];
  expect(nodes.length).toBe(all.length);
  expect(nodes.filter((names) => names.length !== 1)).toEqual([]);
  for (const name of ['one', 'two'])
    expect(nodes.filter(([only]) => only === name).length).toBeGreaterThan(100);
  expect(await brokenRules(t.database)).toEqual([]);
});

test('no more run at a time than is allowed', async () => {
  const t = await setup();
  const { handler, runs, started } = held();
  const engine = await t.started({ handlers: [handler], maxConcurrent: 3 });
  await engine.executions.enqueueMany(Array.from({ length: 8 }, () => ({ taskType: 'held' })));
  for (let ended = 0; ended < 8; ended++) {
    await started(Math.min(8, ended + 3));
    expect(runs.length).toBe(Math.min(8, ended + 3));
    expect((await engine.health()).workers).toMatchObject({
      running: Math.min(3, 8 - ended),
      limit: 3,
      claiming: true,
    });
    runs[ended]?.end();
    await until(async () => (await engine.executions.counts({})).completed.count === ended + 1);
  }
});

test('task types that nobody here handles are never claimed, and say so', async () => {
  const t = await setup();
  const engine = await t.started({ handlers: [defineHandler('known', () => 1)] });
  const unknown = await engine.executions.enqueue({ taskType: 'unknown', priority: 10 });
  const known = await engine.executions.enqueue({ taskType: 'known', priority: 1 });
  await t.reached(engine, known.executionId, 'completed');
  expect(await engine.executions.get(unknown.executionId)).toMatchObject({
    status: 'pending',
    phase: 'queued',
    waitingFor: 'a worker that handles unknown',
    startedAt: null,
  });
  const strict = await t.engine({ refuseUnknownTasks: true, handlers: [defineHandler('known', () => 1)] });
  await expect(strict.executions.enqueue({ taskType: 'unknown' })).rejects.toMatchObject({
    code: 'TASK_TYPE_UNKNOWN',
    errors: [{ field: 'taskType' }],
  });
  expect(await brokenRules(t.database)).toEqual([]);
});

test('stopping lets runs end in time, and gives the rest back without spending an attempt', async () => {
  const t = await setup();
  const { handler, runs, started } = held();
  const stopped: unknown[] = [];
  const engine = await t.started({
    handlers: [handler, untilStopped('endless', stopped)],
    maxConcurrent: 2,
    prefetch: 4,
  });
  const brief = await engine.executions.enqueue({ taskType: 'held' });
  await started(1);
  const endless = await engine.executions.enqueue({ taskType: 'endless' });
  await t.reached(engine, endless.executionId, 'running');
  const ahead = await engine.executions.enqueueMany(Array.from({ length: 3 }, () => ({ taskType: 'held' })));
  await until(async () => (await t.rows('select from ready_executions')).length === 0);
  const stopping = engine.stop({ drainMs: 300 });
  await delay(20);
  runs[0]?.end('in time');
  await stopping;
  const reader = await t.engine();
  expect(await reader.executions.get(brief.executionId)).toMatchObject({
    status: 'completed',
    result: 'in time',
  });
  expect(stopped).toEqual(['shutdown']);
  for (const { executionId } of [endless, ...ahead]) {
    expect(await reader.executions.get(executionId)).toMatchObject({
      status: 'pending',
      phase: 'queued',
      attempt: 1,
      error: null,
    });
  }
  expect(runs.length).toBe(1);
  expect(await t.rows('select from execution_attempts')).toEqual([]);
  expect(await t.rows('select from leases')).toEqual([]);
  expect(await brokenRules(t.database)).toEqual([]);
});

test('a run that completes although it was told to shut down has completed', async () => {
  const t = await setup();
  const handler = defineHandler(
    'polite',
    ({ signal }) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve('finished anyway'))),
  );
  const engine = await t.started({
    handlers: [
      {
        ...handler,
        run: async (context) => ({
          kind: 'completed',
          result: await (handler.run(context) as Promise<unknown>),
        }),
      },
    ],
  });
  const { executionId } = await engine.executions.enqueue({ taskType: 'polite' });
  await t.reached(engine, executionId, 'running');
  await engine.stop({ drainMs: 0 });
  expect((await (await t.engine()).executions.get(executionId)).status).toBe('completed');
});

test('templates take what the trigger holds', async () => {
  const t = await setup();
  const engine = await t.engine({ handlers: [defineHandler('echo', ({ taskConfig }) => taskConfig)] });
  const taskConfig = {
    name: '{{trigger.data.name}}',
    n: ['{{ trigger.data.n }}'],
    by: '{{trigger.actor}}',
    other: '{{not.ours}}',
    absent: '{{trigger.data.absent}}',
  };
  const full = await engine.executions.enqueue(
    { taskType: 'echo', taskConfig, data: { name: 'Ada', n: 7 } },
    { actor: 'grace' },
  );
  const empty = await engine.executions.enqueue({ taskType: 'echo', taskConfig });
  await engine.processOnce();
  expect((await engine.executions.get(full.executionId)).result).toEqual({
    name: 'Ada',
    n: [7],
    by: 'grace',
    other: '{{not.ours}}',
    absent: '',
  });
  expect((await engine.executions.get(empty.executionId)).result).toEqual({
    name: '',
    n: [''],
    by: '',
    other: '{{not.ours}}',
    absent: '',
  });
  expect((await engine.executions.get(full.executionId)).taskConfig).toEqual(taskConfig);
});

test('progress is shown while it runs, at most a few times a second, and the last word always', async () => {
  const t = await setup();
  const { handler, runs, started } = held();
  const engine = await t.started({ handlers: [handler] });
  const { executionId } = await engine.executions.enqueue({ taskType: 'held' });
  await started(1);
  const context = runs[0]?.context as TaskContext;
  context.progress(10, 'first');
  await until(async () => (await engine.executions.get(executionId)).progress?.percent === 10);
  for (let percent = 11; percent < 60; percent++) context.progress(percent, 'spam');
  context.progress(250, 'last\0');
  const { progress } = await until(async () => {
    const execution = await engine.executions.get(executionId);
    return execution.progress?.percent === 100 ? execution : undefined;
  });
  expect(progress).toEqual({ percent: 100, message: 'last\ufffd' });
  runs[0]?.end();
  expect((await t.reached(engine, executionId, 'completed')).progress).toBeNull();
  const { n } = await t.row<{ n: number }>(
    `select count(*)::int as n from events where type = 'execution.progressed'`,
  );
  expect(n).toBeLessThanOrEqual(4);
});

test('processOnce runs what is ready, and only that, without a started service', async () => {
  const t = await setup();
  const engine = await t.engine({
    maxConcurrent: 3,
    handlers: [
      defineHandler('ok', () => delay(1)),
      defineHandler('bad', () => Promise.reject(new Error('x')), { retryPolicy: 'none' }),
    ],
  });
  await engine.executions.enqueueMany([
    ...Array.from({ length: 10 }, () => ({ taskType: 'ok' })),
    { taskType: 'bad' },
    { taskType: 'ok', delayMs: 60_000 },
  ]);
  expect(await engine.processOnce()).toEqual({ completed: 10, failed: 1 });
  expect(await engine.processOnce()).toEqual({ completed: 0, failed: 0 });
  expect((await engine.executions.counts({})).pending.count).toBe(1);
  await engine.start();
  await expect(engine.processOnce()).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
});
