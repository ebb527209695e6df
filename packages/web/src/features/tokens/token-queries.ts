import type { Client } from '@tutti/client';
import type { Token } from '@tutti/contract';
import { queryOptions } from '@tanstack/react-query';

/** All of a kind: an installation has tens of them, not thousands; the first 500 are read. */
export const tokensQuery = (client: Client, kind: Token['kind'], revoked: boolean) =>
  queryOptions({
    queryKey: ['tokens', kind, revoked],
    queryFn: ({ signal }) =>
      client.listTokens({ query: { kind, limit: 500, ...(revoked ? {} : { revoked: false }) } }, { signal }),
    // Last use changes without an event.
    refetchInterval: 30_000,
  });
