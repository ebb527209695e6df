import type { CallInput, CallOptions, CallOutput, MutationOutcome } from '@tutti/client';
import type { Operation } from '@tutti/contract';
import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { causeOf } from '../../ui/error-panel.tsx';
import { toast } from '../../ui/toast.tsx';
import { useApi } from '../api.ts';
import type { Part } from '../live/refresh-plan.ts';
import { inWords } from './changes.ts';

interface Act<O extends Operation, V> {
  operation: O | ((variables: V) => O);
  input: (variables: V) => CallInput<O>;
  /** `ifMatch`, where the entity has been read. */
  options?: (variables: V) => CallOptions;
  /** What it does, for the list of what waits while the server is away: "Retry error 12". The operation's name if absent. */
  says?: (variables: V) => string;
  /** What did not happen, for a toast: "Error 12 was not retried". False where the caller shows the error itself. */
  failed: ((variables: V) => string) | false;
  /** Parts of the cache that the change makes stale; first elements of query keys. */
  refresh: readonly (Part | (string & {}))[];
  /** Shows the change at once; the returned function takes it back when it was refused. */
  ahead?: (variables: V) => () => void;
  /** Not called for a change that waits for the connection. */
  done?: (value: CallOutput<O>, variables: V) => void;
  /** For a change that waits for the connection: where a form leads when it cannot show what it made. */
  queued?: (variables: V) => void;
}

/** A change of what the server holds. While the server is away it waits, is told of, and is replayed later. */
export function useAct<O extends Operation, V = void>(
  act: Act<O, V>,
): UseMutationResult<MutationOutcome<CallOutput<O>>, Error, V> {
  const { changes } = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (variables: V) => {
      const operation = typeof act.operation === 'function' ? act.operation(variables) : act.operation;
      const words = act.says?.(variables) ?? inWords(operation);
      return changes.send(operation, act.input(variables), act.options?.(variables) ?? {}, words);
    },
    onMutate: (variables) => ({ undo: act.ahead?.(variables) }),
    onSuccess: (outcome, variables) => {
      if (outcome.kind === 'done') return act.done?.(outcome.value, variables);
      toast.done('The server is away; this waits and is sent when it is back');
      act.queued?.(variables);
    },
    onError: (error, variables, context) => {
      context?.undo?.();
      if (act.failed) toast.failed(act.failed(variables), causeOf(error));
    },
    onSettled: () => Promise.all(act.refresh.map((part) => queries.invalidateQueries({ queryKey: [part] }))),
  });
}
