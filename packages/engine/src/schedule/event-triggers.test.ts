import type { Execution, ScheduleDraft } from '@tutti/contract';
import { until } from '@tutti/testkit';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { brokenRules } from '../../test/invariants.ts';
import { type Bundle, engineTests } from '../../test/setup.ts';
import { type Engine, defineHandler } from '../index.ts';

const { setup } = engineTests();
const draft = (event: string, extra: Partial<ScheduleDraft> & { config?: object } = {}): ScheduleDraft => {
  const { config, ...rest } = extra;
  return {
    name: `on ${event}`,
    taskType: 'react',
    taskConfig: {},
    scheduleType: 'event',
    scheduleConfig: { event, ...config },
    ...rest,
  };
};
const react = defineHandler('react', ({ taskConfig }) => taskConfig);
const emit = (engine: Engine, event: string, data: Record<string, unknown> = {}) =>
  engine.events.emit({ event, data });

/** All executions of a schedule, oldest first, once there are so many. */
async function runsOf(engine: Engine, scheduleId: number, count: number): Promise<Execution[]> {
  const items = await until(
    async () => {
      const page = await engine.executions.list({ limit: 500, scheduleId, order: 'asc' });
      return page.items.length >= count ? page.items : undefined;
    },
    { timeoutMs: 10_000, what: `${count} executions of schedule ${scheduleId}` },
  );
  return Promise.all(items.map(({ executionId }) => engine.executions.get(executionId)));
}
/** Emits a last event and waits until its own schedule has run: everything before it has been matched then. */
async function settled(engine: Engine): Promise<void> {
  const { id } = await engine.schedules.create(draft('test.settled', { name: `settled ${Math.random()}` }));
  await emit(engine, 'test.settled');
  await runsOf(engine, id, 1);
}
const skips = (t: Bundle) =>
  t.rows<{ data: { id: number; reason: string; event: string }; depth: number }>(
    `select data, depth from events where type = 'schedule.skipped' order by id`,
  );

test('an event runs the schedules that wait for it; its data reaches the task', async () => {
  const t = await setup();
  const engine = await t.started({ handlers: [react] });
  const { id } = await engine.schedules.create(
    draft('order.paid', {
      taskConfig: { order: '{{trigger.data.id}}', text: 'paid by {{trigger.data.by.name}}' },
      queue: 'own',
      priority: 8,
    }),
  );
  const { eventId } = await engine.events.emit(
    { event: 'order.paid', data: { id: 7, by: { name: 'Ada' } } },
    { actor: 'shop' },
  );
  const [run] = await runsOf(engine, id, 1);
  expect(await t.reached(engine, run?.executionId as string, 'completed')).toMatchObject({
    result: { order: 7, text: 'paid by Ada' },
    slot: null,
    queue: 'own',
    priority: 8,
    trigger: {
      kind: 'event',
      event: { id: eventId, type: 'order.paid' },
      data: { id: 7, by: { name: 'Ada' } },
      depth: 1,
      correlationId: eventId,
    },
  });
  expect(await engine.schedules.get(id)).toMatchObject({ runCount: 1, nextRunAt: null });
  expect(await brokenRules(t.database)).toEqual([]);
});

test.each<[string, string[], string[]]>([
  ['order.paid', ['order.paid'], ['order.sent', 'orders.paid', 'order.paid.late', 'shop.order.paid']],
  ['order.*', ['order.paid', 'order.sent', 'order.line.added'], ['orders.paid', 'reorder.paid']],
  ['shop.order.*', ['shop.order.paid'], ['shop.cart.paid', 'order.paid']],
])('the pattern %s takes %j and not %j', async (pattern, taken, left) => {
  const t = await setup();
  const engine = await t.started({ handlers: [react] });
  const { id } = await engine.schedules.create(draft(pattern));
  for (const event of [...left, ...taken]) await emit(engine, event);
  await settled(engine);
  expect((await runsOf(engine, id, taken.length)).map(({ trigger }) => trigger.event?.type)).toEqual(taken);
});

