import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../app/api.ts';
import { nodesQuery } from '../nodes/node-queries.ts';
import { queuesQuery } from '../queues/queue-queries.ts';
import { schedulerQuery } from '../schedules/schedule-queries.ts';
import type { Situation } from './needs.ts';
import {
  escalatedQuery,
  healthQuery,
  lettersQuery,
  openBreakersQuery,
  recoveryQuery,
} from './overview-queries.ts';

/** Each part by itself: what a token may not read, or what fails, takes nothing else from the page. */
export function useSituation(): { situation: Situation; updatedAt: number; known: boolean } {
  const client = useClient();
  const health = useQuery(healthQuery(client));
  const nodes = useQuery(nodesQuery(client));
  const queues = useQuery(queuesQuery(client));
  const parts = {
    scheduler: useQuery(schedulerQuery(client)),
    recovery: useQuery(recoveryQuery(client)),
    letters: useQuery(lettersQuery(client)),
    breakers: useQuery(openBreakersQuery(client)),
    escalated: useQuery(escalatedQuery(client)),
  };
  return {
    situation: {
      health: health.data,
      scheduler: parts.scheduler.data,
      recovery: parts.recovery.data,
      letters: parts.letters.data,
      nodes: nodes.data,
      queues: queues.data,
      breakers: parts.breakers.data?.items,
      escalated: parts.escalated.data,
    },
    updatedAt: health.dataUpdatedAt,
    known: [health, nodes, queues, ...Object.values(parts)].every(({ isPending }) => !isPending),
  };
}
