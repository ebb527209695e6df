import type { Client } from '@tutti/client';
import { queryOptions } from '@tanstack/react-query';

/** What this installation can run; changes only with a restart. */
export const taskTypesQuery = (client: Client) =>
  queryOptions({
    queryKey: ['task-types'],
    queryFn: ({ signal }) => client.listTaskTypes({}, { signal }),
    staleTime: 300_000,
  });
