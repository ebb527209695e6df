import type { Database } from '@tutti/database';
import { type Log, LoopService } from '../kernel/index.ts';
import { type Proposal, changeBreakers } from './breaker-change.ts';
import type { BreakerGate } from './breaker-gate.ts';
import { type BreakerRow, thresholdsOf } from './breaker-row.ts';
import { isDue } from './breaker-state.ts';
import { forgetIdle, lockBreakers, readNotable } from './breaker-store.ts';
import { deferringKeys, giveTrials, openTrials, releaseDeferred, renewTrials } from './trial-store.ts';

const IDLE_MS = 1000;
const MOST_A_ROUND = 2000;
const FORGET_EVERY_MS = 3_600_000;
const FORGET_AFTER_DAYS = 30;

interface KeeperDeps {
  database: Database;
  gate: BreakerGate;
  log: Log;
  holdMs: number;
  /** Executions became claimable. */
  onReady(): void;
  /** A breaker changed its state. */
  onTurned(): void;
}

/**
 * Keeps the node's picture of the breakers fresh, opens their gates by half when the time has come, and lets those
 * go that wait: as many as there are trials while a breaker is half open, all of them once it is closed. Nobody is
 * woken only to be sent back. Any number of nodes may do so at once.
 */
export class BreakerKeeper extends LoopService {
  readonly #deps: KeeperDeps;
  #renewedMs = 0;
  #forgotMs = performance.now();

  constructor(deps: KeeperDeps) {
    super('breaker keeper', deps.log);
    this.#deps = deps;
  }

  /** Reads what is to be kept in mind. */
  async load(): Promise<readonly BreakerRow[]> {
    const { database, gate } = this.#deps;
    const look = gate.look();
    const rows = await readNotable(database);
    gate.adopt(rows, look, true);
    return rows;
  }

  /** One pass; returns the milliseconds until the next. */
  async round(): Promise<number> {
    const rows = await this.load();
    await this.#halfOpen(rows);
    const more = await this.#releaseAll();
    await this.#renew();
    await this.#forget();
    if (more) return 0;
    const due = rows.flatMap(({ half_open_at, now }) => (half_open_at === null ? [] : [half_open_at - now]));
    return Math.max(10, Math.min(IDLE_MS, ...due.filter((ms) => ms > 0)));
  }

  async #halfOpen(rows: readonly BreakerRow[]): Promise<void> {
    const due = rows.filter((row) => isDue({ state: row.state, halfOpenAt: row.half_open_at }, row.now));
    if (due.length === 0) return;
    const proposals = new Map<string, Proposal>(due.map(({ key }) => [key, { inputs: [{ kind: 'time' }] }]));
    const { database, gate, onTurned } = this.#deps;
    const changed = await database.transaction((tx) => changeBreakers(tx, proposals));
    gate.learn(changed);
    if (changed.some(({ events }) => events.length > 0)) onTurned();
  }

  async #releaseAll(): Promise<boolean> {
    const { database, gate, onReady } = this.#deps;
    let released = 0;
    let more = false;
    for (const key of await deferringKeys(database)) {
      const state = gate.stateOf(key);
      if (state === 'open') continue;
      const ids =
        state === 'closed'
          ? await releaseDeferred(database, key, MOST_A_ROUND)
          : await this.#releaseTrials(key);
      released += ids.length;
      more ||= ids.length === MOST_A_ROUND;
    }
    if (released > 0) onReady();
    return more;
  }

  /** They take their tokens along: who was let through is not sent back. */
  #releaseTrials(key: string): Promise<readonly number[]> {
    const { database, holdMs } = this.#deps;
    return database.transaction(async (tx) => {
      const [row] = await lockBreakers(tx, [key]);
      if (row?.state !== 'half_open') return [];
      const free = thresholdsOf(row).trials - (await openTrials(tx, key)).size;
      if (free <= 0) return [];
      const ids = await releaseDeferred(tx, key, free);
      if (ids.length > 0) await giveTrials(tx, key, ids, null, holdMs);
      return ids;
    });
  }

  async #renew(): Promise<void> {
    const { database, gate, holdMs } = this.#deps;
    const now = performance.now();
    const held = gate.trials();
    if (held.length === 0 || now - this.#renewedMs < holdMs / 3) return;
    await renewTrials(database, held, holdMs);
    this.#renewedMs = now;
  }

  async #forget(): Promise<void> {
    const now = performance.now();
    if (now - this.#forgotMs < FORGET_EVERY_MS) return;
    this.#forgotMs = now;
    await forgetIdle(this.#deps.database, FORGET_AFTER_DAYS);
  }
}
