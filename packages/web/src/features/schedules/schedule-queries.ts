import type { Client } from '@tutti/client';
import type { PreviewRequest } from '@tutti/contract';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { scheduleListInput, type ScheduleFilters } from './schedule-filters.ts';

const PAGE = 100;
/** As many dots as the strip has places. */
export const RECENT = 14;

export const scheduleListQuery = (client: Client, filters: ScheduleFilters) =>
  infiniteQueryOptions({
    queryKey: ['schedules', 'list', filters],
    queryFn: ({ pageParam, signal }) =>
      client.listSchedules(
        { query: { ...scheduleListInput(filters), limit: PAGE, offset: pageParam, recent: RECENT } },
        { signal },
      ),
    initialPageParam: 0,
    getNextPageParam: (last) => {
      const next = last.offset + last.items.length;
      return last.items.length > 0 && next < last.total ? next : undefined;
    },
    placeholderData: keepPreviousData,
  });

/** For pickers. */
export const scheduleNamesQuery = (client: Client) =>
  queryOptions({
    queryKey: ['schedules', 'names'],
    queryFn: ({ signal }) => client.listSchedules({ query: { sort: 'name', limit: 500 } }, { signal }),
  });

export const scheduleSearchQuery = (client: Client, text: string) =>
  queryOptions({
    queryKey: ['schedules', 'search', text],
    queryFn: ({ signal }) =>
      client.listSchedules({ query: { sort: 'name', limit: 8, ...(text && { text }) } }, { signal }),
    placeholderData: keepPreviousData,
  });

export const scheduleQuery = (client: Client, id: number) =>
  queryOptions({
    queryKey: ['schedules', 'one', id],
    queryFn: ({ signal }) => client.getSchedule({ params: { id: String(id) } }, { signal }),
  });

export const slotsQuery = (client: Client, id: number, limit: number) =>
  queryOptions({
    queryKey: ['slots', id, limit],
    queryFn: ({ signal }) => client.listSlots({ params: { id: String(id) }, query: { limit } }, { signal }),
    placeholderData: keepPreviousData,
  });

export const schedulerQuery = (client: Client) =>
  queryOptions({
    queryKey: ['scheduler'],
    queryFn: ({ signal }) => client.getSchedulerStatus({}, { signal }),
  });

/** What a timing means, as of `since`: another key asks anew. */
export const previewQuery = (
  client: Client,
  request: PreviewRequest,
  enabled = true,
  since?: string | null,
) =>
  queryOptions({
    queryKey: ['preview', request, since ?? null],
    enabled,
    queryFn: ({ signal }) => client.previewSchedule({ body: request }, { signal }),
    staleTime: 30_000,
    meta: { live: false },
  });
