import type { Client } from '@tutti/client';
import { queryOptions } from '@tanstack/react-query';

export const secretsQuery = (client: Client) =>
  queryOptions({
    queryKey: ['secrets'],
    queryFn: ({ signal }) => client.listSecrets({}, { signal }),
  });
