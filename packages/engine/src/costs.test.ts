import { until } from '@tutti/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { brokenRules } from '../test/invariants.ts';
import { engineTests } from '../test/setup.ts';
import { type EngineOptions, TaskFailure, defineHandler } from './index.ts';

const { setup } = engineTests();

/** Runs that end when they are told to, by the name in their config. */
function held() {
  const running = new Set<string>();
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const handler = defineHandler<{ name: string }>('held', async ({ taskConfig: { name }, signal }) => {
    started.push(name);
    running.add(name);
    await new Promise<void>((resolve) => {
      ends.set(name, resolve);
      signal.addEventListener('abort', () => resolve());
    });
    running.delete(name);
  });
  onTestFinished(() => ends.forEach((end) => end()));
  return { handler, running, started, end: (name: string) => ends.get(name)?.() };
}

const machine: Partial<EngineOptions> = {
  machineSize: { cores: 4, memoryMb: 10_000 },
  machineLoad: () => ({ cpuPercent: 0, memoryPercent: 0 }),
  cpuLimit: 80,
  memoryLimit: 80,
};
const task = (name: string, memoryMb?: number, more: object = {}) => ({
  taskType: 'held',
  taskConfig: { name },
  ...(memoryMb !== undefined && { estimatedCost: { memoryMb } }),
  ...more,
});

describe('an execution that states its cost', () => {
  test('starts where it fits beside what runs, and waits otherwise while smaller ones go first', async () => {
    const t = await setup();
    const work = held();
    const engine = await t.started({ ...machine, handlers: [work.handler], maxConcurrent: 8 });
    const first = await engine.executions.enqueue(task('first', 5000));
    await until(() => work.running.has('first'));
    const second = await engine.executions.enqueue(task('second', 4000));
    await engine.executions.enqueue(task('small', 3000));
    await engine.executions.enqueue(task('free'));
    await until(() => work.running.has('small') && work.running.has('free'));
    expect(await engine.executions.get(second.executionId)).toMatchObject({
      status: 'pending',
      phase: 'queued',
      waitingFor: 'a node with room for 4000 MB',
      estimatedCost: { memoryMb: 4000 },
    });
    expect((await engine.executions.get(first.executionId)).status).toBe('running');
    work.end('first');
    await until(() => work.running.has('second'));
    for (const name of ['second', 'small', 'free']) work.end(name);
    await t.reached(engine, second.executionId, 'completed');
    expect((await engine.executions.get(second.executionId)).estimatedCost).toEqual({ memoryMb: 4000 });
    expect(await brokenRules(t.database)).toEqual([]);
  });

  test('that fits no node is never claimed, and says what is offered; a larger node takes it', async () => {
    const t = await setup();
    const work = held();
    const engine = await t.started({ ...machine, handlers: [work.handler] });
    const draft = { ...task('huge'), estimatedCost: { cpuCores: 6, memoryMb: 20_000 } };
    const { executionId } = await engine.executions.enqueue(draft);
    await engine.executions.enqueue(task('other'));
    await until(() => work.running.has('other'));
    expect(await engine.executions.get(executionId)).toMatchObject({
      phase: 'queued',
      waitingFor:
        'a larger node: it needs 6 cores and 20000 MB, and none offers more than 3.2 cores and 8000 MB',
    });
    expect((await engine.nodes.list())[0]).toMatchObject({ offeredCpuCores: 3.2, offeredMemoryMb: 8000 });
    await t.started({
      ...machine,
      handlers: [work.handler],
      machineSize: { cores: 16, memoryMb: 64_000 },
      node: 'large',
    });
    await until(() => work.running.has('huge'));
    expect((await engine.executions.get(executionId)).node).toBe('large');
    work.end('huge');
    work.end('other');
    await t.reached(engine, executionId, 'completed');
  });

  test('is not starved by smaller ones: after a while it gets the node alone', async () => {
    const t = await setup();
    const work = held();
    const options = { ...machine, handlers: [work.handler], maxConcurrent: 4, costPatienceMs: 300 };
    const engine = await t.started({ ...options, node: 'only' });
    await engine.executions.enqueue(task('running', 3000));
    await until(() => work.running.has('running'));
    const large = await engine.executions.enqueue(task('large', 7900));
    await until(async () => (await engine.nodes.get('only')).keptFor === large.id, { timeoutMs: 10_000 });
    const late = await engine.executions.enqueue(task('late', 90));
    const plain = await engine.executions.enqueue(task('plain'));
    work.end('running');
    await until(() => work.running.has('large'));
    expect(work.started.slice(0, 2)).toEqual(['running', 'large']);
    // What fits beside it still may: it is alone in what it needs, not for as long as it runs.
    await until(() => work.running.has('late') && work.running.has('plain'));
    expect((await engine.nodes.get('only')).keptFor).toBeNull();
    for (const name of ['large', 'late', 'plain']) work.end(name);
    for (const { executionId } of [large, late, plain]) await t.reached(engine, executionId, 'completed');
  });

  test('keeps to queue limits, pauses, concurrency keys, delays and cancellation', async () => {
    const t = await setup();
    const work = held();
    const engine = await t.started({ ...machine, handlers: [work.handler], maxConcurrent: 8 });
    await engine.executions.enqueue(task('zero', 100, { queue: 'narrow' }));
    await until(() => work.running.has('zero'));
    work.end('zero');
    await engine.queues.update('narrow', { concurrencyLimit: 1 });
    await engine.executions.enqueue(task('one', 100, { queue: 'narrow' }));
    await until(() => work.running.has('one'));
    const key = { concurrencyKey: 'k', concurrencyLimit: 1, delayMs: 50 };
    const keyed = await engine.executions.enqueue(task('keyed', 100, key));
    await engine.executions.enqueue(task('keyed too', 100, key));
    await until(() => work.running.has('keyed') || work.running.has('keyed too'));
    const two = await engine.executions.enqueue(task('two', 100, { queue: 'narrow' }));
    const three = await engine.executions.enqueue(task('three', 100, { queue: 'narrow' }));
    await engine.executions.cancel(three.executionId, { reason: 'not wanted' });
    await engine.queues.pause('narrow');
    work.end('one');
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect([...work.running].filter((name) => !name.startsWith('keyed'))).toEqual([]);
    expect([...work.running]).toHaveLength(1);
    await engine.queues.resume('narrow');
    await until(() => work.running.has('two'), { timeoutMs: 5000 });
    work.end('keyed');
    work.end('keyed too');
    await until(() => work.started.length === 5);
    for (const name of work.running) work.end(name);
    for (const { executionId } of [two, keyed]) await t.reached(engine, executionId, 'completed');
    expect((await engine.executions.get(three.executionId)).status).toBe('cancelled');
    expect(await brokenRules(t.database)).toEqual([]);
  });

  test('runs where nothing is limited, retries with its cost, and is drained by one pass', async () => {
    const t = await setup();
    let runs = 0;
    const handler = defineHandler(
      'flaky',
      () => {
        if (++runs === 1) throw new TaskFailure('BUSY', 'not yet');
      },
      { retryPolicy: { maxRetries: 2, initialDelayMs: 1, maxDelayMs: 1, multiplier: 1, jitter: 0 } },
    );
    const engine = await t.started({ handlers: [handler] });
    const estimatedCost = { cpuCores: 512 };
    const { executionId } = await engine.executions.enqueue({ taskType: 'flaky', estimatedCost });
    await t.reached(engine, executionId, 'completed');
    expect([runs, (await engine.executions.get(executionId)).attempt]).toEqual([2, 2]);
  });
});