test('filters decide by the data', async () => {
  const t = await setup();
  const engine = await t.started({ handlers: [react] });
  const { id } = await engine.schedules.create(
    draft('order.paid', {
      config: {
        filter: { 'data.amount': { gte: 100 }, 'data.country': { in: ['DE', 'FR'] }, actor: 'local' },
      },
    }),
  );
  for (const data of [
    { amount: 99, country: 'DE' },
    { amount: 100, country: 'DE' },
    { amount: 100, country: 'US' },
    { amount: 5000, country: 'FR' },
    { country: 'FR' },
    { amount: '100', country: 'DE' },
  ])
    await emit(engine, 'order.paid', data);
  await settled(engine);
  expect((await runsOf(engine, id, 2)).map(({ trigger }) => trigger.data)).toEqual([
    { amount: 100, country: 'DE' },
    { amount: 5000, country: 'FR' },
  ]);
});

test('executions that end are events as well', async () => {
  const t = await setup();
  const engine = await t.started({
    handlers: [
      react,
      defineHandler(
        'work',
        (run) => {
          if (run.taskConfig['bad']) throw new Error('x');
          return 1;
        },
        { retryPolicy: 'none' },
      ),
    ],
  });
  const { id } = await engine.schedules.create(
    draft('execution.failed', {
      config: { filter: { 'data.taskType': 'work' } },
      taskConfig: { failed: '{{trigger.data.executionId}}' },
    }),
  );
  const [, bad] = await engine.executions.enqueueMany([
    { taskType: 'work' },
    { taskType: 'work', taskConfig: { bad: true } },
    { taskType: 'work' },
  ]);
  const [run] = await runsOf(engine, id, 1);
  expect((await t.reached(engine, run?.executionId as string, 'completed')).result).toEqual({
    failed: bad?.executionId,
  });
  await settled(engine);
  expect((await runsOf(engine, id, 1)).length).toBe(1);
});

test('what happened before the schedule was made, or while it was disabled, does not count', async () => {
  const t = await setup();
  const engine = await t.started({ handlers: [react] });
  await emit(engine, 'order.paid', { n: 1 });
  const { id } = await engine.schedules.create(draft('order.paid'));
  await emit(engine, 'order.paid', { n: 2 });
  await settled(engine);
  await engine.schedules.setEnabled(id, false);
  await emit(engine, 'order.paid', { n: 3 });
  await settled(engine);
  await engine.schedules.setEnabled(id, true);
  await emit(engine, 'order.paid', { n: 4 });
  await settled(engine);
  expect((await runsOf(engine, id, 2)).map(({ trigger }) => trigger.data)).toEqual([{ n: 2 }, { n: 4 }]);
});

test('while the scheduler is stopped events do not fire, not even afterwards', async () => {
  const t = await setup();
  const engine = await t.started({ handlers: [react] });
  const { id } = await engine.schedules.create(draft('order.paid'));
  await engine.schedules.stop();
  await emit(engine, 'order.paid', { n: 1 });
  const waiter = await t.row<{ tx: string }>(`select max(tx::text::numeric)::text as tx from events`);
  await until(
    async () =>
      (
        await t.row<{ past: boolean }>(
          `select tx >= $1::xid8 as past from event_cursors where name = 'triggers'`,
          [waiter.tx],
        )
      )?.past,
    { timeoutMs: 10_000 },
  );
  await engine.schedules.start();
  await emit(engine, 'order.paid', { n: 2 });
  await settled(engine);
  expect((await runsOf(engine, id, 1)).map(({ trigger }) => trigger.data)).toEqual([{ n: 2 }]);
});

test('no event is lost and none fires twice, with two nodes that match, thousands of events and late commits', async () => {
  const t = await setup();
  const [one, two] = [
    await t.started({ handlers: [react], maxConcurrent: 100 }),
    await t.started({ handlers: [react], maxConcurrent: 100 }),
  ];
  const { id } = await one.schedules.create(draft('order.paid'));
  const slow = t.database.transaction(async (tx) => {
    await tx.query(`insert into events (type, data) values ('order.paid', '{"n": 0}')`);
    await tx.query('select pg_sleep(0.3)');
  });
  await Promise.all(
    Array.from({ length: 10 }, async (_, part) => {
      for (let n = 1; n <= 30; n++) await emit(part % 2 ? one : two, 'order.paid', { n: part * 30 + n });
    }),
  );
  await slow;
  const runs = await runsOf(one, id, 301);
  expect(runs.map(({ trigger }) => (trigger.data as { n: number }).n).toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 301 }, (_, n) => n),
  );
  await settled(one);
  expect((await one.executions.list({ limit: 1, scheduleId: id })).total).toBe(301);
  expect(await one.schedules.get(id)).toMatchObject({ runCount: 301 });
  expect(await brokenRules(t.database)).toEqual([]);
}, 30_000);

