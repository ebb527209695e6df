import { useCallback, useSyncExternalStore } from 'react';

type Listener = () => void;

/** One timer for all relative times of one step, at rest while the page is hidden or nobody listens. */
class Clock {
  readonly #stepMs: number;
  readonly #listeners = new Set<Listener>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #now = Date.now();

  constructor(stepMs: number) {
    this.#stepMs = stepMs;
  }

  readonly now = (): number => this.#now;

  readonly subscribe = (listener: Listener): (() => void) => {
    if (this.#listeners.size === 0) this.#start();
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#stop();
    };
  };

  #start(): void {
    this.#now = Date.now();
    this.#timer = setInterval(this.#tick, this.#stepMs);
    document.addEventListener('visibilitychange', this.#tick);
  }

  #stop(): void {
    clearInterval(this.#timer);
    document.removeEventListener('visibilitychange', this.#tick);
  }

  readonly #tick = (): void => {
    if (document.hidden) return;
    this.#now = Date.now();
    for (const listener of this.#listeners) listener();
  };
}

const clocks = new Map<number, Clock>();
const clockOf = (stepMs: number): Clock => {
  const known = clocks.get(stepMs) ?? new Clock(stepMs);
  clocks.set(stepMs, known);
  return known;
};

/** What `compute` makes of the present; draws again only when its result changes. */
export function useTimed<T extends string | number | boolean | null>(
  stepMs: number,
  compute: (now: number) => T,
): T {
  const clock = clockOf(stepMs);
  const snapshot = useCallback(() => compute(clock.now()), [clock, compute]);
  return useSyncExternalStore(clock.subscribe, snapshot);
}

/** The present, to the given step. */
export function useNow(stepMs: number): number {
  const clock = clockOf(stepMs);
  return useSyncExternalStore(clock.subscribe, clock.now);
}
