import { until } from '@tutti/testkit';
import { describe, expect, test } from 'vitest';
import { brokenRules } from '../test/invariants.ts';
import { type Bundle, engineTests } from '../test/setup.ts';
import { CLAIM } from './execution/execution-store.ts';
import { type Engine, type EngineOptions, TaskFailure, defineHandler } from './index.ts';

const { setup } = engineTests();
const GPU = { gpu: 'true' };
const LANE = 'work{"gpu":"true"}';

const handlers = [
  defineHandler('work', ({ attempt, taskConfig }) => {
    if (attempt <= Number(taskConfig['failures'] ?? 0)) throw new TaskFailure('NOT_YET', 'not yet');
    return attempt;
  }),
];
const withGpu: Partial<EngineOptions> = { handlers, labels: { gpu: 'true', region: 'eu' } };
const without: Partial<EngineOptions> = { handlers, labels: { region: 'eu' } };
const require = (engine: Engine, more: object = {}) =>
  engine.executions.enqueue({ taskType: 'work', requires: GPU, ...more });
const lanes = async (t: Bundle): Promise<string[]> =>
  (await t.rows<{ task_type: string }>('select task_type from ready_executions order by 1')).map(
    (row) => row.task_type,
  );

test('of two nodes only the one with the labels takes it; what requires nothing goes to either', async () => {
  const t = await setup();
  const [plain, gpu] = await Promise.all([t.started(without), t.started(withGpu)]);
  const wanted = await Promise.all(Array.from({ length: 20 }, () => require(plain)));
  const others = await plain.executions.enqueueMany(Array.from({ length: 20 }, () => ({ taskType: 'work' })));
  for (const { executionId } of wanted)
    expect(await t.reached(gpu, executionId, 'completed')).toMatchObject({
      node: gpu.node,
      taskType: 'work',
      requires: GPU,
    });
  for (const { executionId } of others)
    expect((await t.reached(gpu, executionId, 'completed')).requires).toBeNull();
  expect(await brokenRules(t.database)).toEqual([]);
});

test('while nobody has the labels it is unroutable and says what is missing; it runs as soon as somebody joins', async () => {
  const t = await setup();
  const plain = await t.started(without);
  const { executionId } = await require(plain);
  const look = () => plain.executions.get(executionId);
  expect(await look()).toMatchObject({
    status: 'pending',
    phase: 'unroutable',
    waitingFor: 'a worker with gpu=true; none that handles work has it',
  });
  const inPhase = async (phase: 'unroutable' | 'queued') =>
    (await plain.executions.list({ limit: 10, phase: [phase] })).items.map((item) => item.executionId);
  expect(await inPhase('unroutable')).toEqual([executionId]);
  expect(await inPhase('queued')).toEqual([]);
  expect((await plain.executions.queue({ limit: 10 })).items).toMatchObject([{ taskType: 'work' }]);
  const gpu = await t.started(withGpu);
  expect(await t.reached(plain, executionId, 'completed')).toMatchObject({ node: gpu.node, phase: null });
  await gpu.stop();
  const second = await require(plain);
  await until(async () => (await plain.executions.get(second.executionId)).phase === 'unroutable');
});

test('a node that is started later knows what others require, and a full set of labels is needed', async () => {
  const t = await setup();
  const outside = await t.engine();
  const { executionId } = await require(outside, { requires: { region: 'eu', gpu: 'true' } });
  expect(await lanes(t)).toEqual(['work{"gpu":"true","region":"eu"}']);
  await t.started({ handlers, labels: GPU });
  const full = await t.started(withGpu);
  expect(await t.reached(outside, executionId, 'completed')).toMatchObject({ node: full.node });
});

