import type { Event, ExecutionSummary } from '@tutti/contract';
import { QueryClient, type InfiniteData } from '@tanstack/react-query';
import { describe, expect, test } from 'vitest';
import { patchExecutions, patchPage } from './execution-cache.ts';
import { chipsOf, isFiltered, parseExecutionFilters, toListInput } from './execution-filters.ts';
import { patchExecution } from './execution-patch.ts';
import {
  foundTotal,
  madeAt,
  newRows,
  overlay,
  reconcile,
  rowsOf,
  type ExecutionPage,
} from './execution-rows.ts';
import { shownStatus } from './execution-status.ts';
import { attemptsAllowed, retryWords } from './retry-words.ts';
import { resultFacts } from './result-facts.ts';
import { triggerWords } from './trigger-words.ts';

const uuid = (place: number): string => `019ab6ac-5a10-7d52-9f4c-${String(place).padStart(12, '0')}`;

const row = (place: number, change: Partial<ExecutionSummary> = {}): ExecutionSummary => ({
  id: place,
  executionId: uuid(place),
  label: 'nightly-backup',
  scheduleId: 1,
  scheduleName: 'nightly-backup',
  slot: null,
  slotUntil: null,
  slotCount: 1,
  queue: 'default',
  taskType: 'shell_command',
  priority: 5,
  status: 'pending',
  phase: 'queued',
  waitingFor: 'a free slot in queue default',
  skipReason: null,
  attempt: 1,
  runAt: null,
  scheduledAt: '2026-11-21T00:00:00.000Z',
  startedAt: null,
  completedAt: null,
  durationMs: null,
  node: null,
  tags: [],
  error: null,
  progress: null,
  createdAt: '2026-11-21T00:00:00.000Z',
  ...change,
});

const event = (type: string, place: number, at: string, data: Record<string, unknown> = {}): Event => ({
  id: `${type}-${at}`,
  type: `execution.${type}`,
  at: `2026-11-21T00:00:${at}.000Z`,
  data: { executionId: uuid(place), attempt: 1, ...data },
  actor: null,
  correlationId: null,
  causationId: null,
  depth: 0,
});

const page = (
  items: ExecutionSummary[],
  nextCursor: string | null = items.at(-1)?.executionId ?? null,
): ExecutionPage => ({
  items,
  total: items.length,
  limit: 100,
  offset: 0,
  nextCursor,
});
const places = (pages: readonly ExecutionPage[]): number[] => rowsOf(pages).map(({ id }) => id);

describe('what an event does to a row', () => {
  test('through a whole life, with a retry', () => {
    let shown = patchExecution(row(1), event('started', 1, '01', { node: 'worker-1' }));
    expect(shown).toMatchObject({
      status: 'running',
      phase: null,
      waitingFor: null,
      node: 'worker-1',
      startedAt: '2026-11-21T00:00:01.000Z',
    });
    shown = patchExecution(shown, event('progressed', 1, '02', { percent: 40, message: 'copying' }));
    expect(shown.progress).toEqual({ percent: 40, message: 'copying' });
    shown = patchExecution(
      shown,
      event('retrying', 1, '03', { attempt: 1, nextAttempt: 2, nextRunAt: '2026-11-21T00:00:05.000Z' }),
    );
    expect(shown).toMatchObject({
      status: 'pending',
      phase: 'retrying',
      attempt: 2,
      startedAt: null,
      runAt: '2026-11-21T00:00:05.000Z',
      progress: null,
    });
    shown = patchExecution(shown, event('started', 1, '05', { attempt: 2 }));
    shown = patchExecution(shown, event('completed', 1, '09', { attempt: 2 }));
    expect(shown).toMatchObject({
      status: 'completed',
      attempt: 2,
      durationMs: 4000,
      completedAt: '2026-11-21T00:00:09.000Z',
      runAt: null,
    });
  });

  test.each([
    ['failed', 'failed'],
    ['timed_out', 'timeout'],
    ['cancelled', 'cancelled'],
  ] as const)('%s ends it as %s, with the duration the event tells', (type, status) => {
    const shown = patchExecution(
      row(1, { status: 'running', startedAt: '2026-11-21T00:00:01.000Z' }),
      event(type, 1, '04', { durationMs: 2990 }),
    );
    expect(shown).toMatchObject({ status, durationMs: 2990 });
  });

  test('an event that an answer has overtaken changes nothing', () => {
    const done = row(1, {
      status: 'completed',
      phase: null,
      startedAt: '2026-11-21T00:00:02.000Z',
      completedAt: '2026-11-21T00:00:08.000Z',
    });
    expect(patchExecution(done, event('started', 1, '02'))).toBe(done);
    expect(patchExecution(done, event('failed', 1, '09'))).toBe(done);
    const second = row(1, { attempt: 2 });
    expect(patchExecution(second, event('started', 1, '03', { attempt: 1 }))).toBe(second);
  });

  test('events of no meaning for a row leave the very same row', () => {
    const shown = row(1);
    expect(patchExecution(shown, event('progressed', 1, '03', { percent: 5 }))).toBe(shown);
    expect(patchExecution(shown, event('queued', 1, '03'))).toBe(shown);
  });
});

