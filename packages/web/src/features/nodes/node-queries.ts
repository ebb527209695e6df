import type { Client } from '@tutti/client';
import { queryOptions } from '@tanstack/react-query';

/** Heartbeats and loads change without an event. */
const BEAT_MS = 5000;

export const nodesQuery = (client: Client) =>
  queryOptions({
    queryKey: ['nodes', 'list'],
    queryFn: async ({ signal }) => (await client.listNodes({}, { signal })).items,
    refetchInterval: BEAT_MS,
  });

/** What runs on a node now, the oldest last. */
export const runningOnQuery = (client: Client, node: string) =>
  queryOptions({
    queryKey: ['execution-heads', 'node', node],
    queryFn: ({ signal }) =>
      client.listExecutions({ query: { node, status: ['running'], limit: 20 } }, { signal }),
  });
