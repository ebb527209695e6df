import type { BreakerPatch, BreakerPin } from '@tutti/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useAct } from '../../app/changes/use-act.ts';

const REFRESH = ['breakers', 'execution-heads'] as const;

interface Reasoned {
  key: string;
  reason: string | undefined;
}
const bodyOf = ({ reason }: Reasoned) => (reason === undefined ? {} : { reason });

/** Opens it until it is reset. */
export function useTrip() {
  return useAct({
    operation: 'tripBreaker',
    input: (wanted: Reasoned) => ({ params: { key: wanted.key }, body: bodyOf(wanted) }),
    failed: ({ key }) => `The breaker ${key} was not tripped`,
    done: useRemember(),
    refresh: REFRESH,
  });
}

/** Closes it, and ends a trip or a pin. */
export function useReset() {
  return useAct({
    operation: 'resetBreaker',
    input: (wanted: Reasoned) => ({ params: { key: wanted.key }, body: bodyOf(wanted) }),
    failed: ({ key }) => `The breaker ${key} was not reset`,
    done: useRemember(),
    refresh: REFRESH,
  });
}

export function usePin() {
  return useAct({
    operation: 'pinBreaker',
    input: (wanted: Reasoned & { pin: BreakerPin }) => ({
      params: { key: wanted.key },
      body: { pin: wanted.pin, ...bodyOf(wanted) },
    }),
    failed: ({ key }) => `The breaker ${key} was not pinned`,
    done: useRemember(),
    refresh: REFRESH,
  });
}

/** Errors of its fields are shown by the form. */
export function useThresholds(onDone: () => void) {
  return useAct({
    operation: 'updateBreaker',
    input: ({ key, patch }: { key: string; patch: BreakerPatch }) => ({ params: { key }, body: patch }),
    failed: false,
    done: onDone,
    refresh: REFRESH,
  });
}

/** The answer shows at once. */
function useRemember() {
  const queries = useQueryClient();
  return (breaker: { key: string }): void =>
    void queries.setQueryData(['breakers', 'one', breaker.key], breaker);
}
