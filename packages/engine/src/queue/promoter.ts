import type { Database } from '@tutti/database';
import { Loop, type Log } from '../kernel/index.ts';
import { nextDue, promoteDue, promoteGated } from './promote-store.ts';

const IDLE_MS = 1000;
const MOST_A_ROUND = 5000;

interface PromoterDeps {
  database: Database;
  log: Log;
  onReady(): void;
}

/** Makes ready what waited for its time, or for its predecessor. Any number of nodes may do so at once. */
export class Promoter {
  readonly #deps: PromoterDeps;
  readonly #loop: Loop;
  #gated = false;

  constructor(deps: PromoterDeps) {
    this.#deps = deps;
    this.#loop = new Loop({ name: 'promoter', log: deps.log, round: () => this.round() });
  }

  start(): void {
    this.#loop.start();
  }

  wake(): void {
    this.#loop.wake();
  }

  /** Executions have ended: what waits for its predecessor may go on. Costs nothing while nothing does. */
  released(): void {
    if (this.#gated) this.#loop.wake();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** One pass; returns the milliseconds until the next is due. */
  async round(): Promise<number> {
    const { database, onReady } = this.#deps;
    const gated = await promoteGated(database);
    this.#gated = gated.waiting;
    const promoted = (await promoteDue(database, MOST_A_ROUND)) + gated.promoted;
    if (promoted > 0) onReady();
    if (promoted >= MOST_A_ROUND) return 0;
    return Math.min(IDLE_MS, Math.max(0, (await nextDue(database)) ?? IDLE_MS));
  }
}
