import { isDatabaseUnavailable } from '@tutti/database';
import type { Log } from './log.ts';
import { Signal } from './signal.ts';

interface LoopOptions {
  name: string;
  log: Log;
  /** Does one round and returns how many milliseconds to wait for the next, unless woken. */
  round: () => Promise<number>;
}

/** From a start to its stop. */
interface Life {
  stopping: boolean;
  ended: Promise<void>;
}

/** A service's life: rounds that follow one another until stopped. A failing round is logged and tried again. */
export class Loop {
  readonly #options: LoopOptions;
  readonly #signal = new Signal();
  #life: Life | undefined;

  constructor(options: LoopOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.name;
  }

  get active(): boolean {
    return this.#life !== undefined && !this.#life.stopping;
  }

  /** A life of its own: a start while another one ends must not keep that one, and who waits for it, for ever. */
  start(): void {
    if (this.active) return;
    const before = this.#life?.ended;
    const life: Life = { stopping: false, ended: Promise.resolve() };
    life.ended = this.#live(life, before);
    this.#life = life;
  }

  /** Ends the wait before the next round. */
  wake(): void {
    this.#signal.wake();
  }

  /** Resolves when the round under way has ended. */
  async stop(): Promise<void> {
    const life = this.#life;
    if (!life) return;
    life.stopping = true;
    this.#signal.wake();
    await life.ended;
    if (this.#life === life) this.#life = undefined;
  }

  async #live(life: Life, before: Promise<void> | undefined): Promise<void> {
    if (before) await before;
    let failures = 0;
    while (!life.stopping) {
      let waitMs: number;
      try {
        waitMs = await this.#options.round();
        failures = 0;
      } catch (error) {
        waitMs = Math.min(2000, 50 * 2 ** failures++);
        this.#report(error, failures);
      }
      if (!life.stopping) await this.#signal.wait(waitMs);
    }
  }

  #report(error: unknown, failures: number): void {
    const { name, log } = this.#options;
    if (isDatabaseUnavailable(error)) {
      if (failures === 1) log.warn({ err: error }, `${name}: the database cannot be reached; trying again`);
    } else log.error({ err: error }, `${name} failed; trying again`);
  }
}
