import { describe, expect, test } from 'vitest';
import { brokenRules } from '../../test/invariants.ts';
import { type Bundle, engineTests } from '../../test/setup.ts';
import { type Engine, defineHandler } from '../index.ts';

const { setup } = engineTests();
const echo = defineHandler('echo', ({ taskConfig }) => taskConfig);
const count = async (t: Bundle): Promise<number> =>
  (await t.row<{ n: number }>('select count(*)::int as n from live_executions')).n;
const unique = (all: readonly { executionId: string }[]): number =>
  new Set(all.map(({ executionId }) => executionId)).size;

describe('idempotency', () => {
  test('fifty callers with one key make one execution, on two nodes at once', async () => {
    const t = await setup();
    const [one, two] = [await t.engine(), await t.engine()];
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        (index % 2 ? one : two).executions.enqueue({
          taskType: 'echo',
          taskConfig: { index },
          idempotencyKey: 'the key',
        }),
      ),
    );
    expect(unique(all)).toBe(1);
    expect(await count(t)).toBe(1);
    expect(await t.rows('select from events')).toHaveLength(1);
    expect((await one.executions.get(String(all[0]?.id))).idempotencyKey).toBe('the key');
  });

  test('the key still answers with the same execution when that is over', async () => {
    const t = await setup();
    const engine = await t.engine({ handlers: [echo] });
    const first = await engine.executions.enqueue({ taskType: 'echo', idempotencyKey: 'k' });
    await engine.processOnce();
    expect(
      await engine.executions.enqueue({ taskType: 'echo', taskConfig: { other: true }, idempotencyKey: 'k' }),
    ).toEqual(first);
    expect(await engine.processOnce()).toEqual({ completed: 0, failed: 0 });
  });

  test('in a bulk: twins are one, old ones are found, those without a key stand for themselves', async () => {
    const t = await setup();
    const engine = await t.engine();
    const old = await engine.executions.enqueue({ taskType: 'echo', idempotencyKey: 'old' });
    const all = await engine.executions.enqueueMany([
      { taskType: 'echo', idempotencyKey: 'a' },
      { taskType: 'echo' },
      { taskType: 'echo', idempotencyKey: 'old' },
      { taskType: 'echo', idempotencyKey: 'a' },
      { taskType: 'echo' },
    ]);
    expect(all[0]).toEqual(all[3]);
    expect(all[2]).toEqual(old);
    expect(unique(all)).toBe(4);
    expect(await count(t)).toBe(4);
    const keys = await Promise.all(
      all.map(async ({ executionId }) => (await engine.executions.get(executionId)).idempotencyKey),
    );
    expect(keys).toEqual(['a', null, 'old', 'a', null]);
    expect(await t.rows('select key from idempotency_keys order by key')).toEqual([
      { key: 'a' },
      { key: 'old' },
    ]);
  });

  test('callers that bring the same keys in different orders neither deadlock nor double', async () => {
    const t = await setup();
    const engines = [await t.engine(), await t.engine()];
    const keys = Array.from({ length: 40 }, (_, index) => `key ${index}`);
    const drafts = (order: readonly string[]) =>
      order.map((idempotencyKey) => ({ taskType: 'echo', idempotencyKey }));
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        (engines[index % 2] as Engine).executions.enqueueMany(drafts(index % 3 ? keys : keys.toReversed())),
      ),
    );
    expect(unique(all.flat())).toBe(40);
    expect(await count(t)).toBe(40);
  });

  test('a bulk that fails leaves no key behind', async () => {
    const t = await setup();
    const engine = await t.engine();
    await expect(
      engine.executions.enqueueMany([
        { taskType: 'echo', idempotencyKey: 'x' },
        { taskType: 'echo', priority: 99 },
      ]),
    ).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(await t.rows('select from idempotency_keys')).toEqual([]);
    expect(await count(t)).toBe(0);
  });
});

