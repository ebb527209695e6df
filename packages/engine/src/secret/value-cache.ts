import type { Clock } from '../kernel/index.ts';

/** Notifications can be lost: nothing is believed for longer. */
const TTL_MS = 10_000;

/** Decrypted values for a few seconds, so that runs by the thousand do not each ask the database. */
export class ValueCache {
  readonly #clock: Clock;
  readonly #values = new Map<string, { value: string; untilMs: number }>();
  #generation = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get(names: readonly string[]): Map<string, string> {
    const now = this.#clock.monotonicMs();
    const found = new Map<string, string>();
    for (const name of names) {
      const entry = this.#values.get(name);
      if (entry && entry.untilMs > now) found.set(name, entry.value);
      // Nothing decrypted is kept for longer than it is of use.
      else this.#values.delete(name);
    }
    return found;
  }

  /** To be called before reading: what was read before a change is not remembered after it. */
  begin(): (name: string, value: string) => void {
    const generation = this.#generation;
    return (name, value) => {
      if (generation !== this.#generation) return;
      this.#values.set(name, { value, untilMs: this.#clock.monotonicMs() + TTL_MS });
    };
  }

  clear(): void {
    this.#generation += 1;
    this.#values.clear();
  }
}
