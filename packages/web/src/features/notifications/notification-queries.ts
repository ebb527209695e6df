import type { Client } from '@tutti/client';
import { queryOptions } from '@tanstack/react-query';

const MOST = 500;
const SHOWN = 50;
/** What was told changes with events of executions, of which there are too many to ask anew for each. */
const LOOK_MS = 5000;

export const channelsQuery = (client: Client) =>
  queryOptions({
    queryKey: ['notifications', 'channels'],
    queryFn: ({ signal }) => client.listChannels({ query: { limit: MOST } }, { signal }),
    refetchInterval: LOOK_MS,
  });

export const rulesQuery = (client: Client) =>
  queryOptions({
    queryKey: ['notifications', 'rules'],
    queryFn: ({ signal }) => client.listRules({ query: { limit: MOST } }, { signal }),
    refetchInterval: LOOK_MS,
  });

export const messagesQuery = (client: Client) =>
  queryOptions({
    queryKey: ['notifications', 'messages'],
    queryFn: ({ signal }) => client.listMessages({ query: { limit: SHOWN } }, { signal }),
    refetchInterval: LOOK_MS,
  });

export const alertsQuery = (client: Client) =>
  queryOptions({
    queryKey: ['notifications', 'alerts'],
    queryFn: ({ signal }) => client.listAlerts({ query: { limit: SHOWN } }, { signal }),
    refetchInterval: LOOK_MS,
  });
