import type { ExecutionPhase, ExecutionStatus, SkipReason } from '@tutti/contract';
import type { StatusKind } from '../../ui/status-icon.tsx';

interface Standing {
  status: ExecutionStatus;
  phase?: ExecutionPhase | null;
  attempt?: number;
}

export interface ShownStatus {
  kind: StatusKind;
  word: string;
}

const WORDS: Record<ExecutionStatus, ShownStatus> = {
  pending: { kind: 'pending', word: 'Pending' },
  running: { kind: 'running', word: 'Running' },
  paused: { kind: 'paused', word: 'Paused' },
  completed: { kind: 'completed', word: 'Completed' },
  failed: { kind: 'failed', word: 'Failed' },
  timeout: { kind: 'timeout', word: 'Timed out' },
  cancelled: { kind: 'cancelled', word: 'Cancelled' },
  skipped: { kind: 'skipped', word: 'Skipped' },
};

const PHASES: Record<Exclude<ExecutionPhase, 'retrying'>, ShownStatus> = {
  scheduled: { kind: 'pending', word: 'Scheduled' },
  queued: { kind: 'ready', word: 'Queued' },
  deferred: { kind: 'pending', word: 'Deferred' },
  sleeping: { kind: 'pending', word: 'Sleeping' },
  waiting: { kind: 'pending', word: 'Waiting' },
  held: { kind: 'paused', word: 'Held' },
  unroutable: { kind: 'blocked', word: 'Unroutable' },
};

/** Silhouette and word of an execution: its phase while it waits, else its status. */
export function shownStatus({ status, phase, attempt }: Standing): ShownStatus {
  if (status !== 'pending' || !phase) return WORDS[status];
  if (phase === 'retrying') return { kind: 'retrying', word: attempt ? `Retrying ${attempt}` : 'Retrying' };
  return PHASES[phase];
}

export const statusWord = (status: ExecutionStatus): string => WORDS[status].word;

const SKIPS: Record<SkipReason, string> = {
  overlap: 'the run before was still going',
  catch_up: 'due while Tutti was down; the catch-up policy dropped it',
  stopped: 'the scheduler was stopped',
  calendar: 'inside a blackout',
  limit: 'after its end, or over its number of runs',
  depth: 'the chain of events was too deep',
  operator: 'an operator skipped it',
};

/** Why a slot did not run, in words. */
export const skipWords = (reason: SkipReason | null): string => (reason ? SKIPS[reason] : 'skipped');

export const hasFailed = (status: ExecutionStatus): boolean => status === 'failed' || status === 'timeout';
