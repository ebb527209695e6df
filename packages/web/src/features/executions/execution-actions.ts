import type { CallInput, CallOutput } from '@tutti/client';
import type { Execution, ExecutionDraft, RetryRequest } from '@tutti/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useAct } from '../../app/changes/use-act.ts';
import { rememberExecution } from './execution-cache.ts';

type OneAct =
  | 'cancelExecution'
  | 'pauseExecution'
  | 'resumeExecution'
  | 'skipExecution'
  | 'retryExecution'
  | 'updateExecution';

/** An act on one execution; the answer shows at once wherever the execution stands. */
function useOneAct<O extends OneAct, V extends { id: number }>(
  operation: O,
  input: (variables: V) => CallInput<O>,
  words: { says: string; past: string; told?: 'form' },
) {
  const queries = useQueryClient();
  return useAct<O, V>({
    operation,
    input,
    says: ({ id }) => `${words.says} execution #${id}`,
    failed: words.told === 'form' ? false : ({ id }) => `Execution #${id} was not ${words.past}`,
    done: (execution: CallOutput<O>) => rememberExecution(queries, execution),
    refresh: ['execution-details', 'execution-heads', 'execution-counts'],
  });
}

export const useCancel = () =>
  useOneAct('cancelExecution', ({ id }: { id: number }) => ({ params: { id } }), {
    says: 'Cancel',
    past: 'cancelled',
  });
export const usePause = () =>
  useOneAct('pauseExecution', ({ id }: { id: number }) => ({ params: { id } }), {
    says: 'Pause',
    past: 'paused',
  });
export const useResume = () =>
  useOneAct('resumeExecution', ({ id }: { id: number }) => ({ params: { id } }), {
    says: 'Resume',
    past: 'resumed',
  });
export const useSkip = () =>
  useOneAct(
    'skipExecution',
    ({ id, reason }: { id: number; reason: string }) => ({ params: { id }, body: { reason } }),
    { says: 'Skip', past: 'skipped' },
  );
export const usePriority = () =>
  useOneAct(
    'updateExecution',
    ({ id, ...body }: { id: number; priority: number; reason: string | undefined }) => ({
      params: { id },
      body,
    }),
    { says: 'Change the priority of', past: 'given another priority' },
  );

interface Retry {
  id: number;
  changes?: RetryRequest;
}
/** Another attempt now, with changes or as it is. A refusal of changes is told by the form they come from. */
export const useRetry = (told: 'toast' | 'form' = 'toast') =>
  useOneAct(
    'retryExecution',
    ({ id, changes }: Retry) => ({ params: { id }, ...(changes && { body: changes }) }),
    { says: 'Retry', past: 'retried', ...(told === 'form' && { told }) },
  );

/** The same work once more, as a new execution, and leads there. */
export function useRunAgain() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useAct({
    operation: 'createExecution',
    input: (execution: Execution) => ({ body: draftOf(execution) }),
    says: ({ id }) => `Run execution #${id} again`,
    failed: ({ id }) => `Execution #${id} was not run again`,
    done: (created) => {
      rememberExecution(queries, created);
      void navigate({ to: '/executions/$id', params: { id: String(created.id) } });
    },
    refresh: [],
  });
}

export function draftOf(execution: Execution): ExecutionDraft {
  const { taskType, taskConfig, queue, priority, tags, timeoutMs, retryPolicy, metadata, trigger } =
    execution;
  return {
    taskType,
    taskConfig,
    queue,
    priority,
    tags,
    retryPolicy,
    ...(timeoutMs !== null && { timeoutMs }),
    ...(metadata !== null && { metadata }),
    ...(trigger.data !== undefined && { data: trigger.data }),
  };
}
