import type { Execution, ExecutionDraft } from '@tutti/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useAct } from '../../app/changes/use-act.ts';
import { rememberExecution } from './execution-cache.ts';

/** Cancels; the answer shows at once wherever the execution stands. */
export function useCancel() {
  const queries = useQueryClient();
  return useAct({
    operation: 'cancelExecution',
    input: (id: number) => ({ params: { id } }),
    says: (id) => `Cancel execution #${id}`,
    failed: (id) => `Execution #${id} was not cancelled`,
    done: (execution) => rememberExecution(queries, execution),
    refresh: ['execution-details'],
  });
}

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
