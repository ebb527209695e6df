import type { Database } from '@tutti/database';
import type { Log } from '../kernel/index.ts';
import { type BreakerRow, thresholdsOf } from './breaker-row.ts';
import { lockBreakers } from './breaker-store.ts';
import { giveTrials, openTrials } from './trial-store.ts';

interface DeskDeps {
  database: Database;
  node: string;
  log: Log;
  holdMs: number;
  onSeen(row: BreakerRow): void;
}

interface Asking {
  ids: number[];
  answer: Promise<ReadonlySet<number>>;
}

/** Hands out the trials of half-open breakers: a few for the whole fleet, so each is asked for in the database. */
export class TrialDesk {
  readonly #deps: DeskDeps;
  readonly #asking = new Map<string, Asking>();
  /** Trials that run here, by breaker. */
  readonly #held = new Map<string, Set<number>>();

  constructor(deps: DeskDeps) {
    this.#deps = deps;
  }

  /** Whether the execution may go ahead; those that ask in the same moment share a transaction. */
  async ask(key: string, id: number): Promise<boolean> {
    let asking = this.#asking.get(key);
    if (!asking) {
      const ids: number[] = [];
      asking = { ids, answer: Promise.resolve().then(() => this.#take(key, ids)) };
      this.#asking.set(key, asking);
    }
    asking.ids.push(id);
    return (await asking.answer).has(id);
  }

  /** The run is over; true when it was a trial. */
  leave(key: string, id: number): boolean {
    const ids = this.#held.get(key);
    if (!ids?.delete(id)) return false;
    if (ids.size === 0) this.#held.delete(key);
    return true;
  }

  held(): { key: string; id: number }[] {
    return [...this.#held].flatMap(([key, ids]) => [...ids].map((id) => ({ key, id })));
  }

  /** Answers those that may run. While the database cannot be asked, nobody does: they wait for the breaker. */
  async #take(key: string, ids: readonly number[]): Promise<ReadonlySet<number>> {
    this.#asking.delete(key);
    const { database, node, holdMs, log, onSeen } = this.#deps;
    try {
      return await database.transaction(async (tx) => {
        const [row] = await lockBreakers(tx, [key]);
        if (row) onSeen(row);
        if (!row || row.state === 'closed') return new Set(ids);
        if (row.state === 'open') return new Set<number>();
        const open = await openTrials(tx, key);
        const own = ids.filter((id) => open.has(id));
        const free = Math.max(0, thresholdsOf(row).trials - open.size);
        const granted = [...own, ...ids.filter((id) => !open.has(id)).slice(0, free)];
        if (granted.length > 0) await giveTrials(tx, key, granted, node, holdMs);
        this.#held.set(key, new Set([...(this.#held.get(key) ?? []), ...granted]));
        return new Set(granted);
      });
    } catch (error) {
      log.warn(
        { err: error, breaker: key },
        'a trial could not be asked for; the executions wait for the breaker',
      );
      return new Set();
    }
  }
}
