import type { Clock } from '../kernel/index.ts';

interface Watcher {
  ids: ReadonlySet<number>;
  tell(): void;
}

/** Heartbeats that stand open until an operator does something to one of their executions. */
export class Notices {
  readonly #clock: Clock;
  readonly #watchers = new Set<Watcher>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Something was done to these. */
  noticed(ids: readonly number[]): void {
    for (const watcher of this.#watchers) if (ids.some((id) => watcher.ids.has(id))) watcher.tell();
  }

  close(): void {
    for (const watcher of this.#watchers) watcher.tell();
  }

  /** Watches from the call on; `until` resolves at the first notice, after `ms`, or when `gone` aborts. */
  watch(ids: readonly number[], gone: AbortSignal): { until(ms: number): Promise<void>; end(): void } {
    const told = new AbortController();
    const watcher: Watcher = { ids: new Set(ids), tell: () => told.abort() };
    this.#watchers.add(watcher);
    return {
      until: (ms) => this.#clock.sleep(ms, AbortSignal.any([told.signal, gone])),
      end: () => void this.#watchers.delete(watcher),
    };
  }
}
