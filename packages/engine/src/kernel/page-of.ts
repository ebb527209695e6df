import type { Page } from '@tutti/contract';

/** Totals are exact up to here. Lists count one more at most, which then means "more". */
const EXACT_TOTAL = 10_000;

/** A page as all lists answer it. Rows may come between counting and reading: what is on the page counts at least. */
export const pageOf = <T>(
  items: T[],
  total: number,
  { limit, offset = 0 }: { limit: number; offset?: number | undefined },
  nextCursor: string | null = null,
): Page<T> => ({
  items,
  total: Math.min(Math.max(total, items.length), EXACT_TOTAL),
  ...(total > EXACT_TOTAL && { totalIsEstimate: true }),
  limit,
  offset,
  nextCursor,
});
