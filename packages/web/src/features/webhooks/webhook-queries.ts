import type { Client } from '@tutti/client';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { isUnderWay } from './message-words.ts';
import type { DeliveryFilters, MessageFilters } from './webhook-filters.ts';

/** An installation has tens of them: one page holds all. */
const MOST = 500;
const DELIVERIES = 100;
const QUICK_MS = 1000;
const CALM_MS = 15_000;

export const webhooksQuery = (client: Client) =>
  queryOptions({
    queryKey: ['webhooks', 'list'],
    queryFn: ({ signal }) => client.listWebhooks({ query: { limit: MOST } }, { signal }),
    refetchInterval: CALM_MS,
  });

export const webhookQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: ['webhooks', 'one', id],
    queryFn: ({ signal }) => client.getWebhook({ params: { id } }, { signal }),
    refetchInterval: CALM_MS,
  });

/** Newest first. While one is under way it is looked at each second, else now and then. */
export const deliveriesQuery = (client: Client, id: string, { status }: DeliveryFilters) =>
  queryOptions({
    queryKey: ['webhooks', 'deliveries', id, status ?? 'all'],
    queryFn: ({ signal }) =>
      client.listDeliveries(
        { params: { id }, query: { limit: DELIVERIES, ...(status && { status }) } },
        { signal },
      ),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.items.some(
        (delivery) => delivery.status === 'pending' && Date.now() - Date.parse(delivery.createdAt) < 60_000,
      )
        ? QUICK_MS
        : CALM_MS,
  });

/** Since so long ago; 0: as far as kept. */
export const sinceOf = (span: number): { since?: string } =>
  span === 0 ? {} : { since: new Date(Date.now() - span).toISOString() };

/** How many messages failed and have not arrived since. */
export const failedCountQuery = (client: Client, id: string, span: number) =>
  queryOptions({
    queryKey: ['webhooks', 'failed', id, span],
    queryFn: async ({ signal }) => {
      const body = { ...sinceOf(span), dryRun: true };
      return (await client.redeliverFailed({ params: { id }, body }, { signal })).remaining;
    },
  });

export const incomingHooksQuery = (client: Client) =>
  queryOptions({
    queryKey: ['webhooks', 'incoming'],
    queryFn: ({ signal }) => client.listIncomingHooks({ query: { limit: MOST } }, { signal }),
    refetchInterval: CALM_MS,
  });

export const incomingHookQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: ['webhooks', 'hook', id],
    queryFn: ({ signal }) => client.getIncomingHook({ params: { id } }, { signal }),
    refetchInterval: CALM_MS,
  });

export const MESSAGES = 100;

/** Newest first. */
export const messagesQuery = (client: Client, id: string, { status, skip = 0 }: MessageFilters) =>
  queryOptions({
    queryKey: ['webhooks', 'messages', id, status ?? 'all', skip],
    queryFn: ({ signal }) =>
      client.listIncomingMessages(
        { params: { id }, query: { limit: MESSAGES, offset: skip, ...(status && { status }) } },
        { signal },
      ),
    placeholderData: keepPreviousData,
    refetchInterval: CALM_MS,
  });

/** What it started comes a moment after it, and then ends. */
export const messageQuery = (client: Client, id: number) =>
  queryOptions({
    queryKey: ['webhooks', 'message', id],
    queryFn: ({ signal }) => client.getIncomingMessage({ params: { id: String(id) } }, { signal }),
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data, Date.now()) ? QUICK_MS : CALM_MS),
  });

/** Those that events fire, with how they did lately. */
export const eventSchedulesQuery = (client: Client) =>
  queryOptions({
    queryKey: ['schedules', 'on-events'],
    queryFn: ({ signal }) =>
      client.listSchedules({ query: { type: 'event', limit: 500, recent: 14 } }, { signal }),
  });
