import { beforeAll, describe, expect, test } from 'vitest';
import { type Bundle, engineTests } from '../../test/setup.ts';
import type { Engine } from '../index.ts';
import type { ExecutionListQuery } from '../execution-api.ts';
import { type SearchResult, nextStep, settle } from './execution-search.ts';
import type { SearchedRow } from './execution-search-store.ts';

const row = (part: SearchedRow['part'], id: string, place: number, fits = true): SearchedRow => ({
  part,
  execution_id: id,
  status: 'completed',
  fits,
  place,
});
const outcome = ({ found, edge }: SearchResult) => [found.map((one) => one.execution_id).join(''), edge];

describe('what a step settles', () => {
  const limits = { order: 'desc', step: 10, most: 3 } as const;

  test.each<[string, SearchedRow[], string, string | null]>([
    ['nothing there', [], '', null],
    [
      'both looked through',
      [row('live', 'd', 1), row('history', 'c', 4), row('history', 'e', 2)],
      'edc',
      null,
    ],
    ['a mark alone', [row('history', 'c', 10, false)], '', 'c'],
    [
      'what lies behind the edge of the other table waits',
      [row('live', 'b', 1), row('history', 'c', 10, false)],
      '',
      'c',
    ],
    ['what lies before it does not', [row('live', 'd', 1), row('history', 'c', 10, false)], 'd', 'c'],
    ['a mark may fit itself', [row('history', 'e', 2), row('history', 'c', 10)], 'ec', 'c'],
    ['the first of two edges counts', [row('live', 'f', 10, false), row('history', 'c', 10)], '', 'f'],
    [
      'enough found: nothing is known behind the last',
      [row('live', 'f', 1), row('live', 'e', 2), row('live', 'd', 3), row('history', 'c', 1)],
      'fed',
      'd',
    ],
  ])('%s', (_, rows, found, edge) => {
    expect(outcome(settle(rows, limits))).toEqual([found, edge]);
  });

  test('the oldest first: the other way round', () => {
    const rows = [row('live', 'd', 1), row('live', 'a', 2), row('history', 'c', 10, false)];
    expect(outcome(settle(rows, { ...limits, order: 'asc' }))).toEqual(['a', 'c']);
  });
});

test.each([
  [2000, 4, 4000],
  [2000, 10, 2000],
  [2000, 40, 1000],
  [8000, 1, 8000],
  [500, 400, 500],
])('after a step of %i that took %i ms comes one of %i', (step, tookMs, next) => {
  expect(nextStep(step, tookMs)).toBe(next);
});

describe('a search that is out of time after each step', () => {
  const { setup } = engineTests();
  let t: Bundle;
  let engine: Engine;

  /** 15,000 that ended and 4,000 that wait, mixed; every 500th holds the needle, three of them failed. */
  beforeAll(async () => {
    t = await setup();
    const { createEngine, systemClock } = await import('../index.ts');
    let ms = 0;
    const clock = { ...systemClock, monotonicMs: () => (ms += 10) };
    engine = await createEngine({ database: t.database, migrate: false, node: 'reader', clock });
    const made = (count: number, place: string): string => `
      select n, ('01900000-0000-7000-8000-' || lpad(to_hex(${place}), 12, '0'))::uuid as uuid,
             json_build_object('command', case when n % 500 = 0 then 'a 50%_Needle of ' || n else 'hay ' || n end) as config
        from generate_series(1, ${count}) n`;
    await t.rows(`
      insert into execution_history (id, execution_id, queue, task_type, priority, status, attempt, fence, scheduled_at, completed_at, task_config, created_at)
      select 1000000 + n, uuid, case when n % 1000 = 0 then 'big' else 'default' end, 'old', 5,
             case when n % 5000 = 0 then 'failed' else 'completed' end::execution_status, 1, 0, now(), now(), config, now()
        from (${made(15_000, 'n * 2')}) made`);
    await t.rows(`
      insert into live_executions (execution_id, queue, task_type, claim_at, hold, run_at, task_config)
      select uuid, 'default', 'old', now(), 'until', now() + interval '1 day', config from (${made(4000, 'n * 6 + 1')}) made`);
    await t.rows('analyze execution_history, live_executions');
    return () => engine.stop();
  });

  /** All pages, one after the other, and how many there were. */
  async function pages(query: Partial<ExecutionListQuery>): Promise<{ ids: string[]; pages: number }> {
    const ids: string[] = [];
    let count = 0;
    for (let cursor: string | null | undefined; cursor !== null; count++) {
      const page: Awaited<ReturnType<Engine['executions']['list']>> = await engine.executions.list({
        limit: 50,
        searchMs: 1,
        ...query,
        cursor,
      });
      ids.push(...page.items.map(({ executionId }) => executionId));
      expect(page.total).toBe(page.items.length);
      expect(page.totalIsEstimate ?? false).toBe(cursor !== undefined || page.nextCursor !== null);
      cursor = page.nextCursor;
    }
    return { ids, pages: count };
  }

  test.each<[Partial<ExecutionListQuery>, number]>([
    [{ text: 'needle' }, 38],
    [{ text: '50%_need' }, 38],
    [{ text: 'needle', order: 'asc' }, 38],
    [{ text: 'NEEDLE', limit: 1 }, 38],
    [{ text: 'needle', limit: 3, order: 'asc' }, 38],
    [{ text: 'needle', status: ['pending'] }, 8],
    [{ text: 'needle', status: ['failed'] }, 3],
    [{ text: 'needle', status: ['failed', 'pending'], limit: 4 }, 11],
    [{ text: 'needle', queue: 'big' }, 15],
    [{ text: '5__needle' }, 0],
    [{ text: '#1000500' }, 1],
  ])('its pages of %j lead without a gap through all there is', async (query, wanted) => {
    const searched = await pages(query);
    const { text, status, queue, order } = query;
    const whole = await engine.executions.list({ limit: 500, text, status, queue, ...(order && { order }) });
    expect(searched.ids).toHaveLength(wanted);
    expect(searched.ids).toEqual(whole.items.map(({ executionId }) => executionId));
  });

  test('a page is answered before all is looked through', async () => {
    expect((await pages({ text: 'nowhere' })).pages).toBeGreaterThan(5);
    expect((await pages({ text: 'needle', status: ['failed'] })).pages).toBe(1);
  });

  test('counts say where they are less than all', async () => {
    const counts = await engine.executions.counts({ text: 'needle', searchMs: 1 });
    expect(counts.completed).toEqual({ count: 4, capped: true });
    expect(counts.pending).toEqual({ count: 4, capped: true });
    expect(counts.failed).toEqual({ count: 3, capped: false });
    expect(counts.skipped).toEqual({ count: 0, capped: false });
  });

  test('facets say so as well', async () => {
    const few = await engine.executions.facets({ text: 'needle', searchMs: 1 });
    expect(few.sampled).toBe(true);
    expect(few.type).toEqual([{ value: 'old', count: 4 }]);
    const all = await engine.executions.facets({ text: 'needle', searchMs: 10_000 });
    expect(all.sampled).toBe(false);
    expect(all.queue).toEqual([
      { value: 'default', count: 23 },
      { value: 'big', count: 15 },
    ]);
  });

  test('a cursor is refused that is none', async () => {
    await expect(
      engine.executions.list({ limit: 1, text: 'x', searchMs: 1, cursor: 'next please' }),
    ).rejects.toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ field: 'cursor' }] });
  });
});