describe('bulk', () => {
  test('ten thousand at once: durable, in the order given, each with what it was given', async () => {
    const t = await setup();
    const engine = await t.engine({ handlers: [echo], maxConcurrent: 1000 });
    const drafts = Array.from({ length: 10_000 }, (_, index) => ({
      taskType: 'echo',
      taskConfig: { index },
      priority: (index % 10) + 1,
      queue: `q${index % 3}`,
      ...(index % 7 === 0 && { tags: ['seventh'] }),
    }));
    const all = await engine.executions.enqueueMany(drafts);
    expect(unique(all)).toBe(10_000);
    expect(await count(t)).toBe(10_000);
    const rows = await t.rows<{
      execution_id: string;
      index: number;
      priority: number;
      queue: string;
      tags: string[] | null;
    }>(
      `select execution_id::text, (task_config ->> 'index')::int as index, priority, queue, tags from live_executions order by (task_config ->> 'index')::int`,
    );
    expect(
      rows.filter(
        (row, index) =>
          row.index !== index ||
          row.execution_id !== all[index]?.executionId ||
          row.priority !== (index % 10) + 1 ||
          row.queue !== `q${index % 3}` ||
          (row.tags !== null) !== (index % 7 === 0),
      ),
    ).toEqual([]);
    expect(await brokenRules(t.database)).toEqual([]);
    expect(await engine.processOnce()).toEqual({ completed: 10_000, failed: 0 });
  });

  test('is all or none, and names the bad one', async () => {
    const t = await setup();
    const engine = await t.engine();
    const drafts = [{ taskType: 'echo' }, { taskType: 'echo', runAt: '2026-01-01T00:00:00Z', delayMs: 5 }];
    await expect(engine.executions.enqueueMany(drafts)).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ field: '1.delayMs' }],
    });
    await expect(
      engine.executions.enqueueMany(Array.from({ length: 100_001 }, () => ({ taskType: 'echo' }))),
    ).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(await engine.executions.enqueueMany([])).toEqual([]);
    expect(await count(t)).toBe(0);
  });
});

test('single callers at the same time share commits, and each gets its own', async () => {
  const t = await setup();
  const engine = await t.engine();
  const all = await Promise.all(
    Array.from({ length: 1000 }, (_, index) =>
      engine.executions.enqueue({
        taskType: 'echo',
        taskConfig: { index },
        queue: index % 2 ? 'odd' : 'default',
      }),
    ),
  );
  expect(unique(all)).toBe(1000);
  const rows = await t.rows<{ execution_id: string; index: number }>(
    `select execution_id::text, (task_config ->> 'index')::int as index from live_executions`,
  );
  expect(rows.filter((row) => all[row.index]?.executionId !== row.execution_id)).toEqual([]);
  const { n } = await t.row<{ n: number }>(`select count(distinct tx)::int as n from events`);
  expect(n).toBeLessThan(50);
});

test('one that the database refuses does not take its neighbours along', async () => {
  const t = await setup();
  await t.rows(`alter table live_executions add constraint no_poison check (task_type <> 'poison')`);
  const engine = await t.engine();
  const all = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) =>
      engine.executions.enqueue({ taskType: index === 7 ? 'poison' : 'echo' }),
    ),
  );
  await t.rows('alter table live_executions drop constraint no_poison');
  expect(all.map(({ status }) => status === 'fulfilled')).toEqual(
    Array.from({ length: 20 }, (_, index) => index !== 7),
  );
  expect(await count(t)).toBe(19);
});