describe('the lane is kept', () => {
  test('by retries, by a rescue, by a pause, and by another priority', async () => {
    const t = await setup();
    const outside = await t.engine({ handlers });
    const paused = await require(outside);
    await outside.interventions.act(paused.executionId, { action: 'pause' });
    expect(await lanes(t)).toEqual([]);
    await outside.interventions.act(paused.executionId, { action: 'resume' });
    expect(await lanes(t)).toEqual([LANE]);
    await outside.interventions.act(paused.executionId, { action: 'priority', priority: 9 });
    expect(await brokenRules(t.database)).toEqual([]);

    await t.rows(CLAIM.text, [[LANE], 10, 'dead-node', 600_000]);
    expect(await lanes(t)).toEqual([]);
    await t.rows(`update leases set expires_at = now() - interval '1 s'`);
    // It has not the labels: it rescues, and leaves the work to others.
    await outside.processOnce();
    expect(await outside.executions.get(paused.executionId)).toMatchObject({ status: 'pending', attempt: 2 });
    expect(await lanes(t)).toEqual([LANE]);

    const retried = await require(outside, {
      taskConfig: { failures: 1 },
      retryPolicy: { maxRetries: 1, initialDelayMs: 1 },
    });
    const later = await require(outside, { delayMs: 1 });
    const keyed = await require(outside, { concurrencyKey: 'one' });
    const gpu = await t.started(withGpu);
    for (const { executionId } of [paused, retried, later, keyed])
      expect(await t.reached(outside, executionId, 'completed')).toMatchObject({ node: gpu.node });
    expect(await brokenRules(t.database)).toEqual([]);
  });

  test('by what an operator cancels and revives, even when the lane was forgotten meanwhile', async () => {
    const t = await setup();
    const outside = await t.engine();
    const { executionId } = await require(outside);
    await outside.executions.cancel(executionId);
    await t.rows('delete from label_lanes');
    await outside.interventions.act(executionId, { action: 'retry' });
    expect(await lanes(t)).toEqual([LANE]);
    const gpu = await t.started(withGpu);
    expect(await t.reached(outside, executionId, 'completed')).toMatchObject({
      node: gpu.node,
      requires: GPU,
    });
  });

  test('by the resubmission of a dead letter', async () => {
    const t = await setup();
    const gpu = await t.started(withGpu);
    const { executionId } = await require(gpu, { taskConfig: { failures: 9 }, retryPolicy: 'none' });
    await t.reached(gpu, executionId, 'failed');
    const { items } = await gpu.deadLetters.list({ limit: 10 });
    const [letter] = items;
    const again = await gpu.deadLetters.resubmit(letter?.id as number, { taskConfig: {} });
    expect(await t.reached(gpu, again.executionId, 'completed')).toMatchObject({ requires: GPU });
  });

  test('by what states its cost', async () => {
    const t = await setup();
    const plain = await t.started(without);
    const costly = await require(plain, { estimatedCost: { memoryMb: 1 } });
    expect(await plain.executions.get(costly.executionId)).toMatchObject({ phase: 'unroutable' });
    expect((await plain.executions.list({ limit: 9, phase: ['unroutable'] })).items).toHaveLength(1);
    const gpu = await t.started(withGpu);
    expect(await t.reached(plain, costly.executionId, 'completed')).toMatchObject({ node: gpu.node });
  });

  test('by queues with limits, and by batches', async () => {
    const t = await setup();
    const [plain, gpu] = await Promise.all([t.started(without), t.started(withGpu)]);
    const first = await require(plain, { queue: 'narrow' });
    await plain.queues.update('narrow', { concurrencyLimit: 1 });
    const { batchId } = await plain.batches.create({
      items: Array.from({ length: 5 }, () => ({ taskType: 'work', queue: 'narrow', requires: GPU })),
    });
    await t.reached(plain, first.executionId, 'completed');
    await until(
      async () => (await plain.batches.get(batchId, { limit: 10, offset: 0 })).status === 'completed',
      {
        timeoutMs: 10_000,
      },
    );
    const nodes = await t.rows<{ node: string }>('select distinct node from execution_history');
    expect(nodes).toEqual([{ node: gpu.node }]);
  });
});

test('a schedule gives its executions what they require', async () => {
  const t = await setup();
  const plain = await t.started(without);
  const schedule = await plain.schedules.create({
    name: 'on the gpu',
    taskType: 'work',
    taskConfig: {},
    scheduleType: 'interval',
    scheduleConfig: { intervalMs: 3_600_000 },
    requires: GPU,
    overlapPolicy: 'allow',
  });
  expect(schedule.requires).toEqual(GPU);
  const { executionId } = await plain.schedules.trigger(schedule.id, {});
  expect(await plain.executions.get(executionId)).toMatchObject({ phase: 'unroutable', requires: GPU });
  await t.rows(`update task_schedules set next_run_at = now()`);
  const gpu = await t.started(withGpu);
  await until(
    async () => (await plain.executions.list({ limit: 10, status: ['completed'] })).items.length === 2,
    { timeoutMs: 10_000 },
  );
  const nodes = await t.rows<{ node: string }>('select distinct node from execution_history');
  expect(nodes).toEqual([{ node: gpu.node }]);
  const freed = await plain.schedules.update(schedule.id, { requires: null });
  expect(freed.requires).toBeNull();
});

test('what requires no labels leaves nothing of it behind; an empty set is none', async () => {
  const t = await setup();
  const engine = await t.engine();
  await require(engine, { requires: {} });
  await engine.executions.enqueue({ taskType: 'work' });
  expect(await lanes(t)).toEqual(['work', 'work']);
  expect(await t.rows('select * from label_lanes')).toEqual([]);
});

test('lanes that nothing uses are forgotten, others are not', async () => {
  const t = await setup();
  const { pruneLanes } = await import('./queue/lane-store.ts');
  const engine = await t.engine();
  await require(engine);
  await require(engine, { requires: { gpu: 'false' } }).then(({ executionId }) =>
    engine.executions.cancel(executionId),
  );
  await t.rows(`update label_lanes set used_at = now() - interval '8 days'`);
  await pruneLanes(t.database);
  expect(await t.rows('select requires from label_lanes')).toEqual([{ requires: '{"gpu":"true"}' }]);
});

test.each<[object, string, RegExp, RegExp | undefined]>([
  [{ requires: { gpu: true } }, 'requires.gpu', /must be a text: write it in quotes/, undefined],
  [
    { requires: { 'no good': 'x' } },
    'requires.no good',
    /is no name for a label/,
    /begin with a letter or digit/,
  ],
  [{ requires: ['gpu'] }, 'requires', /must be an object/, undefined],
  [
    { requires: Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`l${n}`, 'x'])) },
    'requires',
    /at most 10 labels/,
    undefined,
  ],
])('%j is refused, with the field and a fix', async (draft, field, message, fix) => {
  const t = await setup();
  const engine = await t.engine();
  const refusal = require(engine, draft);
  await expect(refusal).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
    errors: [
      { field, message: expect.stringMatching(message), ...(fix && { fix: expect.stringMatching(fix) }) },
    ],
  });
});