describe('a schedule', () => {
  const definition = {
    name: 'nightly',
    taskType: 'broken',
    taskConfig: {},
    scheduleType: 'interval',
    scheduleConfig: { intervalMs: 86_400_000 },
    estimatedCost: { cpuCores: 0.5 },
    errorSeverity: 'low',
    retryPolicy: 'none',
  } as const;
  const broken = defineHandler('broken', () => {
    throw new TaskFailure('BROKEN', 'as always');
  });

  test('gives its runs their cost, and its errors their severity unless a rule says otherwise', async () => {
    const t = await setup();
    const engine = await t.started({ ...machine, handlers: [broken] });
    const schedule = await engine.schedules.create(definition);
    expect(schedule).toMatchObject({ estimatedCost: { cpuCores: 0.5 }, errorSeverity: 'low' });
    const severityOf = async (): Promise<string | undefined> => {
      const { executionId } = await engine.schedules.trigger(schedule.id, {});
      await t.reached(engine, executionId, 'failed');
      const execution = await engine.executions.get(executionId);
      expect(execution.estimatedCost).toEqual({ cpuCores: 0.5 });
      const { items } = await engine.errors.list({ scheduleId: schedule.id, limit: 1 });
      return items[0]?.severity;
    };
    await until(async () => (await severityOf()) === 'low', { timeoutMs: 10_000 });
    await engine.errorRules.create({
      name: 'grave',
      position: 1,
      match: { errorCode: 'BROKEN' },
      severity: 'critical',
      retry: true,
    });
    await until(async () => (await severityOf()) === 'critical', { timeoutMs: 10_000 });
  });
});
