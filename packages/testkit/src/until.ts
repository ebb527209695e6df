import { setTimeout as delay } from 'node:timers/promises';

export interface UntilOptions {
  /** Default 5 s. */
  timeoutMs?: number;
  /** Default 5 ms. */
  intervalMs?: number;
  /** Named in the error. */
  what?: string;
}

/** Polls until `check` gives something truthy, and returns that. What it throws counts as "not yet". */
export async function until<T>(
  check: () => T | Promise<T>,
  options: UntilOptions = {},
): Promise<NonNullable<T>> {
  const { timeoutMs = 5_000, intervalMs = 5, what = 'the expected state' } = options;
  const deadline = performance.now() + timeoutMs;
  let lastError: unknown;
  for (;;) {
    try {
      const result = await check();
      if (result) return result;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() >= deadline) {
      throw new Error(`Waited ${timeoutMs} ms in vain for ${what}`, { cause: lastError });
    }
    await delay(intervalMs);
  }
}
