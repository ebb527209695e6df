import { setTimeout as delay } from 'node:timers/promises';

/** Delays for reconnecting: 20 ms doubling up to `maxMs`, with jitter so that many nodes do not return as one. */
export function backoffMs(attempt: number, maxMs: number): number {
  const ceiling = Math.min(maxMs, 20 * 2 ** Math.min(attempt, 20));
  return ceiling * (0.5 + Math.random() / 2);
}

export interface RetryOptions {
  timeoutMs: number;
  maxDelayMs: number;
  retryable: (error: unknown) => boolean;
  signal?: AbortSignal;
}

/** Repeats `attempt` until it succeeds, fails for good, or the time is up; the last error is thrown. */
export async function retryWithin<T>(
  options: RetryOptions,
  attempt: (leftMs: number) => Promise<T>,
): Promise<T> {
  const deadline = performance.now() + options.timeoutMs;
  for (let tries = 0; ; tries++) {
    try {
      return await attempt(Math.max(1, deadline - performance.now()));
    } catch (error) {
      const waitMs = backoffMs(tries, options.maxDelayMs);
      if (!options.retryable(error) || options.signal?.aborted || performance.now() + waitMs >= deadline) {
        throw error;
      }
      await delay(waitMs, undefined, options.signal ? { signal: options.signal } : {}).catch(() => {
        throw error;
      });
    }
  }
}
