import type { Outcome, TaskContext } from '../execution/index.ts';

/** The outcome of a run that ended because its signal asked for it. */
export function stoppedOutcome({ signal }: TaskContext): Outcome {
  switch (signal.reason) {
    case 'timeout':
      return {
        kind: 'timeout',
        error: { code: 'TIMEOUT', message: 'did not end in time', permanent: false },
      };
    case 'shutdown':
      return { kind: 'released' };
    default:
      return { kind: 'abandoned' };
  }
}
