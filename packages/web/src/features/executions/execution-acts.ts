import type { ExecutionSummary } from '@tutti/contract';

/** What an operator can do with an execution as it stands. */
export interface Acts {
  pause: boolean;
  resume: boolean;
  /** Another attempt of this execution. */
  retry: boolean;
  /** The same work as a new execution. */
  again: boolean;
  skip: boolean;
  cancel: boolean;
  priority: boolean;
  /** What helps most, if anything: the one button that stands out. */
  first: 'retry' | 'resume' | 'again' | undefined;
}

type Standing = Pick<ExecutionSummary, 'status' | 'phase' | 'error'>;

export function actsOf({ status, phase, error }: Standing): Acts {
  const waitsToRetry = status === 'pending' && (phase === 'retrying' || (phase === 'held' && error !== null));
  const ended = status === 'failed' || status === 'timeout' || status === 'cancelled' || status === 'skipped';
  const unfinished = status === 'pending' || status === 'running' || status === 'paused';
  const retry = ended || waitsToRetry;
  const again = !unfinished;
  return {
    pause: status === 'pending' || status === 'running',
    resume: status === 'paused',
    retry,
    again,
    skip: status === 'pending' || status === 'paused',
    cancel: unfinished,
    priority: unfinished,
    first: status === 'paused' ? 'resume' : retry ? 'retry' : again ? 'again' : undefined,
  };
}
