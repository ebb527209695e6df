import { useState } from 'react';
import { formatCount } from '../../ui/format-number.ts';
import { useSteadyRows } from './use-steady-rows.ts';

/** What a list shows, and how reading it stands. */
export interface ListRows<R> {
  rows: readonly R[];
  query: {
    isPending: boolean;
    /** The rows still belong to the filters before. */
    isPlaceholderData?: boolean;
    error: Error | null;
    refetch: () => unknown;
  };
  /** Called when the end comes into sight. */
  onEnd?: () => void;
  onHold?: (held: boolean) => void;
  /** Rows that wait above until the reader lets them in: `12 new`. */
  waiting?: { words: string; show: () => void } | undefined;
}

interface PagedQuery<R> {
  data: { pages: readonly { items: readonly R[] }[] } | undefined;
  error: Error | null;
  isPending: boolean;
  isPlaceholderData: boolean;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
  refetch: () => unknown;
}

export const pagedRows = <R>(query: PagedQuery<R>): ListRows<R> => ({
  rows: query.data?.pages.flatMap((page) => page.items) ?? [],
  query,
  onEnd: () => {
    if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
  },
});

interface Steadiness<R> {
  keyOf: (row: R) => string;
  /** The filters, as text: another scope is another list altogether. */
  scope: string;
  /** Rows are chosen or looked at. */
  frozen?: boolean;
}

/** The pages of a list that live updates reach: hovered, scrolled or frozen, no row moves under whoever reads it. */
export function useLiveRows<R>(
  query: PagedQuery<R>,
  { keyOf, scope, frozen = false }: Steadiness<R>,
): ListRows<R> {
  const [held, setHeld] = useState(false);
  const pages = pagedRows(query);
  // Rows of the filters before are not what the reader asked for: they give way.
  const still = (held || frozen) && !query.isPlaceholderData;
  const { rows, waiting, showWaiting } = useSteadyRows(pages.rows, keyOf, still, scope);
  return {
    ...pages,
    rows,
    onHold: setHeld,
    waiting: waiting > 0 ? { words: `${formatCount(waiting)} new`, show: showWaiting } : undefined,
  };
}
