import type { Client } from '@tutti/client';
import { queryOptions } from '@tanstack/react-query';

/** Depths change with every start; events tell of most of it, this of the rest. */
const LOOK_MS = 10_000;

export const queuesQuery = (client: Client) =>
  queryOptions({
    queryKey: ['queues', 'list'],
    queryFn: async ({ signal }) => (await client.listQueues({}, { signal })).items,
    refetchInterval: LOOK_MS,
  });

export const keysQuery = (client: Client) =>
  queryOptions({
    queryKey: ['queues', 'keys'],
    queryFn: async ({ signal }) => (await client.listConcurrencyKeys({ query: {} }, { signal })).items,
    refetchInterval: LOOK_MS,
  });

/** What stands in a queue with one status, the oldest first: that is served next, or runs the longest. */
export const inQueueQuery = (client: Client, queue: string, status: 'pending' | 'running') =>
  queryOptions({
    queryKey: ['execution-heads', 'queue', queue, status],
    queryFn: ({ signal }) =>
      client.listExecutions({ query: { queue, status: [status], order: 'asc', limit: 10 } }, { signal }),
  });