describe('claim order', () => {
  const MINUTE = 60_000;
  /** The order in which one slot runs what is ready. */
  async function order(
    t: Bundle,
    drafts: { name: string; priority?: number; minutesAgo?: number; queue?: string }[],
  ): Promise<string[]> {
    const ran: string[] = [];
    const engine = await t.engine({
      maxConcurrent: 1,
      handlers: [defineHandler('note', ({ taskConfig }) => void ran.push(String(taskConfig['name'])))],
    });
    const base = Date.now();
    for (const { name, priority = 5, minutesAgo = 0, queue = 'default' } of drafts) {
      await engine.executions.enqueue({
        taskType: 'note',
        taskConfig: { name },
        priority,
        queue,
        ...(minutesAgo && { runAt: new Date(base - minutesAgo * MINUTE).toISOString() }),
      });
    }
    await engine.processOnce();
    return ran;
  }

  test('the higher priority first, the older first within one', async () => {
    expect(
      await order(await setup(), [
        { name: 'low', priority: 1 },
        { name: 'normal' },
        { name: 'high', priority: 10 },
        { name: 'normal 2' },
        { name: 'high 2', priority: 10 },
      ]),
    ).toEqual(['high', 'high 2', 'normal', 'normal 2', 'low']);
  });

  test('waiting raises priority by one per 30 minutes', async () => {
    expect(
      await order(await setup(), [
        { name: 'new 6', priority: 6 },
        { name: '31 minutes 5', priority: 5, minutesAgo: 31 },
        { name: '29 minutes 5', priority: 5, minutesAgo: 29 },
        { name: '5 hours 1', priority: 1, minutesAgo: 300 },
        { name: 'new 10', priority: 10 },
        { name: '4 hours 1', priority: 1, minutesAgo: 240 },
      ]),
    ).toEqual(['5 hours 1', 'new 10', '4 hours 1', '31 minutes 5', 'new 6', '29 minutes 5']);
  });

  test('holds across queues and task types', async () => {
    const t = await setup();
    const ran: string[] = [];
    const note = (taskType: string) =>
      defineHandler(taskType, ({ taskConfig }) => void ran.push(String(taskConfig['name'])));
    const engine = await t.engine({ maxConcurrent: 1, handlers: [note('a'), note('b')] });
    await engine.executions.enqueueMany([
      { taskType: 'a', queue: 'x', priority: 2, taskConfig: { name: 'x2' } },
      { taskType: 'b', queue: 'y', priority: 9, taskConfig: { name: 'y9' } },
      { taskType: 'a', queue: 'y', priority: 4, taskConfig: { name: 'y4' } },
      { taskType: 'b', priority: 6, taskConfig: { name: 'd6' } },
    ]);
    await engine.processOnce();
    expect(ran).toEqual(['y9', 'd6', 'y4', 'x2']);
  });

  test('what was given back keeps its place in the line', async () => {
    const t = await setup();
    const engine = await t.engine({
      maxConcurrent: 1,
      handlers: [
        defineHandler(
          'hold',
          ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', reject)),
        ),
      ],
    });
    await engine.executions.enqueue({ taskType: 'hold' });
    const before = await t.row('select claim_at from ready_executions');
    await engine.start();
    await engine.executions.list({ limit: 1, status: ['running'] });
    await engine.stop({ drainMs: 0 });
    expect(await t.row('select claim_at from ready_executions')).toEqual(before);
  });
});

describe('what is for later', () => {
  test('is scheduled, and ready when its time has come', async () => {
    const t = await setup();
    const engine = await t.started({ handlers: [echo] });
    const before = Date.now();
    const soon = await engine.executions.enqueue({ taskType: 'echo', delayMs: 60 });
    const later = await engine.executions.enqueue({
      taskType: 'echo',
      runAt: new Date(Date.now() + 3_600_000).toISOString(),
    });
    const past = await engine.executions.enqueue({ taskType: 'echo', runAt: '2020-01-01T00:00:00+02:00' });
    expect(await engine.executions.get(later.executionId)).toMatchObject({
      status: 'pending',
      phase: 'scheduled',
      waitingFor: 'its time',
    });
    const done = await t.reached(engine, soon.executionId, 'completed');
    expect(Date.parse(done.startedAt as string) - before).toBeGreaterThanOrEqual(60);
    expect((await t.reached(engine, past.executionId, 'completed')).result).toEqual({});
    expect((await engine.executions.get(later.executionId)).status).toBe('pending');
  });

  test('thousands come due at once, on three nodes, each once', async () => {
    const t = await setup();
    const engines = await Promise.all(
      [1, 2, 3].map(() => t.engine({ handlers: [echo], maxConcurrent: 500 })),
    );
    const [engine] = engines as [Engine];
    const runAt = new Date(Date.now() + 3_600_000).toISOString();
    await engine.executions.enqueueMany(Array.from({ length: 7000 }, () => ({ taskType: 'echo', runAt })));
    await t.rows(`update live_executions set run_at = now()`);
    let completed = 0;
    while (completed < 7000) {
      const done = await Promise.all(engines.map((each) => each.processOnce()));
      const round = done.reduce((sum, each) => sum + each.completed, 0);
      expect(round).toBeGreaterThan(0);
      completed += round;
    }
    expect(completed).toBe(7000);
    expect(await brokenRules(t.database)).toEqual([]);
  });
});

