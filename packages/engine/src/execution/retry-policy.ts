import type { ExecutionError, RetryPolicy } from '@tutti/contract';

type Backoff = Exclude<RetryPolicy, string>;

const NAMED: Record<Extract<RetryPolicy, string>, Backoff> = {
  standard: { maxRetries: 5, initialDelayMs: 1000, maxDelayMs: 16_000, multiplier: 2, jitter: 0.1 },
  aggressive: { maxRetries: 10, initialDelayMs: 500, maxDelayMs: 32_000, multiplier: 2, jitter: 0.1 },
  conservative: { maxRetries: 3, initialDelayMs: 2000, maxDelayMs: 8000, multiplier: 2, jitter: 0.1 },
  none: { maxRetries: 0, initialDelayMs: 0, maxDelayMs: 0, multiplier: 1, jitter: 0 },
};

export const backoffOf = (policy: RetryPolicy): Backoff =>
  typeof policy === 'string' ? NAMED[policy] : policy;

interface Failure {
  /** Number of the attempt that failed, from 1. */
  attempt: number;
  policy: RetryPolicy;
  error: ExecutionError;
  /** What the service asked for; it lengthens the delay, never shortens it. */
  retryAfterMs?: number | undefined;
  /** A number in [0, 1) for the jitter. */
  random: number;
}

export type Decision = { kind: 'retry'; delayMs: number } | { kind: 'final' };

/** Whether another attempt follows a failed one, and when. */
export function decideAfterFailure({ attempt, policy, error, retryAfterMs = 0, random }: Failure): Decision {
  const { maxRetries, initialDelayMs, maxDelayMs, multiplier, jitter } = backoffOf(policy);
  if (error.permanent || attempt > maxRetries) return { kind: 'final' };
  const plain = Math.min(maxDelayMs, initialDelayMs * multiplier ** (attempt - 1));
  const spread = 1 + jitter * (2 * random - 1);
  return { kind: 'retry', delayMs: Math.round(Math.max(plain * spread, retryAfterMs)) };
}
