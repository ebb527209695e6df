import { readFileSync } from 'node:fs';
import { until } from '@tutti/testkit';
import { describe, expect, test } from 'vitest';
import { brokenRules } from '../test/invariants.ts';
import { type Bundle, engineTests } from '../test/setup.ts';
import { type Engine, defineHandler } from './index.ts';
import type { Act } from './interventions.ts';

const { setup } = engineTests();

const never = defineHandler(
  'never',
  ({ signal }) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))),
);
const good = defineHandler('good', () => 'fine');
const bad = defineHandler('bad', () => Promise.reject(new Error('bad')), { retryPolicy: 'none' });
const hour = { maxRetries: 1, initialDelayMs: 3_600_000, maxDelayMs: 3_600_000, multiplier: 1, jitter: 0 };

/** One execution in each state. */
const STATES: Record<string, (t: Bundle, engine: Engine) => Promise<string>> = {
  queued: async (_, engine) => (await engine.executions.enqueue({ taskType: 'nobody' })).executionId,
  scheduled: async (_, engine) =>
    (await engine.executions.enqueue({ taskType: 'good', delayMs: 3_600_000 })).executionId,
  retrying: async (_, engine) => {
    const { executionId } = await engine.executions.enqueue({ taskType: 'bad', retryPolicy: hour });
    await until(async () => (await engine.executions.get(executionId)).phase === 'retrying');
    return executionId;
  },
  running: async (t, engine) => {
    const { executionId } = await engine.executions.enqueue({ taskType: 'never' });
    await t.reached(engine, executionId, 'running');
    return executionId;
  },
  paused: async (_, engine) => {
    const { executionId } = await engine.executions.enqueue({ taskType: 'nobody' });
    await engine.interventions.act(executionId, { action: 'pause' });
    return executionId;
  },
  completed: async (t, engine) => {
    const { executionId } = await engine.executions.enqueue({ taskType: 'good' });
    await t.reached(engine, executionId, 'completed');
    return executionId;
  },
  failed: async (t, engine) => {
    const { executionId } = await engine.executions.enqueue({ taskType: 'bad' });
    await t.reached(engine, executionId, 'failed');
    return executionId;
  },
  cancelled: async (_, engine) => {
    const { executionId } = await engine.executions.enqueue({ taskType: 'nobody' });
    await engine.executions.cancel(executionId);
    return executionId;
  },
};
const ACTS: Record<string, Act> = {
  pause: { action: 'pause' },
  resume: { action: 'resume' },
  skip: { action: 'skip', reason: 'not today' },
  retry: { action: 'retry' },
  cancel: { action: 'cancel' },
  priority: { action: 'priority', priority: 9 },
};
/** What each act leads to; what is not here is a conflict. */
const LEADS: Record<string, Record<string, RegExp>> = {
  queued: { pause: /paused/, skip: /skipped/, cancel: /cancelled/, priority: /pending/ },
  scheduled: { pause: /paused/, skip: /skipped/, cancel: /cancelled/, priority: /pending/ },
  retrying: {
    pause: /paused/,
    skip: /skipped/,
    retry: /pending|running|failed/,
    cancel: /cancelled/,
    priority: /pending/,
  },
  running: { pause: /paused/, cancel: /cancelled/, priority: /running/ },
  paused: { resume: /pending/, skip: /skipped/, cancel: /cancelled/, priority: /paused/ },
  completed: {},
  failed: { retry: /pending|running|failed/ },
  cancelled: { retry: /pending/ },
};

describe('the matrix of states and acts', () => {
  test.each(Object.keys(STATES))('%s', async (state) => {
    const t = await setup();
    const engine = await t.started({ handlers: [never, good, bad], maxConcurrent: 20 });
    for (const [name, act] of Object.entries(ACTS)) {
      const executionId = await (STATES[state] as (typeof STATES)[string])(t, engine);
      const wanted = LEADS[state]?.[name];
      const acting = engine.interventions.act(executionId, { ...act, actor: 'ada' });
      if (wanted) {
        expect((await acting).status, `${name} of ${state}`).toMatch(wanted);
        expect((await engine.interventions.list(executionId)).at(-1)).toMatchObject({
          action: act.action,
          actor: 'ada',
        });
      } else
        await expect(acting, `${name} of ${state}`).rejects.toMatchObject({
          code: 'EXECUTION_STATE_CONFLICT',
          allowed: expect.any(Array) as string[],
        });
    }
  });
});

test('what is paused and resumed keeps its place, its hold and its time', async () => {
  const t = await setup();
  const engine = await t.started({ handlers: [good] });
  const { executionId } = await engine.executions.enqueue({ taskType: 'good', delayMs: 300 });
  await engine.interventions.act(executionId, { action: 'pause' });
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(await engine.executions.get(executionId)).toMatchObject({ status: 'paused' });
  await engine.interventions.act(executionId, { action: 'resume' });
  await t.reached(engine, executionId, 'completed');
  expect(await brokenRules(t.database)).toEqual([]);
});