describe('a bad execution', () => {
  test.each<[object, string]>([
    [{}, 'taskType'],
    [{ taskType: '' }, 'taskType'],
    [{ taskType: 'has space' }, 'taskType'],
    [{ taskType: 'x'.repeat(65) }, 'taskType'],
    [{ taskType: 'echo', priority: 0 }, 'priority'],
    [{ taskType: 'echo', priority: 11 }, 'priority'],
    [{ taskType: 'echo', priority: 5.5 }, 'priority'],
    [{ taskType: 'echo', priority: '5' }, 'priority'],
    [{ taskType: 'echo', queue: 'no/slash' }, 'queue'],
    [{ taskType: 'echo', taskConfig: [] }, 'taskConfig'],
    [{ taskType: 'echo', taskConfig: null }, 'taskConfig'],
    [{ taskType: 'echo', runAt: 'soon' }, 'runAt'],
    [{ taskType: 'echo', delayMs: -1 }, 'delayMs'],
    [{ taskType: 'echo', runAt: '2026-01-01T00:00:00Z', delayMs: 1 }, 'delayMs'],
    [{ taskType: 'echo', tags: ['ok', 'not ok'] }, 'tags.1'],
    [{ taskType: 'echo', timeoutMs: 0 }, 'timeoutMs'],
    [{ taskType: 'echo', idempotencyKey: '' }, 'idempotencyKey'],
    [{ taskType: 'echo', retryPolicy: 'often' }, 'retryPolicy'],
    [{ taskType: 'echo', retryPolicy: { maxRetries: -1 } }, 'retryPolicy'],
    [{ taskType: 'echo', surprise: 1 }, 'surprise'],
  ])('%j is refused at %s, and nothing is enqueued', async (draft, field) => {
    const t = await setup();
    const engine = await t.engine();
    const error = await engine.executions
      .enqueue(draft as { taskType: string })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect((error as { errors: { field: string }[] }).errors[0]?.field.startsWith(field)).toBe(true);
    expect(await count(t)).toBe(0);
  });
});

test('text that PostgreSQL refuses neither breaks the lists, the event log nor the triggers', async () => {
  const t = await setup();
  const engine = await t.started({ handlers: [echo], refuseUnknownTasks: false });
  await engine.schedules.create({
    name: 'on a\0',
    description: '\ud800',
    taskType: 'echo',
    taskConfig: { n: '\0' },
    scheduleType: 'event',
    scheduleConfig: { event: 'odd.*' },
  });
  const odd = { command: 'a\0b', 'key\0': ['\ud83d', '\udc00', '😀'] };
  const clean = { command: 'a\ufffdb', 'key\ufffd': ['\ufffd', '\ufffd', '😀'] };
  const { executionId } = await engine.executions.enqueue({
    taskType: 'echo',
    taskConfig: odd,
    metadata: odd,
    data: odd,
  });
  expect(await t.reached(engine, executionId, 'completed')).toMatchObject({
    result: clean,
    metadata: clean,
    trigger: { data: clean },
  });
  await engine.events.emit({ event: 'odd.thing', data: odd });
  await expect
    .poll(async () => (await engine.executions.list({ limit: 10, status: ['completed'] })).items.length)
    .toBe(2);
  expect((await engine.executions.list({ limit: 10, text: 'a' })).items.length).toBeGreaterThan(0);
  const waiting = await engine.executions.enqueue({ taskType: 'nobody', taskConfig: odd });
  await engine.executions.cancel(waiting.executionId, { reason: 'no\0 reason' });
  await expect
    .poll(async () => (await engine.events.list({ limit: 100 })).items.map(({ type }) => type))
    .toContain('execution.cancelled');
});
