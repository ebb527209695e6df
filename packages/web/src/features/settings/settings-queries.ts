import type { Client } from '@tutti/client';
import { queryOptions } from '@tanstack/react-query';

export const settingsQuery = (client: Client) =>
  queryOptions({
    queryKey: ['settings', 'installation'],
    queryFn: ({ signal }) => client.getSettings({}, { signal }),
  });

export const nodeConfigurationQuery = (client: Client) =>
  queryOptions({
    queryKey: ['settings', 'node'],
    queryFn: ({ signal }) => client.getNodeConfiguration({}, { signal }),
  });
