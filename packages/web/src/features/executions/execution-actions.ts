import type { Execution, ExecutionDraft } from '@tutti/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useClient } from '../../app/api.ts';
import { useAct } from '../../app/changes/use-act.ts';
import { causeOf } from '../../ui/error-panel.tsx';
import { toast } from '../../ui/toast.tsx';
import { rememberExecution } from './execution-cache.ts';

/** Cancels; the answer shows at once wherever the execution stands. */
export function useCancel() {
  const queries = useQueryClient();
  return useAct({
    operation: 'cancelExecution',
    input: (id: number) => ({ params: { id } }),
    failed: (id) => `Execution #${id} was not cancelled`,
    done: (execution) => rememberExecution(queries, execution),
    refresh: ['execution-details'],
  });
}

/** The same work once more, as a new execution, and leads there. */
export function useRunAgain() {
  const client = useClient();
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (execution: Execution) => client.createExecution({ body: draftOf(execution) }),
    onSuccess: (created) => {
      rememberExecution(queries, created);
      void navigate({ to: '/executions/$id', params: { id: String(created.id) } });
    },
    onError: (error, execution) =>
      toast.failed(`Execution #${execution.id} was not run again`, causeOf(error)),
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
