import type { ExecutionSummary, Page } from '@tutti/contract';

export type ExecutionPage = Page<ExecutionSummary>;

/** Ids are time-ordered UUIDs: the list stands newest first by them. */
const isNewer = (a: ExecutionSummary, b: ExecutionSummary): boolean => a.executionId > b.executionId;

/** An answer with the rows that are as they were before left the very same objects, wherever they stand now. */
export function shareRows(before: ExecutionPage, after: ExecutionPage): ExecutionPage {
  const known = new Map(before.items.map((row) => [row.executionId, row]));
  return {
    ...after,
    items: after.items.map((row) => {
      const old = known.get(row.executionId);
      return old && old !== row && JSON.stringify(old) === JSON.stringify(row) ? old : row;
    }),
  };
}

export const rowsOf = (pages: readonly ExecutionPage[]): ExecutionSummary[] =>
  pages.flatMap((page) => page.items);

/** A list that has been open for hours begins again at its head instead of growing for ever. */
const MOST_KEPT = 3000;

/** The newest execution that the pages are known to cover; a search may have looked through many and found none. */
function topOf(pages: readonly ExecutionPage[]): string {
  const newest = rowsOf(pages)[0]?.executionId ?? '';
  const looked = pages[0]?.nextCursor ?? '';
  return newest > looked ? newest : looked;
}

/**
 * The list after a fresh look at its head: what the head covers stands as the head says, older rows stay. When the
 * head ends above all of the list there may be a gap below it, so the list begins again from there.
 */
export function reconcile(pages: readonly ExecutionPage[], head: ExecutionPage): ExecutionPage[] {
  const edge = head.nextCursor;
  if (edge === null || rowsOf(pages).length > MOST_KEPT || edge > topOf(pages)) return [head];
  const [first, ...rest] = pages.map((page) => ({
    ...page,
    items: page.items.filter((row) => row.executionId < edge),
  }));
  if (!first) return [head];
  return [{ ...first, items: [...head.items, ...first.items], total: head.total }, ...rest];
}

/** Rows that wait above a frozen list; `more` when the head does not reach the list, so there may be still more. */
export function newRows(
  pages: readonly ExecutionPage[],
  head: ExecutionPage,
): { count: number; more: boolean } {
  const newest = rowsOf(pages)[0];
  const count = newest ? head.items.filter((row) => isNewer(row, newest)).length : head.items.length;
  const { nextCursor } = head;
  return { count, more: count > 0 && nextCursor !== null && nextCursor > topOf(pages) };
}

/** A frozen list keeps its rows and their order; the rows themselves still take on what the head knows. */
export function overlay(
  rows: readonly ExecutionSummary[],
  head: ExecutionPage | undefined,
): readonly ExecutionSummary[] {
  if (!head) return rows;
  const fresh = new Map(head.items.map((row) => [row.executionId, row]));
  return rows.map((row) => fresh.get(row.executionId) ?? row);
}

/** When an execution was made: a UUIDv7 begins with the milliseconds. */
export const madeAt = (executionId: string): number =>
  Number.parseInt(executionId.replace('-', '').slice(0, 12), 16);

/**
 * The rows that a search has found so far, as the numbers of the list say them: all of them once it is through, else at
 * least as many.
 */
export function foundTotal(pages: readonly ExecutionPage[]): { total: number; atLeast: boolean } {
  return { total: rowsOf(pages).length, atLeast: (pages.at(-1)?.nextCursor ?? null) !== null };
}
