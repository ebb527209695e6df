import type { ExecutionSummary } from '@tutti/contract';
import { useInfiniteQuery, useQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo } from 'react';
import { useClient } from '../../app/api.ts';
import type { ListRows } from '../../app/list/list-rows.ts';
import { formatCapped } from '../../ui/format-number.ts';
import type { ExecutionFilters } from './execution-filters.ts';
import { executionHeadQuery, executionListQuery } from './execution-queries.ts';
import { newRows, overlay, reconcile, rowsOf, type ExecutionPage } from './execution-rows.ts';

export interface ExecutionList extends ListRows<ExecutionSummary> {
  total: number | undefined;
  totalIsEstimate: boolean;
  updatedAt: number;
  hasMore: boolean;
  isLoadingMore: boolean;
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
  return {
    rows,
    query: {
      isPending: list.isPending,
      isPlaceholderData: isPrevious,
      error: list.error ?? head.error,
      refetch: () => (list.error ? list.refetch() : head.refetch()),
    },
    total: headPage?.total ?? pages[0]?.total,
    totalIsEstimate: (headPage ?? pages[0])?.totalIsEstimate ?? false,
    waiting:
      headPage && news && news.count > 0
        ? { words: `${formatCapped(news.count, news.more)} new`, show: () => void takeHead(headPage) }
        : undefined,
    updatedAt: Math.max(list.dataUpdatedAt, headAt),
    hasMore: list.hasNextPage,
    onEnd: () => {
      if (list.hasNextPage && !list.isFetchingNextPage && !isPrevious) void list.fetchNextPage();
    },
    isLoadingMore: list.isFetchingNextPage,
  };
}
