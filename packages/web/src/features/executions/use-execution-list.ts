import type { ExecutionSummary } from '@tutti/contract';
import { useInfiniteQuery, useQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo } from 'react';
import { useClient } from '../../app/api.ts';
import type { ListRows } from '../../app/list/list-rows.ts';
import { formatCapped } from '../../ui/format-number.ts';
import { useLatest } from '../../ui/use-latest.ts';
import type { ExecutionFilters } from './execution-filters.ts';
import { executionHeadQuery, executionListQuery } from './execution-queries.ts';
import {
  foundTotal,
  madeAt,
  newRows,
  overlay,
  reconcile,
  rowsOf,
  type ExecutionPage,
} from './execution-rows.ts';

export interface ExecutionList extends ListRows<ExecutionSummary> {
  total: number | undefined;
  totalIsEstimate: boolean;
  updatedAt: number;
  hasMore: boolean;
  isLoadingMore: boolean;
  /** While older ones are still to be searched for a text: it has been looked for down to those of this time. */
  searchedTo: string | undefined;
}

/** The list in pages, kept fresh at its head; while `frozen` no row moves. */
export function useExecutionList(filters: ExecutionFilters, frozen: boolean): ExecutionList {
  const client = useClient();
  const queries = useQueryClient();
  const listOptions = useMemo(() => executionListQuery(client, filters), [client, filters]);
  const list = useInfiniteQuery({ ...listOptions, placeholderData: (previous) => previous });
  const isPrevious = list.isPlaceholderData;
  const firstPage = isPrevious ? undefined : list.data?.pages[0];
  const head = useQuery({
    ...executionHeadQuery(client, filters),
    enabled: firstPage !== undefined,
    ...(firstPage && { initialData: firstPage, initialDataUpdatedAt: list.dataUpdatedAt }),
  });
  const pages = useMemo(() => list.data?.pages ?? [], [list.data]);
  const { data: headPage, dataUpdatedAt: headAt } = head;
  const takeHead = useCallback(
    (fresh: ExecutionPage) =>
      queries.setQueryData<InfiniteData<ExecutionPage>>(listOptions.queryKey, (data) => {
        if (!data) return data;
        const next = reconcile(data.pages, fresh);
        return { pages: next, pageParams: data.pageParams.slice(0, next.length) };
      }),
    [queries, listOptions],
  );
  useEffect(() => {
    if (!frozen && headPage && !isPrevious) takeHead(headPage);
  }, [headPage, frozen, isPrevious, takeHead]);
  const rows = useMemo(
    () => overlay(rowsOf(pages), isPrevious ? undefined : headPage),
    [pages, headPage, isPrevious],
  );
  const news = headPage && !isPrevious ? newRows(pages, headPage) : undefined;
  const loadMore = (): void => {
    if (list.hasNextPage && !list.isFetchingNextPage && !isPrevious) void list.fetchNextPage();
  };
  const edge = filters.text === undefined || isPrevious ? undefined : pages.at(-1)?.nextCursor;
  const latest = useLatest(loadMore);
  useEffect(() => {
    // Where no row is shown yet none can come into sight and ask for more.
    if (edge && rows.length === 0 && !list.error) latest.current();
  }, [edge, rows.length, list.error, latest]);
  return {
    rows,
    query: {
      isPending: list.isPending,
      isPlaceholderData: isPrevious,
      error: list.error ?? head.error,
      refetch: () => (list.error ? list.refetch() : head.refetch()),
    },
    ...totalOf(filters, pages, headPage),
    waiting:
      headPage && news && news.count > 0
        ? { words: `${formatCapped(news.count, news.more)} new`, show: () => void takeHead(headPage) }
        : undefined,
    updatedAt: Math.max(list.dataUpdatedAt, headAt),
    hasMore: list.hasNextPage,
    onEnd: loadMore,
    isLoadingMore: list.isFetchingNextPage,
    searchedTo: edge ? new Date(madeAt(edge)).toISOString() : undefined,
  };
}

/** What the server counted; of a search only what was found so far is known. */
function totalOf(
  { text }: ExecutionFilters,
  pages: readonly ExecutionPage[],
  head: ExecutionPage | undefined,
): Pick<ExecutionList, 'total' | 'totalIsEstimate'> {
  const newest = head ?? pages[0];
  if (text === undefined || !newest)
    return { total: newest?.total, totalIsEstimate: newest?.totalIsEstimate ?? false };
  const { total, atLeast } = foundTotal(pages);
  return { total, totalIsEstimate: atLeast };
}
