import type { Execution } from '@tutti/contract';
import { BUILT_IN } from './retry-words.ts';

/** What will happen by itself, or what would help, unless it simply runs or has simply completed. */
export function nextStep(execution: Execution): string | undefined {
  const { status, phase, error, queue } = execution;
  switch (status) {
    case 'failed':
      return error?.permanent
        ? 'Mend what it runs, or retry it with changes: another attempt as it is would fail alike.'
        : `Retry it once the cause is gone.${retriesOf(execution)}`;
    case 'timeout':
      return 'See what it did last, below; retry it, or retry with changes and a longer time limit.';
    case 'cancelled':
      return 'Retry it to let it run after all.';
    case 'skipped':
      return 'Retry it to let it run after all.';
    case 'paused':
      return 'Resume lets it go on where it stands; cancel ends it.';
    case 'pending':
      if (phase === 'retrying') return 'Retry now begins the attempt at once.';
      if (phase === 'held' && error === null) return `Resume the queue ${queue} to let it start.`;
      if (phase === 'deferred') return 'It starts by itself once its circuit breaker lets work through.';
      return undefined;
    case 'running':
    case 'completed':
      return undefined;
  }
}

function retriesOf({ retryPolicy }: Execution): string {
  const { maxRetries } = typeof retryPolicy === 'string' ? BUILT_IN[retryPolicy] : retryPolicy;
  return maxRetries === 0 ? ' Its policy allows no retries.' : '';
}
