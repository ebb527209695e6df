import type { Event } from '@tutti/contract';
import type pg from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Bundle, engineTests } from '../../test/setup.ts';
import { uuidGenerator } from '../kernel/index.ts';
import { type NewExecution, enqueueWithin } from '../queue/index.ts';
import { type EventCursor, parseCursor } from './event-cursor.ts';
import {
  appendEvents,
  readEventRows,
  readHead,
  readLag,
  readNewestRows,
  readOldest,
  unfoldEvents,
} from './event-store.ts';

const { setup } = engineTests();
const START: EventCursor = { tx: '0', id: '0', index: 0 };
const newId = uuidGenerator();

/** A transaction that the test commits when it likes. */
async function writer(
  t: Bundle,
): Promise<{ append(n: number): Promise<void>; commit(): Promise<void>; rollback(): Promise<void> }> {
  const client: pg.Client = await t.database.dedicated('writer');
  let open = true;
  onTestFinished(() => client.end());
  await client.query('begin');
  const end = async (how: string): Promise<void> => {
    if (open) await client.query(how);
    open = false;
  };
  return {
    append: async (n) =>
      void (await client.query(
        `insert into events (type, data) values ('test.written', json_build_object('n', $1::int))`,
        [n],
      )),
    commit: () => end('commit'),
    rollback: () => end('rollback'),
  };
}

/** Reads on from a place until nothing more may be read, in pages. */
async function readOn(
  t: Bundle,
  from: EventCursor,
  page = 3,
): Promise<{ events: Event[]; place: EventCursor }> {
  const events: Event[] = [];
  let place = from;
  for (;;) {
    const rows = await readEventRows(t.database, place, page);
    const found = await unfoldEvents(t.database, rows, place);
    if (found.length === 0) return { events, place };
    events.push(...found);
    place = parseCursor((found.at(-1) as Event).id) as EventCursor;
  }
}
const numbers = (events: readonly Event[]): unknown[] => events.map(({ data }) => data['n']);

/** Transactions of other tests on the same server hold readers back: waits until what is committed here may be read. */
const settled = (t: Bundle, count: number): Promise<void> =>
  expect.poll(async () => (await readOn(t, START)).events.length, { timeout: 10_000 }).toBe(count);

describe('a reader', () => {
  test('never misses what commits late: it stops below the oldest open transaction', async () => {
    const t = await setup();
    const [first, second] = [await writer(t), await writer(t)];
    await first.append(1);
    await second.append(2);
    await second.append(3);
    await second.commit();
    const early = await readOn(t, START);
    expect(early.events).toEqual([]);
    await first.append(4);
    await first.commit();
    await settled(t, 4);
    const { events, place } = await readOn(t, START);
    // By transaction, then by place in it: the order in which a reader that waited sees them is the same for all.
    expect(numbers(events)).toEqual([1, 4, 2, 3]);
    expect((await readOn(t, place)).events).toEqual([]);
  });

  test('that went on in between gets the late ones afterwards, each once', async () => {
    const t = await setup();
    const [slow, quick] = [await writer(t), await writer(t)];
    await quick.append(1);
    await quick.commit();
    await settled(t, 1);
    await slow.append(2);
    const { events, place } = await readOn(t, START);
    expect(numbers(events)).toEqual([1]);
    const third = await writer(t);
    await third.append(3);
    await third.commit();
    expect((await readOn(t, place)).events).toEqual([]);
    await slow.rollback();
    await settled(t, 2);
    expect(numbers((await readOn(t, place)).events)).toEqual([3]);
  });

  test('misses none and repeats none while dozens of transactions commit out of order', async () => {
    const t = await setup();
    const seen: unknown[] = [];
    let place = START;
    let writing = true;
    const follow = async (): Promise<void> => {
      for (let last = false; !last;) {
        last = !writing;
        const page = await readOn(t, place, 7);
        seen.push(...numbers(page.events));
        place = page.place;
      }
    };
    const following = follow();
    const write = async (start: number): Promise<void> => {
      for (let n = start; n < start + 40; n++) {
        await t.database.transaction(async (tx) => {
          await appendEvents(tx, [{ type: 'test.written', data: { n } }]);
          // Whoever started first need not end first.
          await tx.query('select pg_sleep($1)', [((n * 7919) % 10) / 2000]);
        });
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, index) => write(index * 40)));
    writing = false;
    await following;
    await settled(t, 320);
    seen.push(...numbers((await readOn(t, place)).events));
    expect(new Set(seen).size).toBe(320);
    expect(seen.length).toBe(320);
  });

  test('is told how far an open transaction holds it back', async () => {
    const t = await setup();
    const slow = await writer(t);
    await slow.append(1);
    await t.rows(`insert into events (type) values ('test.written')`);
    expect(await readLag(t.database)).toBeGreaterThan(0);
    await slow.commit();
    await expect.poll(() => readLag(t.database), { timeout: 10_000 }).toBeNull();
  });
});