test('what was not yet matched when the last node stopped is matched by the next', async () => {
  const t = await setup();
  const first = await t.started({ handlers: [react] });
  const { id } = await first.schedules.create(draft('order.paid'));
  await emit(first, 'order.paid', { n: 1 });
  await runsOf(first, id, 1);
  await first.stop();
  const idle = await t.engine();
  for (const n of [2, 3]) await emit(idle, 'order.paid', { n });
  const second = await t.started({ handlers: [react] });
  expect((await runsOf(second, id, 3)).map(({ trigger }) => trigger.data)).toEqual([
    { n: 1 },
    { n: 2 },
    { n: 3 },
  ]);
});

test('one that waits costs next to nothing while nothing happens', async () => {
  const t = await setup();
  const engine = await t.started({ handlers: [react] });
  await engine.schedules.create(draft('order.paid'));
  await settled(engine);
  const transactions = vi.spyOn(t.database, 'transaction');
  onTestFinished(() => transactions.mockRestore());
  await new Promise((resolve) => setTimeout(resolve, 600));
  // Each service looks by itself about once a second.
  expect(transactions.mock.calls.length).toBeLessThan(10);
});

describe('debounce', () => {
  test('events that follow one another run once, with the last of them', async () => {
    const t = await setup();
    const engine = await t.started({ handlers: [react] });
    const { id } = await engine.schedules.create(draft('file.changed', { config: { debounceMs: 400 } }));
    for (const n of [1, 2, 3]) await emit(engine, 'file.changed', { n });
    const last = Date.now();
    await emit(engine, 'file.changed', { n: 4 });
    const [run] = await runsOf(engine, id, 1);
    const done = await t.reached(engine, run?.executionId as string, 'completed');
    expect(done.trigger.data).toEqual({ n: 4 });
    expect(Date.parse(done.startedAt as string) - last).toBeGreaterThanOrEqual(399);
    await emit(engine, 'file.changed', { n: 5 });
    expect((await runsOf(engine, id, 2)).map(({ trigger }) => trigger.data)).toEqual([{ n: 4 }, { n: 5 }]);
    expect(await engine.schedules.get(id)).toMatchObject({ runCount: 2 });
    expect(await brokenRules(t.database)).toEqual([]);
  });

  test('an event after the quiet does not put off what already runs', async () => {
    const t = await setup();
    const gate = Promise.withResolvers<undefined>();
    const engine = await t.started({ handlers: [defineHandler('react', () => gate.promise)] });
    const { id } = await engine.schedules.create(draft('file.changed', { config: { debounceMs: 30 } }));
    await emit(engine, 'file.changed', { n: 1 });
    const [run] = await runsOf(engine, id, 1);
    await t.reached(engine, run?.executionId as string, 'running');
    await emit(engine, 'file.changed', { n: 2 });
    await runsOf(engine, id, 2);
    gate.resolve(undefined);
  });
});

