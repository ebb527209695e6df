import { isDatabaseUnavailable } from '@tutti/database';
import type { Log } from './log.ts';
import { Signal } from './signal.ts';

interface LoopOptions {
  name: string;
  log: Log;
  /** Does one round and returns how many milliseconds to wait for the next, unless woken. */
  round: () => Promise<number>;
}

/** A service's life: rounds that follow one another until stopped. A failing round is logged and tried again. */
export class Loop {
  readonly #options: LoopOptions;
  readonly #signal = new Signal();
  #running: Promise<void> | undefined;
  #stopping = false;

  constructor(options: LoopOptions) {
    this.#options = options;
  }

  get active(): boolean {
    return this.#running !== undefined && !this.#stopping;
  }

  start(): void {
    this.#stopping = false;
    this.#running ??= this.#run();
  }

  /** Ends the wait before the next round. */
  wake(): void {
    this.#signal.wake();
  }

  /** Resolves when the round under way has ended. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#signal.wake();
    await this.#running;
    this.#running = undefined;
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#stopping) {
      let waitMs: number;
      try {
        waitMs = await this.#options.round();
        failures = 0;
      } catch (error) {
        waitMs = Math.min(2000, 50 * 2 ** failures++);
        this.#report(error, failures);
      }
      if (!this.#stopping) await this.#signal.wait(waitMs);
    }
  }

  #report(error: unknown, failures: number): void {
    const { name, log } = this.#options;
    if (isDatabaseUnavailable(error)) {
      if (failures === 1) log.warn({ err: error }, `${name}: the database cannot be reached; trying again`);
    } else log.error({ err: error }, `${name} failed; trying again`);
  }
}
