import { setTimeout as delay } from 'node:timers/promises';

/** Time as an argument: no part of the engine reads a clock of its own. */
export interface Clock {
  now(): Date;
  /** Milliseconds that only grow; for durations. */
  monotonicMs(): number;
  /** Resolves after `ms`, or early (without error) when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Longer waits would end at once: timers hold 31 bits. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) =>
    delay(Math.min(ms, LONGEST_TIMER_MS), undefined, { ...(signal && { signal }) }).catch(() => undefined),
};
