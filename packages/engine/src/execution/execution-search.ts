import type { Queryable } from '@tutti/database';
import type { ExecutionFilter } from '../execution-api.ts';
import { type SearchedRow, lookThrough } from './execution-search-store.ts';

type Order = 'asc' | 'desc';
type Found = Pick<SearchedRow, 'execution_id' | 'status'>;

export interface SearchResult {
  /** In the order of the search. */
  found: Found[];
  /** Behind this execution nothing was looked at; null: all was. */
  edge: string | null;
}

export interface SearchLimits {
  /** Finds at most. */
  most: number;
  /** Begins no further step then. */
  until: number;
  monotonicMs(): number;
}

/** Executions looked at in one step of either table. On an idle machine two thousand take about four milliseconds. */
const FIRST_STEP = 2000;
const [LEAST_STEP, LONGEST_STEP] = [500, 8000];

/** So that a step takes some ten milliseconds, whether the rows lie in memory, on a disk, or wait for a busy processor. */
export function nextStep(step: number, tookMs: number): number {
  if (tookMs < 6) return Math.min(LONGEST_STEP, step * 2);
  return tookMs > 15 ? Math.max(LEAST_STEP, Math.floor(step / 2)) : step;
}

/** True when `a` comes before `b`. */
const isBefore = (a: string, b: string, order: Order): boolean => (order === 'desc' ? a > b : a < b);

/**
 * What one step settles. A table that was not looked through to its end says so by its last row; behind the first of
 * those edges the other table may know more than was seen.
 */
export function settle(
  rows: readonly SearchedRow[],
  { order, step, most }: { order: Order; step: number; most: number },
): SearchResult {
  const edges = (['live', 'history'] as const).flatMap((part) => {
    const own = rows.filter((row) => row.part === part);
    const last = own.at(-1);
    return last && (last.place >= step || own.length >= most) ? [last.execution_id] : [];
  });
  const edge = edges.reduce<string | null>(
    (first, each) => (first === null || isBefore(each, first, order) ? each : first),
    null,
  );
  const found = rows
    .filter((row) => row.fits && (edge === null || !isBefore(edge, row.execution_id, order)))
    .map(({ execution_id, status }) => ({ execution_id, status }))
    .toSorted((a, b) => (isBefore(a.execution_id, b.execution_id, order) ? -1 : 1));
  return { found, edge };
}

/** Looks for a text step by step along the order of the list, until enough is found, all is seen, or the time is over. */
export async function searchExecutions(
  db: Queryable,
  filter: ExecutionFilter & { cursor?: string | null | undefined; order?: Order },
  { most, until, monotonicMs }: SearchLimits,
): Promise<SearchResult> {
  const order = filter.order ?? 'desc';
  const found: Found[] = [];
  let edge: string | null = filter.cursor ?? null;
  let step = FIRST_STEP;
  let [began, now] = [0, monotonicMs()];
  do {
    began = now;
    const limits = { order, step, most: most - found.length };
    const settled: SearchResult = settle(await lookThrough(db, filter, edge, limits), limits);
    found.push(...settled.found);
    edge = settled.edge;
    now = monotonicMs();
    step = nextStep(step, now - began);
  } while (edge !== null && found.length < most && now < until);
  // Of two tables more may come than were asked for.
  const rest = found.length > most ? (found[most - 1]?.execution_id ?? null) : edge;
  return { found: found.slice(0, most), edge: rest };
}
