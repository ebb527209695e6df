import type { Client } from '@tutti/client';
import { queryOptions } from '@tanstack/react-query';

/** No event tells of a full disk or of a database that grows slow. */
const LOOK_MS = 10_000;

export const healthQuery = (client: Client) =>
  queryOptions({
    queryKey: ['health'],
    queryFn: ({ signal }) => client.getHealth({}, { signal }),
    refetchInterval: LOOK_MS,
  });

export const recoveryQuery = (client: Client) =>
  queryOptions({
    queryKey: ['recovery', 'state'],
    queryFn: ({ signal }) => client.getRecoveryState({}, { signal }),
    refetchInterval: LOOK_MS,
  });

/** The open ones come first. */
export const openBreakersQuery = (client: Client) =>
  queryOptions({
    queryKey: ['breakers', 'overview'],
    queryFn: ({ signal }) => client.listBreakers({ query: { limit: 50 } }, { signal }),
    refetchInterval: LOOK_MS,
  });

export const lettersQuery = (client: Client) =>
  queryOptions({
    queryKey: ['dead-letters', 'stats'],
    queryFn: ({ signal }) => client.getDeadLetterStats({}, { signal }),
  });

export const escalatedQuery = (client: Client) =>
  queryOptions({
    queryKey: ['errors', 'escalated'],
    queryFn: ({ signal }) =>
      client.listErrors({ query: { recoveryStatus: ['escalated'], limit: 1 } }, { signal }),
  });

export const dueNextQuery = (client: Client) =>
  queryOptions({
    queryKey: ['schedules', 'due-next'],
    queryFn: ({ signal }) =>
      client.listSchedules({ query: { sort: 'nextRunAt', enabled: true, limit: 8, recent: 14 } }, { signal }),
  });
