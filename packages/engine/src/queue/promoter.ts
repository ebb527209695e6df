import type { Database } from '@tutti/database';
import { LoopService, type Log } from '../kernel/index.ts';
import { admitKeyed, nextDue, promoteDue, promoteGated } from './promote-store.ts';

const IDLE_MS = 1000;
const MOST_A_ROUND = 5000;
const MOST_OF_A_KEY = 1000;

interface PromoterDeps {
  database: Database;
  log: Log;
  onReady(): void;
  /** Whether any that state a cost wait for room. */
  onCostly(waiting: boolean): void;
}

/** Makes ready what waited for its time, its predecessor or its concurrency key. Any number of nodes may do so at once. */
export class Promoter extends LoopService {
  readonly #deps: PromoterDeps;
  /** Something waits for the end of something else: its predecessor, or a slot of its key. */
  #waiting = false;

  constructor(deps: PromoterDeps) {
    super('promoter', deps.log);
    this.#deps = deps;
  }

  /** Executions have ended: what waits for its predecessor or its key may go on. Costs nothing while nothing does. */
  released(): void {
    if (this.#waiting) this.wake();
  }

  /** One pass; returns the milliseconds until the next is due. */
  async round(): Promise<number> {
    const { database, onReady, onCostly } = this.#deps;
    const gated = await promoteGated(database);
    const due = await promoteDue(database, MOST_A_ROUND);
    const keyed = await database.transaction((tx) => admitKeyed(tx, MOST_OF_A_KEY));
    this.#waiting = gated.waiting || keyed.waiting;
    if (gated.promoted + due.ready + keyed.admitted > 0) onReady();
    if (due.freed >= MOST_A_ROUND) return 0;
    const next = await nextDue(database);
    onCostly(next.costly);
    return Math.min(IDLE_MS, Math.max(0, next.inMs ?? IDLE_MS));
  }
}
