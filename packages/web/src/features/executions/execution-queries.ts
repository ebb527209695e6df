import type { Client } from '@tutti/client';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { toListInput, type ExecutionFilters } from './execution-filters.ts';
import { shareRows, type ExecutionPage } from './execution-rows.ts';

const PAGE = 100;
/** The first rows are to be there at once; whoever waits for older ones has something to read, or sees how far it got. */
const FIRST_SEARCH_MS = 30;
const FURTHER_SEARCH_MS = 250;
/** So long a palette looks for what it has not found at once. */
const PALETTE_SEARCHES = 8;

/** How long a text is looked for before what was found is answered. */
const patience = (filters: ExecutionFilters, searchMs = FIRST_SEARCH_MS): { searchMs?: number } =>
  filters.text ? { searchMs } : {};

/** New rows push the others down, which sharing by place would take for changes of all of them. */
const sharing = (before: unknown, after: unknown): unknown =>
  before === undefined ? after : shareRows(before as ExecutionPage, after as ExecutionPage);

/** The peeked row narrows nothing. */
const keyOf = ({ peek: _, ...filters }: ExecutionFilters): Omit<ExecutionFilters, 'peek'> => filters;

/** The list as scrolled so far. Its head is read again by itself; reading all its pages again would cost too much. */
export const executionListQuery = (client: Client, filters: ExecutionFilters) =>
  infiniteQueryOptions({
    queryKey: ['execution-lists', keyOf(filters)],
    queryFn: ({ pageParam, signal }): Promise<ExecutionPage> =>
      client.listExecutions(
        {
          query: {
            ...toListInput(filters, Date.now()),
            ...patience(filters, pageParam === undefined ? FIRST_SEARCH_MS : FURTHER_SEARCH_MS),
            limit: PAGE,
            cursor: pageParam,
          },
        },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: ExecutionPage) => last.nextCursor ?? undefined,
    staleTime: Infinity,
    // Whoever patches it leaves untouched pages the same objects; comparing thousands of rows would cost more.
    structuralSharing: false,
    refetchOnWindowFocus: false,
    meta: { live: false },
  });

/** The newest rows: events have it read again. */
export const executionHeadQuery = (client: Client, filters: ExecutionFilters) =>
  queryOptions({
    queryKey: ['execution-heads', keyOf(filters)],
    structuralSharing: sharing,
    queryFn: ({ signal }): Promise<ExecutionPage> =>
      client.listExecutions(
        { query: { ...toListInput(filters, Date.now()), ...patience(filters), limit: PAGE } },
        { signal },
      ),
  });

/** Each status beside the others, whichever of them are chosen. */
export const executionCountsQuery = (client: Client, { status: _, ...filters }: ExecutionFilters) => {
  const { peek: _peek, ...key } = filters;
  return queryOptions({
    queryKey: ['execution-counts', key],
    queryFn: ({ signal }) =>
      client.countExecutions(
        { query: { ...toListInput(filters, Date.now()), ...patience(filters) } },
        { signal },
      ),
    placeholderData: keepPreviousData,
  });
};

export const executionFacetsQuery = (client: Client, filters: ExecutionFilters) =>
  queryOptions({
    queryKey: ['execution-facets', keyOf(filters)],
    queryFn: ({ signal }) =>
      client.countExecutionFacets(
        { query: { ...toListInput(filters, Date.now()), ...patience(filters) } },
        { signal },
      ),
    placeholderData: keepPreviousData,
    staleTime: 5000,
  });

/** By integer id or UUID. */
export const executionQuery = (client: Client, key: string) =>
  queryOptions({
    queryKey: ['execution-details', key],
    queryFn: ({ signal }) => client.getExecution({ params: { id: key } }, { signal }),
  });

export const attemptsQuery = (client: Client, key: string) =>
  queryOptions({
    queryKey: ['execution-details', key, 'attempts'],
    queryFn: ({ signal }) => client.listAttempts({ params: { id: key } }, { signal }),
  });

/** The newest executions of one schedule. */
export const recentExecutionsQuery = (client: Client, scheduleId: number) =>
  queryOptions({
    queryKey: ['execution-heads', 'schedule', scheduleId],
    queryFn: ({ signal }): Promise<ExecutionPage> =>
      client.listExecutions(
        {
          query: {
            scheduleId,
            limit: 10,
            status: ['pending', 'running', 'paused', 'completed', 'failed', 'timeout', 'cancelled'],
          },
        },
        { signal },
      ),
  });

/** How long the last runs of one schedule took. */
export const runDurationsQuery = (client: Client, scheduleId: number) =>
  queryOptions({
    queryKey: ['execution-heads', 'durations', scheduleId],
    queryFn: ({ signal }): Promise<ExecutionPage> =>
      client.listExecutions(
        { query: { scheduleId, limit: 100, status: ['completed', 'failed', 'timeout'] } },
        { signal },
      ),
  });

/** For the command palette: the newest few that hold a text. */
export const executionSearchQuery = (client: Client, text: string) =>
  queryOptions({
    queryKey: ['execution-heads', 'search', text],
    queryFn: ({ signal }): Promise<ExecutionPage> => searchNewest(client, text, signal),
    placeholderData: keepPreviousData,
  });

const FEW = 5;

async function searchNewest(client: Client, text: string, signal: AbortSignal): Promise<ExecutionPage> {
  const ask = (limit: number, searchMs: number, cursor?: string): Promise<ExecutionPage> =>
    client.listExecutions({ query: { text, limit, searchMs, cursor } }, { signal });
  let page = await ask(FEW, FIRST_SEARCH_MS);
  for (let more = PALETTE_SEARCHES; more > 0 && page.nextCursor && page.items.length < FEW; more -= 1) {
    const next = await ask(FEW - page.items.length, FURTHER_SEARCH_MS, page.nextCursor);
    page = { ...next, items: [...page.items, ...next.items] };
  }
  return page;
}
