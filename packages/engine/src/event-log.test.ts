import type { Event } from '@tutti/contract';
import { until } from '@tutti/testkit';
import { describe, expect, test } from 'vitest';
import { type Bundle, engineTests } from '../test/setup.ts';
import { type Engine, defineHandler } from './index.ts';

const { setup } = engineTests();
const emit = (engine: Engine, event: string, data: Record<string, unknown> = {}) =>
  engine.events.emit({ event, data });
const typesOf = (events: readonly Event[]): string[] => events.map(({ type }) => type);

/** Reads the whole log from a cursor on, page by page. */
async function readAll(engine: Engine, cursor: string, limit: number, types?: string[]): Promise<Event[]> {
  const events: Event[] = [];
  for (;;) {
    const page = await engine.events.list({ cursor, limit, ...(types && { types }) });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    events.push(...page.items);
    if (page.cursor === cursor) return events;
    cursor = page.cursor;
  }
}
const readable = (engine: Engine, cursor: string, count: number): Promise<void> =>
  expect.poll(async () => (await readAll(engine, cursor, 100)).length, { timeout: 10_000 }).toBe(count);

describe('the list', () => {
  async function filled(t: Bundle): Promise<{ engine: Engine; start: string }> {
    const engine = await t.engine({ handlers: [defineHandler('work', () => 1)], maxConcurrent: 10 });
    const start = await engine.events.head();
    await engine.executions.enqueueMany(Array.from({ length: 5 }, () => ({ taskType: 'work' })));
    await emit(engine, 'order.paid', { n: 1 });
    await engine.processOnce();
    await emit(engine, 'order.sent', { n: 2 });
    await readable(engine, start, 17);
    return { engine, start };
  }

  test('pages of any size give the same events in the same order', async () => {
    const t = await setup();
    const { engine, start } = await filled(t);
    const all = await readAll(engine, start, 100);
    expect(typesOf(all)).toEqual([
      ...Array(5).fill('execution.queued'),
      'order.paid',
      ...Array(5).fill('execution.started'),
      ...Array(5).fill('execution.completed'),
      'order.sent',
    ]);
    for (const limit of [1, 2, 3, 7]) expect(await readAll(engine, start, limit)).toEqual(all);
    for (const [index, { id }] of all.entries())
      expect(typesOf((await engine.events.list({ cursor: id, limit: 100 })).items)).toEqual(
        typesOf(all.slice(index + 1)),
      );
  });

  test('types narrow it without losing the place', async () => {
    const t = await setup();
    const { engine, start } = await filled(t);
    for (const limit of [1, 2, 50]) {
      expect(typesOf(await readAll(engine, start, limit, ['order.*']))).toEqual(['order.paid', 'order.sent']);
      expect(typesOf(await readAll(engine, start, limit, ['order.sent', 'execution.completed']))).toEqual([
        ...Array(5).fill('execution.completed'),
        'order.sent',
      ]);
    }
    expect(await readAll(engine, start, 10, ['nothing.ever'])).toEqual([]);
  });

  test('without a cursor the newest, oldest first; the cursor goes on from there', async () => {
    const t = await setup();
    const { engine } = await filled(t);
    const newest = await engine.events.list({ limit: 3 });
    expect(typesOf(newest.items)).toEqual(['execution.completed', 'execution.completed', 'order.sent']);
    await emit(engine, 'order.returned');
    await expect
      .poll(async () => typesOf((await engine.events.list({ cursor: newest.cursor, limit: 10 })).items), {
        timeout: 10_000,
      })
      .toEqual(['order.returned']);
  });

  test('an empty log has a cursor as well', async () => {
    const t = await setup();
    const engine = await t.engine();
    const { items, cursor } = await engine.events.list({ limit: 10 });
    expect(items).toEqual([]);
    await emit(engine, 'a.b');
    await expect
      .poll(async () => typesOf((await engine.events.list({ cursor, limit: 10 })).items), { timeout: 10_000 })
      .toEqual(['a.b']);
  });

  test('a cursor that is none is refused; an old one has expired', async () => {
    const t = await setup();
    const { engine, start } = await filled(t);
    await expect(engine.events.list({ cursor: 'now', limit: 1 })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ field: 'cursor' }],
    });
    expect(await engine.events.checkCursor('now')).toBe('invalid');
    const [first] = await readAll(engine, start, 1);
    expect(await engine.events.checkCursor((first as Event).id)).toBe('ok');
    await t.rows(`delete from events where id in (select id from events order by tx, id limit 2)`);
    expect(await engine.events.checkCursor((first as Event).id)).toBe('expired');
    expect(await engine.events.checkCursor(await engine.events.head())).toBe('ok');
  });
});

