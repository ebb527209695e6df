import type { Client } from '@tutti/client';
import type { Breaker } from '@tutti/contract';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { BreakerFilters } from './breaker-filters.ts';

const PAGE = 200;

/** Those that are not closed first. */
export const breakerListQuery = (client: Client, { state, text }: BreakerFilters) =>
  infiniteQueryOptions({
    queryKey: ['breakers', 'list', { state, text }],
    queryFn: ({ pageParam, signal }) => {
      const query = {
        ...(state && { state: [state] }),
        ...(text && { text }),
        limit: PAGE,
        offset: pageParam,
      };
      return client.listBreakers({ query }, { signal });
    },
    initialPageParam: 0,
    getNextPageParam: (last) => {
      const next = last.offset + last.items.length;
      return last.items.length > 0 && next < last.total ? next : undefined;
    },
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });

/** How every breaker stands, for what names one. */
export const breakerStandingsQuery = (client: Client) =>
  queryOptions({
    queryKey: ['breakers', 'standings'],
    queryFn: ({ signal }) => client.listBreakers({ query: { limit: 500 } }, { signal }),
    select: ({ items }) => new Map(items.map((breaker): [string, Breaker] => [breaker.key, breaker])),
  });

/** Figures of calls are no events: they are read again by the clock while they are looked at. */
export const breakerQuery = (client: Client, key: string) =>
  queryOptions({
    queryKey: ['breakers', 'one', key],
    queryFn: ({ signal }) => client.getBreaker({ params: { key } }, { signal }),
    refetchInterval: 5000,
  });

/** Changes of its state, the newest first. */
export const breakerHistoryQuery = (client: Client, key: string) =>
  queryOptions({
    queryKey: ['breakers', 'history', key],
    queryFn: ({ signal }) => client.listBreakerEvents({ params: { key } }, { signal }),
  });

export const deferredQuery = (client: Client, key: string) =>
  queryOptions({
    queryKey: ['execution-heads', 'deferred', key],
    queryFn: ({ signal }) =>
      client.listExecutions({ query: { deferredBy: key, limit: 20, order: 'asc' } }, { signal }),
  });
