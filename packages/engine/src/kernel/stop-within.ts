import type { Clock } from './clock.ts';
import type { Log } from './log.ts';

/** A part of something that ends, and how long it is waited for. */
export interface Stopping {
  /** As the log names it. */
  name: string;
  limitMs: number;
  stop(): unknown;
}

interface Ground {
  clock: Pick<Clock, 'sleep' | 'monotonicMs'>;
  log: Log;
}

/** Slower than this is worth a line, so that a slow stop can be explained. */
const WORTH_TELLING_MS = 2000;

/**
 * Stops a part, but waits no longer than its limit: one that hangs is named in the log and passed over, so that it
 * keeps neither the other parts nor the process. Rejects when the part fails within its limit.
 */
export async function stopWithin(
  { name, limitMs, stop }: Stopping,
  { clock, log }: Ground,
): Promise<'stopped' | 'passed over'> {
  const beganMs = clock.monotonicMs();
  const waiting = new AbortController();
  const stopping = (async () => await stop())();
  const inTime = await Promise.race([
    stopping.then(() => true),
    clock.sleep(limitMs, waiting.signal).then(() => false),
  ]).finally(() => waiting.abort());
  const waitedMs = Math.round(clock.monotonicMs() - beganMs);
  if (inTime) {
    if (waitedMs > WORTH_TELLING_MS) log.info({ part: name, waitedMs }, `${name} took a while to stop`);
    return 'stopped';
  }
  stopping.catch((error: unknown) => log.debug({ err: error, part: name }, `${name} failed after its limit`));
  log.warn({ part: name, waitedMs }, `${name} did not stop within ${limitMs / 1000} s; going on without it`);
  return 'passed over';
}