describe('batches', () => {
  async function enqueueBatch(t: Bundle, count: number): Promise<string[]> {
    const executions = Array.from({ length: count }, (): NewExecution => ({
      executionId: newId(),
      taskType: 'work',
      taskConfig: '{"command":"make"}',
      queue: 'default',
      priority: 7,
    }));
    const rows = await t.database.transaction((tx) => enqueueWithin(tx, executions));
    return rows.map((row) => row.execution_id);
  }

  test('unfold into one event per execution, which tells of it', async () => {
    const t = await setup();
    const ids = await enqueueBatch(t, 5);
    await settled(t, 5);
    const { events } = await readOn(t, START);
    expect(events.map(({ data }) => data['executionId']).sort()).toEqual(ids.toSorted());
    expect(events[0]).toMatchObject({
      type: 'execution.queued',
      correlationId: events[0]?.data['executionId'],
      causationId: null,
      depth: 0,
      actor: null,
    });
    expect(events[0]?.data).toMatchObject({
      label: 'make',
      taskType: 'work',
      queue: 'default',
      priority: 7,
      attempt: 1,
      scheduleId: null,
    });
    expect(new Set(events.map(({ id }) => id)).size).toBe(5);
  });

  test('can be left and entered again at any event', async () => {
    const t = await setup();
    await t.database.transaction((tx) => appendEvents(tx, [{ type: 'test.before', data: {} }]));
    await enqueueBatch(t, 4);
    await t.database.transaction((tx) => appendEvents(tx, [{ type: 'test.between', data: {} }]));
    await enqueueBatch(t, 3);
    await settled(t, 9);
    const { events } = await readOn(t, START);
    const ids = events.map(({ id }) => id);
    for (const [index, id] of ids.entries()) {
      for (const page of [1, 2, 100]) {
        if (page === 1) continue;
        const rest = await readOn(t, parseCursor(id) as EventCursor, page);
        expect(rest.events.map((event) => event.id)).toEqual(ids.slice(index + 1));
      }
    }
  });

  test('whose executions are gone still name them', async () => {
    const t = await setup();
    const [id] = await enqueueBatch(t, 1);
    await t.rows('delete from ready_executions');
    await t.rows('delete from live_executions');
    await settled(t, 1);
    expect((await readOn(t, START)).events[0]?.data).toEqual({ executionId: id });
  });
});

test('the newest, the oldest and the head', async () => {
  const t = await setup();
  expect(await readOldest(t.database)).toBeUndefined();
  await t.database.transaction((tx) =>
    appendEvents(
      tx,
      [1, 2, 3, 4].map((n) => ({ type: 'test.written', data: { n } })),
    ),
  );
  await settled(t, 4);
  const newest = await unfoldEvents(t.database, await readNewestRows(t.database, 2));
  expect(numbers(newest)).toEqual([3, 4]);
  const all = await readOn(t, START);
  expect(await readOldest(t.database)).toMatchObject(parseCursor((all.events[0] as Event).id) as object);
  const head = await readHead(t.database);
  expect((await readOn(t, head)).events).toEqual([]);
  await t.database.transaction((tx) => appendEvents(tx, [{ type: 'test.written', data: { n: 5 } }]));
  await settled(t, 5);
  expect(numbers((await readOn(t, head)).events)).toEqual([5]);
});

test('the order is that of the numbers, not of their digits', async () => {
  const t = await setup();
  const places: [number, number][] = [
    [8, 3],
    [9, 1],
    [9, 9],
    [9, 10],
    [9, 100],
    [10, 2],
    [99, 5],
    [100, 4],
  ];
  await t.rows(
    `insert into events (tx, id, type, data) overriding system value
     select tx::text::xid8, id, 'test.written', json_build_object('n', n) from unnest($1::bigint[], $2::bigint[]) with ordinality as x(tx, id, n) order by random()`,
    [places.map(([tx]) => tx), places.map(([, id]) => id)],
  );
  const wanted = places.map((_, index) => index + 1);
  for (const page of [1, 2, 3, 50]) {
    if (page > 1) expect(numbers((await readOn(t, START, page)).events)).toEqual(wanted);
    const newest = await unfoldEvents(t.database, await readNewestRows(t.database, page));
    expect(numbers(newest)).toEqual(wanted.slice(-page));
  }
  expect(await readOldest(t.database)).toEqual({ tx: '8', id: '3', index: 0 });
});

test('an event keeps all it was given', async () => {
  const t = await setup();
  const given = {
    type: 'test.full',
    data: { a: [1, { b: null }], ü: '😀' },
    actor: 'ada',
    correlationId: 'c',
    causationId: 'd',
    depth: 7,
  };
  await t.database.transaction((tx) => appendEvents(tx, [given]));
  expect(await appendEvents(t.database, [])).toEqual([]);
  await settled(t, 1);
  const [event] = (await readOn(t, START)).events;
  expect(event).toMatchObject(given);
  expect(Math.abs(Date.parse((event as Event).at) - Date.now())).toBeLessThan(60_000);
});

test('an event whose transaction was rolled back never happened', async () => {
  const t = await setup();
  await expect(
    t.database.transaction(async (tx) => {
      await appendEvents(tx, [{ type: 'test.undone', data: {} }]);
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  await t.database.transaction((tx) => appendEvents(tx, [{ type: 'test.done', data: {} }]));
  await settled(t, 1);
  expect((await readOn(t, START)).events.map(({ type }) => type)).toEqual(['test.done']);
});
