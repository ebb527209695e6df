import type { Quantiles, RetryMetrics } from '@tutti/contract';
import { type Histogram, addHistograms, quantiles } from './histogram.ts';

/** Counts of one status, as they are stored. */
export interface Tally {
  status: 'completed' | 'failed' | 'timeout' | 'cancelled' | 'skipped';
  executions: number;
  durations: Histogram;
  waits: Histogram;
  /** Executions by the number of attempts they took. */
  attempts: Histogram;
}

const sumOf = (rows: readonly Tally[], ...statuses: Tally['status'][]): number =>
  rows.filter(({ status }) => statuses.includes(status)).reduce((sum, { executions }) => sum + executions, 0);

export const outcomesOf = (rows: readonly Tally[]) => ({
  completed: sumOf(rows, 'completed'),
  failed: sumOf(rows, 'failed', 'timeout'),
  cancelled: sumOf(rows, 'cancelled'),
  skipped: sumOf(rows, 'skipped'),
});

/** Durations of what completed or failed: a cancelled one tells nothing of how long the work takes. */
export function timesOf(rows: readonly Tally[]): { durationMs: Quantiles; waitMs: Quantiles } {
  const ended = rows.filter(({ status }) => status !== 'cancelled' && status !== 'skipped');
  return {
    durationMs: quantiles(addHistograms(ended.map(({ durations }) => durations))),
    waitMs: quantiles(addHistograms(rows.map(({ waits }) => waits))),
  };
}

const attemptsWhere = (rows: readonly Tally[], ...statuses: Tally['status'][]): Histogram =>
  addHistograms(rows.filter(({ status }) => statuses.includes(status)).map(({ attempts }) => attempts));

export interface Retries {
  firstTry: number;
  afterRetry: number;
  failed: number;
  failedAfterRetry: number;
}

export function retriesOf(rows: readonly Tally[]): Retries {
  const [completed, failed] = [
    splitByRetry(attemptsWhere(rows, 'completed')),
    splitByRetry(attemptsWhere(rows, 'failed', 'timeout')),
  ];
  return {
    firstTry: completed.first,
    afterRetry: completed.later,
    failed: sumOf(rows, 'failed', 'timeout'),
    failedAfterRetry: failed.later,
  };
}

function splitByRetry(attempts: Histogram): { first: number; later: number } {
  const all = Object.values(attempts).reduce((sum, count) => sum + count, 0);
  const first = attempts['1'] ?? 0;
  return { first, later: all - first };
}

export function attemptsOf(rows: readonly Tally[]): RetryMetrics['attempts'] {
  const completed = attemptsWhere(rows, 'completed');
  const failed = attemptsWhere(rows, 'failed', 'timeout');
  const numbers = [...new Set([...Object.keys(completed), ...Object.keys(failed)].map(Number))].sort(
    (a, b) => a - b,
  );
  return numbers.map((attempts) => ({
    attempts,
    completed: completed[attempts] ?? 0,
    failed: failed[attempts] ?? 0,
  }));
}

/** Of those that were tried again, the share that completed; null when none was. */
export function successAfterRetryRate(attempts: RetryMetrics['attempts']): number | null {
  const again = attempts.filter((of) => of.attempts > 1);
  const completed = again.reduce((sum, of) => sum + of.completed, 0);
  const failed = again.reduce((sum, of) => sum + of.failed, 0);
  return completed + failed === 0 ? null : completed / (completed + failed);
}
