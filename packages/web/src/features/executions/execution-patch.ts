import { isFinal, type Event, type ExecutionStatus, type ExecutionSummary } from '@tutti/contract';

const ENDINGS: Record<string, ExecutionStatus> = {
  'execution.completed': 'completed',
  'execution.failed': 'failed',
  'execution.timed_out': 'timeout',
  'execution.cancelled': 'cancelled',
  'execution.skipped': 'skipped',
};

const numberIn = (data: Event['data'], key: string): number | undefined =>
  typeof data[key] === 'number' ? data[key] : undefined;
const textIn = (data: Event['data'], key: string): string | undefined =>
  typeof data[key] === 'string' ? data[key] : undefined;

export const executionOf = (event: Event): string | undefined =>
  event.type.startsWith('execution.') ? textIn(event.data, 'executionId') : undefined;

/** The row after the event. An event older than what the row already shows changes nothing: answers may overtake events. */
export function patchExecution<R extends ExecutionSummary>(row: R, event: Event): R {
  const change = changeOf(row, event);
  return change ? { ...row, ...change } : row;
}

function changeOf(row: ExecutionSummary, event: Event): Partial<ExecutionSummary> | undefined {
  const known = row.completedAt ?? row.startedAt;
  if (known !== null && Date.parse(event.at) < Date.parse(known)) return undefined;
  const attempt = numberIn(event.data, 'attempt') ?? row.attempt;
  if (attempt < row.attempt) return undefined;
  const ending = ENDINGS[event.type];
  if (ending) return isFinal(row.status) ? undefined : endedAs(ending, row, event, attempt);
  switch (event.type) {
    case 'execution.started':
      return isFinal(row.status) && attempt === row.attempt ? undefined : startedAs(event, attempt);
    case 'execution.retrying':
      return retryingAs(event, attempt);
    case 'execution.deferred':
      return row.status === 'running' ? deferredAs(event) : undefined;
    case 'execution.progressed':
      return row.status === 'running' ? progressedTo(event) : undefined;
    default:
      return undefined;
  }
}

const WAITS_NO_MORE = { phase: null, waitingFor: null } as const;

function endedAs(
  status: ExecutionStatus,
  row: ExecutionSummary,
  event: Event,
  attempt: number,
): Partial<ExecutionSummary> {
  const sinceStart =
    row.startedAt === null ? null : Math.max(0, Date.parse(event.at) - Date.parse(row.startedAt));
  return {
    ...WAITS_NO_MORE,
    status,
    attempt,
    completedAt: event.at,
    durationMs: numberIn(event.data, 'durationMs') ?? sinceStart,
    progress: null,
    runAt: null,
  };
}

const startedAs = (event: Event, attempt: number): Partial<ExecutionSummary> => ({
  ...WAITS_NO_MORE,
  status: 'running',
  attempt,
  startedAt: event.at,
  completedAt: null,
  durationMs: null,
  runAt: null,
  node: textIn(event.data, 'node') ?? null,
});

/** Tells of the attempt that failed; the row shows the one that follows. */
function retryingAs(event: Event, failedAttempt: number): Partial<ExecutionSummary> {
  const runAt = textIn(event.data, 'nextRunAt') ?? null;
  return {
    status: 'pending',
    phase: runAt ? 'retrying' : 'queued',
    waitingFor: null,
    attempt: numberIn(event.data, 'nextAttempt') ?? failedAttempt + 1,
    startedAt: null,
    runAt,
    progress: null,
  };
}

/** Claimed, and put back before it began: its breaker is open. */
function deferredAs(event: Event): Partial<ExecutionSummary> {
  const breaker = textIn(event.data, 'breaker');
  return {
    status: 'pending',
    phase: 'deferred',
    waitingFor: breaker === undefined ? null : `circuit breaker ${breaker}`,
    startedAt: null,
    progress: null,
  };
}

function progressedTo(event: Event): Partial<ExecutionSummary> | undefined {
  const percent = numberIn(event.data, 'percent');
  return percent === undefined
    ? undefined
    : { progress: { percent, message: textIn(event.data, 'message') ?? null } };
}
