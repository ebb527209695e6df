import type { Client } from '@tutti/client';
import type { MetricsInterval } from '@tutti/contract';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';

/** Counts are made every 15 s, whether or not an event tells of it. */
const every = { refetchInterval: 15_000, placeholderData: keepPreviousData } as const;

export const executionMetricsQuery = (client: Client, interval: MetricsInterval) =>
  queryOptions({
    queryKey: ['metrics', 'executions', interval],
    queryFn: ({ signal }) => client.getExecutionMetrics({ query: { interval } }, { signal }),
    ...every,
  });

export const queueMetricsQuery = (client: Client, interval: MetricsInterval) =>
  queryOptions({
    queryKey: ['metrics', 'queues', interval],
    queryFn: ({ signal }) => client.getQueueMetrics({ query: { interval } }, { signal }),
    ...every,
  });

export const scheduleMetricsQuery = (client: Client, interval: MetricsInterval) =>
  queryOptions({
    queryKey: ['metrics', 'schedules', interval],
    queryFn: ({ signal }) => client.getScheduleMetrics({ query: { interval } }, { signal }),
    ...every,
  });

export interface RetryFilters {
  interval: MetricsInterval;
  queue?: string | undefined;
  type?: string | undefined;
}

export const retryMetricsQuery = (client: Client, { interval, queue, type }: RetryFilters) =>
  queryOptions({
    queryKey: ['metrics', 'retries', interval, queue ?? null, type ?? null],
    queryFn: ({ signal }) =>
      client.getRetryMetrics(
        { query: { interval, ...(queue && { queue }), ...(type && { type }) } },
        { signal },
      ),
    ...every,
  });