describe('the cache', () => {
  test('shows a batch on lists, heads and details alike, and leaves other rows the same objects', () => {
    const queries = new QueryClient();
    const list: InfiniteData<ExecutionPage> = {
      pages: [page([row(3), row(2)]), page([row(1)])],
      pageParams: [undefined, 'c'],
    };
    queries.setQueryData(['execution-lists', {}], list);
    queries.setQueryData(['execution-heads', {}], page([row(3), row(2)]));
    queries.setQueryData(['execution-details', '2'], row(2));
    queries.setQueryData(['execution-details', '2', 'attempts'], { items: [] });
    patchExecutions(queries, [event('started', 2, '01'), event('completed', 2, '02')]);
    const patched = queries.getQueryData<InfiniteData<ExecutionPage>>(['execution-lists', {}]);
    expect(patched?.pages[0]?.items.map(({ status }) => status)).toEqual(['pending', 'completed']);
    expect(patched?.pages[0]?.items[0]).toBe(list.pages[0]?.items[0]);
    expect(patched?.pages[1]).toBe(list.pages[1]);
    expect(queries.getQueryData<ExecutionPage>(['execution-heads', {}])?.items[1]?.status).toBe('completed');
    expect(queries.getQueryData<ExecutionSummary>(['execution-details', '2'])?.status).toBe('completed');
    expect(queries.getQueryData(['execution-details', '2', 'attempts'])).toEqual({ items: [] });
    queries.clear();
  });

  test('a batch of 1,000 events passes over 100,000 rows without being felt', () => {
    const items = Array.from({ length: 100_000 }, (_, place) => row(place));
    const events = new Map(
      Array.from({ length: 1000 }, (_, n) => [uuid(n * 100), [event('started', n * 100, '01')]]),
    );
    const began = performance.now();
    const patched = patchPage(page(items), events);
    expect(performance.now() - began).toBeLessThan(1000);
    expect(patched.items.filter(({ status }) => status === 'running')).toHaveLength(1000);
  });
});

describe('the list and its head', () => {
  const pages = [page([row(9), row(8)]), page([row(7), row(6)], null)];

  test('new rows come on top, rows that no longer belong go, older pages stay', () => {
    expect(places(reconcile(pages, page([row(11), row(10), row(9)])))).toEqual([11, 10, 9, 8, 7, 6]);
    expect(places(reconcile(pages, page([row(9), row(7)])))).toEqual([9, 7, 6]);
  });

  test('a head that knows nothing of the list replaces it, because rows between may be missing', () => {
    expect(places(reconcile(pages, page([row(40), row(39)])))).toEqual([40, 39]);
  });

  test('a head that reaches the end is the whole list', () => {
    expect(places(reconcile(pages, page([row(9)], null)))).toEqual([9]);
    expect(places(reconcile(pages, page([], null)))).toEqual([]);
  });

  test('frozen: rows keep their places, learn what is new of them, and the others are counted', () => {
    const head = page([row(11), row(10), row(9, { status: 'running' })]);
    expect(newRows(pages, head)).toEqual({ count: 2, more: false });
    expect(newRows(pages, page([row(41), row(40)]))).toEqual({ count: 2, more: true });
    const shown = overlay(rowsOf(pages), head);
    expect(shown.map(({ id }) => id)).toEqual([9, 8, 7, 6]);
    expect(shown[0]?.status).toBe('running');
  });
});

