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

/**
 * The list after a fresh look at its head: what the head covers stands as the head says, older rows stay. When the
 * head is all new there may be a gap below it, so the list begins again from there.
 */
export function reconcile(pages: readonly ExecutionPage[], head: ExecutionPage): ExecutionPage[] {
  const edge = head.items.at(-1);
  const newest = pages[0]?.items[0];
  const coversAll = head.nextCursor === null || rowsOf(pages).length > MOST_KEPT;
  if (!edge || coversAll || !newest || isNewer(edge, newest)) return [head];
  const [first, ...rest] = pages.map((page) => ({
    ...page,
    items: page.items.filter((row) => isNewer(edge, row)),
  }));
  if (!first) return [head];
  return [{ ...first, items: [...head.items, ...first.items], total: head.total }, ...rest];
}

/** Rows that wait above a frozen list; `more` when the head holds nothing of the list, so there may be still more. */
export function newRows(
  pages: readonly ExecutionPage[],
  head: ExecutionPage,
): { count: number; more: boolean } {
  const newest = pages[0]?.items[0];
  if (!newest) return { count: head.items.length, more: head.nextCursor !== null };
  const count = head.items.filter((row) => isNewer(row, newest)).length;
  return { count, more: count > 0 && count === head.items.length && head.nextCursor !== null };
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
