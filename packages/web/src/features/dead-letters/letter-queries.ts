import type { Client } from '@tutti/client';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { letterListInput, type LetterFilters } from './letter-filters.ts';

const PAGE = 100;

export const letterListQuery = (client: Client, { peek: _, ...filters }: LetterFilters) =>
  infiniteQueryOptions({
    queryKey: ['dead-letters', 'list', filters],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...letterListInput(filters, Date.now()), limit: PAGE, cursor: pageParam };
      return client.listDeadLetters({ query }, { signal });
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });

export const letterStatsQuery = (client: Client) =>
  queryOptions({
    queryKey: ['dead-letters', 'stats'],
    queryFn: ({ signal }) => client.getDeadLetterStats({}, { signal }),
  });

export const letterQuery = (client: Client, id: number) =>
  queryOptions({
    queryKey: ['dead-letters', 'one', id],
    queryFn: ({ signal }) => client.getDeadLetter({ params: { id: String(id) } }, { signal }),
  });

/** How far batches are is the server's to say; while one goes on it is asked again. */
export const redrivesQuery = (client: Client) =>
  queryOptions({
    queryKey: ['dead-letters', 'redrives'],
    queryFn: ({ signal }) => client.listRedrives({}, { signal }),
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ endedAt }) => endedAt === null) ? 2000 : false,
  });

export const archivesQuery = (client: Client) =>
  queryOptions({
    queryKey: ['dead-letters', 'archives'],
    queryFn: ({ signal }) => client.listDeadLetterArchives({}, { signal }),
  });
