import type { Client } from '@tutti/client';
import { queryOptions } from '@tanstack/react-query';

/** What stands around an execution: records, interventions, steps, its batch. */
export const reportQuery = (client: Client, key: string) =>
  queryOptions({
    queryKey: ['execution-details', key, 'report'],
    queryFn: ({ signal }) => client.getExecutionReport({ params: { id: key } }, { signal }),
  });

export const executionEventsQuery = (client: Client, key: string) =>
  queryOptions({
    queryKey: ['execution-details', key, 'events'],
    queryFn: ({ signal }) => client.listExecutionEvents({ params: { id: key } }, { signal }),
  });

export const slotsQuery = (client: Client, key: string) =>
  queryOptions({
    queryKey: ['queues', 'keys', key],
    queryFn: ({ signal }) => client.listConcurrencyKeys({ query: { key } }, { signal }),
  });

export const batchQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: ['execution-counts', 'batch', id],
    queryFn: ({ signal }) => client.getBatch({ params: { id }, query: { limit: 0 } }, { signal }),
  });
