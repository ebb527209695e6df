import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import type { Part } from '../live/refresh-plan.ts';

interface Ask<T, V> {
  ask: (variables: V) => Promise<T>;
  /** Parts of the cache that the change makes stale; first elements of query keys. */
  refresh: readonly (Part | (string & {}))[];
  done?: (value: T, variables: V) => void;
}

/**
 * A change whose answer is needed here and now: a secret shown once, what came of a test. It never waits for the
 * connection, since nobody would be there to read the answer; the caller shows the error where it asked.
 */
export function useAsk<T, V = void>({ ask, refresh, done }: Ask<T, V>): UseMutationResult<T, Error, V> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ask,
    ...(done && { onSuccess: done }),
    onSettled: () => Promise.all(refresh.map((part) => queries.invalidateQueries({ queryKey: [part] }))),
  });
}