describe('emit', () => {
  test('tells how many schedules it will run', async () => {
    const t = await setup();
    const engine = await t.engine();
    const create = (name: string, config: object, enabled = true) =>
      engine.schedules.create({
        name,
        enabled,
        taskType: 'x',
        taskConfig: {},
        scheduleType: 'event',
        scheduleConfig: config as Record<string, unknown>,
      });
    await create('exact', { event: 'order.paid' });
    await create('pattern', { event: 'order.*', filter: { 'data.n': { gte: 3 } } });
    await create('other', { event: 'order.sent' });
    await create('disabled', { event: 'order.paid' }, false);
    expect(await emit(engine, 'order.paid', { n: 3 })).toMatchObject({
      matchingSchedules: 2,
      queuedExecutions: 2,
    });
    expect(await emit(engine, 'order.paid', { n: 2 })).toMatchObject({
      matchingSchedules: 1,
      queuedExecutions: 1,
    });
    expect(await emit(engine, 'nobody.cares')).toMatchObject({ matchingSchedules: 0, queuedExecutions: 0 });
    await engine.schedules.stop();
    expect(await emit(engine, 'order.paid', { n: 3 })).toMatchObject({
      matchingSchedules: 2,
      queuedExecutions: 0,
    });
  });

  test.each([
    [{ event: 'paid' }, 'event'],
    [{ event: 'Order.Paid' }, 'event'],
    [{ event: 'order.*' }, 'event'],
    [{ event: 'a.b', data: [] }, 'data'],
    [{ event: 'a.b', extra: 1 }, 'extra'],
    [{}, 'event'],
  ])('%j is refused at %s', async (request, field) => {
    const t = await setup();
    const engine = await t.engine();
    await expect(engine.events.emit(request as { event: string })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ field }],
    });
    expect(await t.rows('select from events')).toEqual([]);
  });

  test('answers with the id under which readers see it', async () => {
    const t = await setup();
    const engine = await t.engine();
    const start = await engine.events.head();
    const { eventId } = await engine.events.emit({ event: 'order.paid', data: { n: 1 } }, { actor: 'ada' });
    await readable(engine, start, 1);
    expect(await readAll(engine, start, 10)).toMatchObject([
      { id: eventId, type: 'order.paid', data: { n: 1 }, actor: 'ada', depth: 0 },
    ]);
  });
});