describe('a search, whose pages may be short', () => {
  const pages = [page([], uuid(80)), page([row(70)], uuid(60)), page([row(55)], uuid(40))];

  test('its head stands for as much as was looked through, not only for what was found', () => {
    expect(places(reconcile(pages, page([], uuid(75))))).toEqual([70, 55]);
    expect(places(reconcile(pages, page([row(90)], uuid(72))))).toEqual([90, 70, 55]);
    expect(places(reconcile(pages, page([], uuid(65))))).toEqual([55]);
    expect(reconcile(pages, page([row(90)], uuid(72))).at(-1)?.nextCursor).toBe(uuid(40));
  });

  test('a head that ends above all that was looked through begins it anew', () => {
    expect(places(reconcile(pages, page([], uuid(81))))).toEqual([]);
    expect(newRows(pages, page([row(99)], uuid(81)))).toEqual({ count: 1, more: true });
    expect(newRows(pages, page([row(99)], uuid(75)))).toEqual({ count: 1, more: false });
  });

  test('what it has found is the least there is, until it is through', () => {
    expect(foundTotal(pages)).toEqual({ total: 2, atLeast: true });
    expect(foundTotal([...pages, page([row(3)], null)])).toEqual({ total: 3, atLeast: false });
  });

  test('it says how far it got by the time in an id', () => {
    expect(new Date(madeAt(uuid(1))).toISOString()).toBe('2025-11-24T16:22:19.920Z');
  });
});

describe('filters in the address', () => {
  test('are read, and nonsense is left out', () => {
    const filters = parseExecutionFilters({
      status: 'failed,timeout',
      schedule: '3',
      queue: 'mail',
      span: '24h',
      text: ' disk ',
      peek: '4812',
    });
    expect(filters).toMatchObject({
      status: ['failed', 'timeout'],
      schedule: 3,
      queue: 'mail',
      span: '24h',
      text: 'disk',
      peek: '4812',
    });
    const nonsense = parseExecutionFilters({
      status: 'broken',
      schedule: '-1',
      span: 'ever',
      from: 'yesterday',
      queue: 'x'.repeat(80),
      text: 'a'.repeat(300),
    });
    expect(Object.values(nonsense).filter((value) => value !== undefined)).toEqual([]);
  });

  test('become the query of the list route', () => {
    const now = Date.parse('2026-11-21T12:00:00Z');
    expect(toListInput(parseExecutionFilters({ span: '1h', tag: 'db', peek: '1' }), now)).toEqual({
      from: '2026-11-21T11:00:00.000Z',
      tag: 'db',
    });
    const range = parseExecutionFilters({ span: '1h', from: '2026-11-20', until: '2026-11-21' });
    expect(toListInput(range, now)).toEqual({
      from: '2026-11-20T00:00:00.000Z',
      until: '2026-11-21T00:00:00.000Z',
    });
  });

  test('have chips; counts are shown only where they belong to the list', () => {
    expect(chipsOf(parseExecutionFilters({ queue: 'mail', status: 'failed', text: 'x' }))).toEqual(['queue']);
    expect(isFiltered(parseExecutionFilters({ peek: '3' }))).toBe(false);
    expect(isFiltered(parseExecutionFilters({ status: 'failed' }))).toBe(true);
  });
});

test('each status and phase has a silhouette and a word', () => {
  expect(shownStatus({ status: 'pending', phase: 'queued' })).toEqual({ kind: 'ready', word: 'Queued' });
  expect(shownStatus({ status: 'pending', phase: 'retrying', attempt: 3 })).toEqual({
    kind: 'retrying',
    word: 'Retrying 3',
  });
  expect(shownStatus({ status: 'pending', phase: 'unroutable' })).toEqual({
    kind: 'blocked',
    word: 'Unroutable',
  });
  expect(shownStatus({ status: 'pending', phase: null })).toEqual({ kind: 'pending', word: 'Pending' });
  expect(shownStatus({ status: 'timeout', phase: null })).toEqual({ kind: 'timeout', word: 'Timed out' });
});

test('retries and triggers are told in words', () => {
  expect(retryWords('standard')).toBe('standard: 5 retries, 1 s to 16 s apart');
  expect(
    retryWords({ maxRetries: 1, initialDelayMs: 500, maxDelayMs: 90_000, multiplier: 2, jitter: 0 }),
  ).toBe('own: 1 retry, 500 ms to 1 m 30 s apart');
  expect(retryWords('none')).toBe('no retries');
  expect(attemptsAllowed('standard')).toBe(6);
  expect(triggerWords({ kind: 'manual', actor: 'ana' })).toBe('triggered by hand by ana');
  expect(triggerWords({ kind: 'event', event: { id: '1', type: 'order.paid' } })).toBe('event order.paid');
});

test('a result is told by what matters in it, or left as it is', () => {
  expect(resultFacts({ exitCode: 0, stdout: 'x' })).toEqual([{ name: 'Exit code', value: '0' }]);
  expect(resultFacts({ status: 204, body: '' })).toEqual([
    { name: 'Status', value: '204' },
    { name: 'Body', value: '0 characters' },
  ]);
  expect(resultFacts({ rows: 3 })).toEqual([]);
  expect(resultFacts('done')).toEqual([]);
});
