import type { ExecutionSummary } from '@tutti/contract';

/** What to say where there is no output. */
export function logSilence({ status }: ExecutionSummary): string {
  if (status === 'pending') return 'Nothing yet: it has not started.';
  if (status === 'running' || status === 'paused') return 'No output so far. It appears here as it comes.';
  return 'It wrote no output.';
}