describe('subscribers', () => {
  test('hear everything from when they came on, in order, each once, from all nodes', async () => {
    const t = await setup();
    const [one, two] = [await t.started({ handlers: [defineHandler('work', () => 1)] }), await t.engine()];
    const heard: Event[] = [];
    const patterns: string[] = [];
    one.events.subscribe((events) => void heard.push(...events));
    const off = one.on('order.*', ({ type }) => void patterns.push(type));
    const start = await one.events.head();
    for (let n = 0; n < 50; n++) await emit(n % 2 ? one : two, 'order.paid', { n });
    await two.executions.enqueueMany(Array.from({ length: 300 }, () => ({ taskType: 'work' })));
    await until(() => heard.filter(({ type }) => type === 'execution.completed').length === 300, {
      timeoutMs: 15_000,
    });
    expect(heard.filter(({ type }) => type === 'order.paid').map(({ data }) => data['n'])).toEqual(
      Array.from({ length: 50 }, (_, n) => n),
    );
    expect(new Set(heard.map(({ id }) => id)).size).toBe(heard.length);
    const whole = await readAll(one, start, 500);
    expect(whole.slice(0, heard.length)).toEqual(heard);
    heard.forEach(
      ({ id }, index) =>
        index > 0 && expect(one.events.compare(id, (heard[index - 1] as Event).id)).toBeGreaterThan(0),
    );
    for (const type of ['queued', 'started', 'completed'])
      expect(heard.filter((event) => event.type === `execution.${type}`).length).toBe(300);
    expect(patterns.length).toBe(50);
    off();
    await emit(one, 'order.paid');
    await emit(one, 'the.end');
    await until(() => heard.some(({ type }) => type === 'the.end'), { timeoutMs: 10_000 });
    expect(patterns.length).toBe(50);
  });

  test('what is appended after the head was asked for is heard, however soon', async () => {
    const t = await setup();
    for (let round = 0; round < 20; round++) {
      const engine = await t.engine();
      const heard: string[] = [];
      const off = engine.on('*', ({ data }) => void heard.push(String(data['n'])));
      await engine.events.head();
      await emit(engine, 'very.soon', { n: round });
      await until(() => heard.length === 1, { timeoutMs: 10_000 });
      expect(heard).toEqual([String(round)]);
      off();
      await engine.stop();
    }
  });

  test('an execution’s events tell its life, and how long it took', async () => {
    const t = await setup();
    const engine = await t.engine({
      handlers: [
        defineHandler('bad', () => Promise.reject(new Error('x')), {
          retryPolicy: { maxRetries: 1, initialDelayMs: 0, maxDelayMs: 0, multiplier: 1, jitter: 0 },
        }),
      ],
    });
    const start = await engine.events.head();
    const { executionId, id } = await engine.executions.enqueue(
      { taskType: 'bad', data: { a: 1 } },
      { actor: 'ada' },
    );
    await until(async () => {
      await engine.processOnce();
      return (await engine.executions.get(executionId)).status === 'failed';
    });
    await readable(engine, start, 9);
    const all = await readAll(engine, start, 100);
    const events = all.filter(({ type }) => type.startsWith('execution.'));
    expect(typesOf(events)).toEqual([
      'execution.queued',
      'execution.started',
      'execution.retrying',
      'execution.started',
      'execution.failed',
    ]);
    for (const event of events)
      expect(event).toMatchObject({
        actor: 'ada',
        correlationId: executionId,
        data: { executionId, id, taskType: 'bad' },
      });
    expect(events[2]?.data).toMatchObject({
      attempt: 1,
      nextAttempt: 2,
      outcome: 'failed',
      error: { message: 'x' },
    });
    expect(events[4]?.data['durationMs']).toBeGreaterThanOrEqual(0);
    expect(events[1]?.data['durationMs']).toBeUndefined();
    expect(
      typesOf(all)
        .filter((type) => !type.startsWith('execution.'))
        .sort(),
    ).toEqual(['deadletter.added', 'error.critical', 'error.escalated', 'error.recorded']);
  });

  test('one that falls too far behind is told so, and goes on from the head', async () => {
    const t = await setup();
    const engine = await t.engine();
    const heard: Event[] = [];
    const lags: [string, string][] = [];
    engine.events.subscribe(
      (events) => void heard.push(...events),
      (from, to) => void lags.push([from, to]),
    );
    const start = await engine.events.head();
    await t.rows(
      `insert into events (type, ids) select 'execution.queued', array(select gen_random_uuid() from generate_series(1, 300)) from generate_series(1, 100)`,
    );
    await emit(engine, 'another.one');
    await until(() => lags.length === 1, { timeoutMs: 10_000 });
    const [[from, to]] = lags as [[string, string]];
    expect(from).toBe(start);
    expect(engine.events.compare(from, to)).toBeLessThan(0);
    await until(
      async () => {
        await emit(engine, 'after.all');
        return heard.some(({ type }) => type === 'after.all');
      },
      { timeoutMs: 10_000, intervalMs: 100 },
    );
    expect(heard.filter(({ type }) => type === 'execution.queued')).toEqual([]);
  });
});
