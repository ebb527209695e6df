import type { ExecutionSummary } from '@tutti/contract';
import { useInfiniteQuery, useQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo } from 'react';
import { useClient } from '../../app/api.ts';
import type { ExecutionFilters } from './execution-filters.ts';
import { executionHeadQuery, executionListQuery } from './execution-queries.ts';
import { newRows, overlay, reconcile, rowsOf, type ExecutionPage } from './execution-rows.ts';

export interface ExecutionList {
  rows: readonly ExecutionSummary[];
  total: number | undefined;
  totalIsEstimate: boolean;
  /** Rows that wait above while the order is frozen. */
  waiting: { count: number; more: boolean };
  /** Puts them in, frozen or not. */
  showWaiting: () => void;
  isPending: boolean;
  /** The rows shown still belong to the filters before. */
  isPrevious: boolean;
  error: Error | null;
  updatedAt: number;
  hasMore: boolean;
  loadMore: () => void;
  isLoadingMore: boolean;
  retry: () => void;
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
  return {
    rows,
    total: headPage?.total ?? pages[0]?.total,
    totalIsEstimate: (headPage ?? pages[0])?.totalIsEstimate ?? false,
    waiting: headPage && !isPrevious ? newRows(pages, headPage) : { count: 0, more: false },
    showWaiting: () => {
      if (headPage) takeHead(headPage);
    },
    isPending: list.isPending,
    isPrevious,
    error: list.error ?? head.error,
    updatedAt: Math.max(list.dataUpdatedAt, headAt),
    hasMore: list.hasNextPage,
    loadMore: () => {
      if (list.hasNextPage && !list.isFetchingNextPage && !isPrevious) void list.fetchNextPage();
    },
    isLoadingMore: list.isFetchingNextPage,
    retry: () => void (list.error ? list.refetch() : head.refetch()),
  };
}
