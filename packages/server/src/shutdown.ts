import { type Log, type Stopping, stopWithin, systemClock } from '@tutti/engine';

/** What a start has brought up, to be brought down in reverse order. */
export class Shutdown {
  readonly #parts: Stopping[] = [];
  #log: Log;

  /** `log` until there is a better one. */
  constructor(log: Log) {
    this.#log = log;
  }

  tellTo(log: Log): void {
    this.#log = log;
  }

  add(name: string, limitMs: number, stop: Stopping['stop']): void {
    this.#parts.push({ name, limitMs, stop });
  }

  /** All of them: one that fails or hangs must not leave the others running. The first failure is thrown in the end. */
  async run(): Promise<void> {
    const failures: unknown[] = [];
    for (const part of this.#parts.splice(0).toReversed()) {
      try {
        await stopWithin(part, { clock: systemClock, log: this.#log });
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
