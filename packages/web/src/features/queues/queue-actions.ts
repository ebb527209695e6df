import type { Queue, QueuePatch } from '@tutti/contract';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useAct } from '../../app/changes/use-act.ts';

/** Shows a change at once; the returned function takes it back. */
function patchQueue(queries: QueryClient, name: string, change: Partial<Queue>): () => void {
  const before = queries.getQueryData<Queue[]>(['queues', 'list']);
  queries.setQueryData<Queue[]>(['queues', 'list'], (queues) =>
    queues?.map((queue) => (queue.name === name ? { ...queue, ...change } : queue)),
  );
  return () => queries.setQueryData(['queues', 'list'], before);
}

interface Pause {
  name: string;
  reason: string | undefined;
}

export function usePauseQueue() {
  const queries = useQueryClient();
  return useAct({
    operation: 'pauseQueue',
    input: ({ name, reason }: Pause) => ({ params: { name }, body: reason ? { reason } : {} }),
    failed: ({ name }) => `Queue ${name} was not paused`,
    ahead: ({ name, reason }) =>
      patchQueue(queries, name, {
        paused: { at: new Date().toISOString(), by: 'you', reason: reason ?? null },
      }),
    refresh: ['queues'],
  });
}

export function useResumeQueue() {
  const queries = useQueryClient();
  return useAct({
    operation: 'resumeQueue',
    input: (name: string) => ({ params: { name } }),
    failed: (name) => `Queue ${name} was not resumed`,
    ahead: (name) => patchQueue(queries, name, { paused: null }),
    refresh: ['queues'],
  });
}

export function useSetLimits(name: string) {
  return useAct({
    operation: 'updateQueue',
    input: (body: QueuePatch) => ({ params: { name }, body }),
    failed: () => `The limits of ${name} were not changed`,
    refresh: ['queues'],
  });
}
