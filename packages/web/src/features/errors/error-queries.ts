import type { Client } from '@tutti/client';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { conditionsOf, statusesOf, tabOf, type ErrorFilters } from './error-filters.ts';

const PAGE = 100;
const keyOf = ({ view: _, peek: __, ...filters }: ErrorFilters): ErrorFilters => filters;

/** Single records, the newest first. */
export const errorListQuery = (client: Client, filters: ErrorFilters) =>
  infiniteQueryOptions({
    queryKey: ['errors', 'list', keyOf(filters)],
    queryFn: ({ pageParam, signal }) => {
      const recoveryStatus = statusesOf(tabOf(filters));
      const query = {
        ...conditionsOf(filters, Date.now()),
        ...(recoveryStatus && { recoveryStatus }),
        limit: PAGE,
        cursor: pageParam,
      };
      return client.listErrors({ query }, { signal });
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });

/** Grouped by what failed, the worst first. */
export const errorGroupsQuery = (client: Client, filters: ErrorFilters) =>
  infiniteQueryOptions({
    queryKey: ['errors', 'groups', keyOf(filters)],
    queryFn: ({ pageParam, signal }) => {
      const tab = tabOf(filters);
      const recoveryStatus = tab === 'open' ? undefined : statusesOf(tab);
      const query = {
        ...conditionsOf(filters, Date.now()),
        ...(recoveryStatus && { recoveryStatus }),
        open: tab === 'open',
        order: 'severity' as const,
        limit: PAGE,
        offset: pageParam,
      };
      return client.listErrorGroups({ query }, { signal });
    },
    initialPageParam: 0,
    getNextPageParam: (last) => {
      const next = last.offset + last.items.length;
      return last.items.length > 0 && next < last.total ? next : undefined;
    },
    placeholderData: keepPreviousData,
  });

/** How many there are of each state, under the filters beside it. */
export const errorCountsQuery = (client: Client, filters: ErrorFilters) =>
  queryOptions({
    queryKey: ['errors', 'counts', { ...keyOf(filters), status: undefined }],
    queryFn: ({ signal }) => client.countErrors({ query: conditionsOf(filters, Date.now()) }, { signal }),
    placeholderData: keepPreviousData,
  });

export const errorQuery = (client: Client, id: number) =>
  queryOptions({
    queryKey: ['errors', 'one', id],
    queryFn: ({ signal }) => client.getError({ params: { id: String(id) } }, { signal }),
  });

/** One group, with its resolved records too. */
export const errorGroupQuery = (client: Client, fingerprint: string) =>
  queryOptions({
    queryKey: ['errors', 'group', fingerprint],
    queryFn: async ({ signal }) => {
      const query = { fingerprint, open: false, limit: 1 };
      return (await client.listErrorGroups({ query }, { signal })).items[0] ?? null;
    },
  });

export const recoveryQuery = (client: Client) =>
  queryOptions({
    queryKey: ['recovery', 'state'],
    queryFn: ({ signal }) => client.getRecoveryState({}, { signal }),
  });

export const reportQuery = (client: Client, executionId: string) =>
  queryOptions({
    queryKey: ['execution-details', executionId, 'report'],
    queryFn: ({ signal }) => client.getExecutionReport({ params: { id: executionId } }, { signal }),
  });

export const interventionsQuery = (client: Client, executionId: string) =>
  queryOptions({
    queryKey: ['execution-details', executionId, 'interventions'],
    queryFn: ({ signal }) => client.listInterventions({ params: { id: executionId } }, { signal }),
  });

export const rulesQuery = (client: Client) =>
  queryOptions({
    queryKey: ['error-rules'],
    queryFn: ({ signal }) => client.listErrorRules({}, { signal }),
  });

export const policiesQuery = (client: Client) =>
  queryOptions({
    queryKey: ['retry-policies'],
    queryFn: ({ signal }) => client.listRetryPolicies({}, { signal }),
  });

/** For the command palette. */
export const errorSearchQuery = (client: Client, text: string) =>
  queryOptions({
    queryKey: ['errors', 'search', text],
    queryFn: ({ signal }) => client.listErrors({ query: { text, limit: 4 } }, { signal }),
    placeholderData: keepPreviousData,
  });