test('a paused command is stopped, its time limit with it, and goes on where it was', async () => {
  const t = await setup();
  const engine = await t.started();
  const { executionId } = await engine.executions.enqueue({
    taskType: 'shell_command',
    taskConfig: { command: 'echo $$; i=0; while [ $i -lt 60 ]; do i=$((i+1)); sleep 0.05; done; echo done' },
    timeoutMs: 20_000,
  });
  await t.reached(engine, executionId, 'running');
  const pid = async (): Promise<string | undefined> =>
    (await engine.logs.read(executionId, { fromSeq: 0, limit: 1 })).items[0]?.text.trim();
  await until(async () => (await pid()) !== undefined);
  const group = await pid();
  const state = (): string =>
    /^State:\s+(\w)/m.exec(readFileSync(`/proc/${group}/status`, 'utf8'))?.[1] ?? '';
  await engine.interventions.act(executionId, { action: 'pause', reason: 'look' });
  await until(() => state() === 'T');
  expect(await engine.executions.get(executionId)).toMatchObject({ status: 'paused', node: engine.node });
  await engine.interventions.act(executionId, { action: 'resume' });
  expect(await t.reached(engine, executionId, 'completed')).toMatchObject({ result: { exitCode: 0 } });
});

test('a paused run that is cancelled ends at once', async () => {
  const t = await setup();
  const engine = await t.started();
  const { executionId } = await engine.executions.enqueue({
    taskType: 'shell_command',
    taskConfig: { command: 'sleep 60' },
  });
  await t.reached(engine, executionId, 'running');
  await engine.interventions.act(executionId, { action: 'pause' });
  await engine.executions.cancel(executionId);
  await until(async () => (await engine.health()).workers.running === 0, { timeoutMs: 10_000 });
});

test('retry takes changes, checks them, and starts a fresh allowance', async () => {
  const t = await setup();
  const engine = await t.started({ refuseUnknownTasks: true });
  const { executionId } = await engine.executions.enqueue({
    taskType: 'shell_command',
    taskConfig: { command: 'exit 3' },
    retryPolicy: { ...hour, maxRetries: 0 },
  });
  await t.reached(engine, executionId, 'failed');
  await expect(
    engine.interventions.act(executionId, { action: 'retry', changes: { taskConfig: { commnd: 'true' } } }),
  ).rejects.toMatchObject({ code: 'TASK_CONFIG_INVALID' });
  await engine.interventions.act(executionId, {
    action: 'retry',
    reason: 'mended',
    changes: { taskConfig: { command: 'echo better' }, priority: 8 },
  });
  expect(await t.reached(engine, executionId, 'completed')).toMatchObject({ attempt: 2, priority: 8 });
  expect(await engine.executions.attempts(executionId)).toMatchObject([
    { attempt: 1, outcome: 'failed' },
    { attempt: 2, outcome: 'completed' },
  ]);
  const report = await engine.interventions.report(executionId);
  expect(report.interventions).toMatchObject([{ action: 'retry', reason: 'mended', after: { priority: 8 } }]);
  expect(report.markdown).toContain('| 2 | completed |');
  expect(report.logTail).toContain('better');
  expect(report).toMatchObject({ steps: [], batchId: null });
  const { items, cause } = await engine.events.about(executionId);
  expect(items.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['execution.queued', 'execution.failed', 'execution.completed']),
  );
  expect(items.every(({ data }) => data['executionId'] === executionId)).toBe(true);
  expect(cause).toBeNull();
  await expect(engine.events.about('999999')).rejects.toMatchObject({ code: 'EXECUTION_NOT_FOUND' });
});

test('attempts and reports that are read while attempts end name each once, and none beyond the execution', async () => {
  const t = await setup();
  const engine = await t.started({ handlers: [bad] });
  const quick = { maxRetries: 12, initialDelayMs: 1, maxDelayMs: 1, multiplier: 1, jitter: 0 };
  const { executionId } = await engine.executions.enqueue({ taskType: 'bad', retryPolicy: quick });
  let reads = 0;
  for (let ended = false; !ended; reads += 1) {
    const { execution, attempts } = await engine.interventions.report(executionId);
    ended = execution.status === 'failed';
    const told = [attempts, await engine.executions.attempts(executionId)];
    for (const list of told)
      expect(list.map(({ attempt }) => attempt)).toEqual(list.map((_, index) => index + 1));
    expect(attempts.length).toBeLessThanOrEqual(execution.attempt);
  }
  expect(reads).toBeGreaterThan(1);
});

test('steps whose results are kept stand in the report, with the batch', async () => {
  const t = await setup();
  const engine = await t.started({
    handlers: [
      defineHandler('staged', async (run) => {
        await run.step('load', () => Promise.resolve({ rows: 3 }));
        await run.step('send', () => Promise.resolve('sent'));
      }),
    ],
  });
  const { batchId, items } = await engine.batches.create({ items: [{ taskType: 'staged' }] });
  const key = items[0]?.executionId as string;
  await t.reached(engine, key, 'completed');
  const report = await engine.interventions.report(key);
  expect(report.batchId).toBe(batchId);
  expect(report.steps.map(({ name, output }) => [name, output])).toEqual([
    ['load', { rows: 3 }],
    ['send', 'sent'],
  ]);
});

test('many at once: those whose state allows it are done, the rest is named', async () => {
  const t = await setup();
  const engine = await t.started({ handlers: [good] });
  const done = await engine.executions.enqueue({ taskType: 'good' });
  await t.reached(engine, done.executionId, 'completed');
  const waiting = await engine.executions.enqueueMany(
    Array.from({ length: 50 }, () => ({ taskType: 'nobody' })),
  );
  const ids = [...waiting.map(({ id }) => id), done.id];
  const result = await engine.interventions.actMany(ids, { action: 'skip', reason: 'old', actor: 'ada' });
  expect(result.done).toHaveLength(50);
  expect(result.refused).toEqual([done.id]);
  expect(await t.rows(`select count(*)::int as n from audit_log where action = 'execution.skipped'`)).toEqual(
    [{ n: 50 }],
  );
});
