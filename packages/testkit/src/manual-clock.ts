/** Time as an argument. The same shape as the engine's. */
export interface Clock {
  now(): Date;
  /** Only differences mean something. */
  monotonicMs(): number;
  /** Resolves after `ms`, or early (without error) when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface ManualClock extends Clock {
  /** Moves both clocks on and wakes sleepers in the order of their due times. */
  advance(ms: number): Promise<void>;
  /** Changes the wall clock alone, as an administrator or NTP does. */
  jump(to: Date): void;
  /** How many sleep now. */
  readonly sleepers: number;
}

interface Sleeper {
  dueMs: number;
  wake: () => void;
}

/** A clock that stands until it is told to move. */
export function manualClock(start: Date | string = '2026-01-01T00:00:00Z'): ManualClock {
  let wallMs = new Date(start).getTime();
  let monotonicMs = 0;
  const sleepers = new Set<Sleeper>();

  const moveTo = (targetMs: number) => {
    wallMs += targetMs - monotonicMs;
    monotonicMs = targetMs;
  };
  const nextDue = (limitMs: number) =>
    [...sleepers].filter(({ dueMs }) => dueMs <= limitMs).sort((a, b) => a.dueMs - b.dueMs)[0];

  return {
    now: () => new Date(wallMs),
    monotonicMs: () => monotonicMs,
    get sleepers() {
      return sleepers.size;
    },
    jump: (to) => {
      wallMs = to.getTime();
    },
    async advance(ms) {
      const target = monotonicMs + ms;
      for (let next = nextDue(target); next; next = nextDue(target)) {
        moveTo(next.dueMs);
        next.wake();
        // What the sleeper does next may be to sleep again, within the same advance.
        await settle();
      }
      moveTo(target);
      await settle();
    },
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const wake = () => {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        const sleeper: Sleeper = { dueMs: monotonicMs + Math.max(0, ms), wake };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', wake, { once: true });
      }),
  };
}

/** Lets everything that is ready run: promises, and what they in turn make ready. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
