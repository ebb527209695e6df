import type { Attempt, Execution } from '@tutti/contract';

export interface AttemptTimes {
  /** From the end of the attempt before, or from when it was enqueued, to its start; null when it is not known. */
  waitedMs: number | null;
  ranMs: number | null;
}

const at = (iso: string | null): number | null => (iso === null ? null : Date.parse(iso));

/** How long each attempt waited and ran; `now` ends one that goes on. */
export function attemptTimes(
  attempts: readonly Attempt[],
  execution: Pick<Execution, 'createdAt' | 'scheduledAt'> | undefined,
  now: number,
): AttemptTimes[] {
  // Work that was enqueued for later waits for nothing before its time.
  let free: number | null = execution
    ? Math.max(Date.parse(execution.createdAt), Date.parse(execution.scheduledAt))
    : null;
  return attempts.map((attempt) => {
    const started = at(attempt.startedAt);
    const ended = at(attempt.endedAt);
    const waitedMs = started === null || free === null ? null : Math.max(0, started - free);
    const ranMs =
      attempt.durationMs ??
      (attempt.outcome === 'running' && started !== null ? Math.max(0, now - started) : null);
    free = ended;
    return { waitedMs, ranMs };
  });
}