describe('depth', () => {
  test('a schedule that fires itself is stopped at ten, once, and the rest goes on', async () => {
    const t = await setup();
    const engine = await t.started({ handlers: [react], maxConcurrent: 10 });
    const { id } = await engine.schedules.create(
      draft('execution.completed', { queue: 'chain', config: { filter: { 'data.queue': 'chain' } } }),
    );
    await engine.executions.enqueue({ taskType: 'react', queue: 'chain' });
    const runs = await runsOf(engine, id, 10);
    await until(async () => (await skips(t)).length > 0, { timeoutMs: 10_000 });
    expect(runs.map(({ trigger }) => trigger.depth)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(new Set(runs.map(({ trigger }) => trigger.correlationId)).size).toBe(1);
    await settled(engine);
    expect((await skips(t)).map(({ data }) => [data.id, data.reason, data.event])).toEqual([
      [id, 'depth', 'execution.completed'],
    ]);
    expect((await engine.executions.list({ limit: 1, scheduleId: id })).total).toBe(10);
  });

  test('one that waits for everything does not make notes of its own notes for ever', async () => {
    const t = await setup();
    const engine = await t.started({ handlers: [] });
    const { id } = await engine.schedules.create(draft('schedule.*', { taskType: 'nobody' }));
    await engine.schedules.create(draft('order.paid', { taskType: 'nobody' }));
    await emit(engine, 'order.paid');
    await until(async () => (await skips(t)).length > 0, { timeoutMs: 30_000 });
    let count = -1;
    // Everything comes to rest.
    await until(
      async () => {
        const before = count;
        count = (await t.row<{ n: number }>('select count(*)::int as n from events')).n;
        return count === before;
      },
      { timeoutMs: 15_000, intervalMs: 1200 },
    );
    const noted = await skips(t);
    expect(noted.every(({ data }) => data.id === id && data.reason === 'depth')).toBe(true);
    expect(Math.max(...noted.map(({ depth }) => depth))).toBe(11);
  }, 60_000);
});

describe('a match that does not run', () => {
  test.each<[string, Partial<ScheduleDraft>, string]>([
    ['a run is unfinished', { overlapPolicy: 'skip' }, 'overlap'],
    [
      'a blackout',
      { blackouts: [{ from: '2020-01-01T00:00:00Z', until: '2100-01-01T00:00:00Z' }] },
      'calendar',
    ],
    ['it ran often enough', { maxRuns: 1 }, 'limit'],
  ])('is noted with its reason: %s', async (_, extra, reason) => {
    const t = await setup();
    const engine = await t.started({ handlers: [] });
    const { id } = await engine.schedules.create(draft('order.paid', { ...extra, taskType: 'nobody' }));
    await emit(engine, 'order.paid', { n: 1 });
    if (reason !== 'calendar') await runsOf(engine, id, 1);
    await emit(engine, 'order.paid', { n: 2 });
    await until(async () => (await skips(t)).length >= (reason === 'calendar' ? 2 : 1), {
      timeoutMs: 10_000,
    });
    expect((await skips(t)).every(({ data }) => data.id === id && data.reason === reason)).toBe(true);
    await settled(await t.started({ handlers: [react] }));
    expect((await engine.executions.list({ limit: 10, scheduleId: id })).total).toBe(
      reason === 'calendar' ? 0 : 1,
    );
  });

  test('outside of its window it is no match at all', async () => {
    const t = await setup();
    const engine = await t.started({ handlers: [react] });
    const { id } = await engine.schedules.create(draft('order.paid', { startsAt: '2090-01-01T00:00:00Z' }));
    await emit(engine, 'order.paid');
    await settled(engine);
    expect((await engine.executions.list({ limit: 10, scheduleId: id })).total).toBe(0);
    expect(await skips(t)).toEqual([]);
  });
});

test('overlap queue and cancel_previous hold for events, too', async () => {
  const t = await setup();
  const idle = await t.started({ handlers: [] });
  const queued = await idle.schedules.create(
    draft('order.paid', { name: 'queued', overlapPolicy: 'queue', taskType: 'nobody' }),
  );
  const latest = await idle.schedules.create(
    draft('order.paid', { name: 'latest', overlapPolicy: 'cancel_previous', taskType: 'nobody' }),
  );
  for (const n of [1, 2, 3]) await emit(idle, 'order.paid', { n });
  await until(async () => (await idle.executions.list({ limit: 10, scheduleId: latest.id })).total === 3, {
    timeoutMs: 10_000,
  });
  expect((await runsOf(idle, queued.id, 3)).map(({ phase }) => phase)).toEqual([
    'queued',
    'waiting',
    'waiting',
  ]);
  expect((await runsOf(idle, latest.id, 3)).map(({ status, trigger }) => [status, trigger.data])).toEqual([
    ['cancelled', { n: 1 }],
    ['cancelled', { n: 2 }],
    ['pending', { n: 3 }],
  ]);
  expect(await brokenRules(t.database)).toEqual([]);
});
