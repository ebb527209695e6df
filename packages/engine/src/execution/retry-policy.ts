import type { RetryBackoff } from '@tutti/contract';

interface Failure {
  /** Number of the attempt that failed, from 1 within the allowance. */
  attempt: number;
  backoff: RetryBackoff;
  /** Whether another attempt may help at all. */
  permanent: boolean;
  /** What the service asked for; it lengthens the delay, never shortens it. */
  retryAfterMs?: number | undefined;
  /** A number in [0, 1) for the jitter. */
  random: number;
}

export type Decision = { kind: 'retry'; delayMs: number } | { kind: 'final' };

/** Whether another attempt follows a failed one, and when. */
export function decideAfterFailure({
  attempt,
  backoff,
  permanent,
  retryAfterMs = 0,
  random,
}: Failure): Decision {
  const { maxRetries, initialDelayMs, maxDelayMs, multiplier, jitter } = backoff;
  if (permanent || attempt > maxRetries) return { kind: 'final' };
  const plain = Math.min(maxDelayMs, initialDelayMs * multiplier ** (attempt - 1));
  const spread = 1 + jitter * (2 * random - 1);
  return { kind: 'retry', delayMs: Math.round(Math.max(plain * spread, retryAfterMs)) };
}
