import type { HotConnection } from '@tutti/database';
import { type Clock, type Log, LoopService } from '../kernel/index.ts';
import { RENEW, STILL_LIVE } from './execution-store.ts';

interface LeaseKeeperDeps {
  /** The completer's connection: renewals and releases touch the same rows and must not overtake each other. */
  connection: HotConnection;
  leaseMs: number;
  clock: Clock;
  log: Log;
  /** Runs under way: their ids, fences and leases. */
  held(): Iterable<{ id: number; fence: number; leaseId: number }>;
  /** These are no longer ours: their work must stop. */
  onLost(runs: readonly { id: number; fence: number }[]): void;
  /** Operators paused these, or resumed them, and the notification may have been lost. */
  onPaused(ids: readonly number[], paused: boolean): void;
}

/** Renews the leases that the node works on in one statement, and finds out which runs it no longer holds. */
export class LeaseKeeper extends LoopService {
  readonly #deps: LeaseKeeperDeps;
  /** Until when, by our own clock, the leases certainly stand. */
  #safeUntilMs = Infinity;

  constructor(deps: LeaseKeeperDeps) {
    super('lease keeper', deps.log);
    this.#deps = deps;
  }

  override start(): void {
    this.#safeUntilMs = Infinity;
    super.start();
  }

  /** Whether renewals have failed for so long that others may have taken our work over. */
  get expired(): boolean {
    return this.#deps.clock.monotonicMs() > this.#safeUntilMs;
  }

  protected async round(): Promise<number> {
    const { leaseMs, clock } = this.#deps;
    const held = [...this.#deps.held()];
    if (held.length === 0) {
      this.#safeUntilMs = Infinity;
      return leaseMs / 3;
    }
    const sentMs = clock.monotonicMs();
    try {
      await this.#renew(held);
      this.#safeUntilMs = sentMs + leaseMs;
    } catch (error) {
      if (this.#safeUntilMs === Infinity) this.#safeUntilMs = sentMs + (leaseMs * 2) / 3;
      if (this.expired) this.#deps.onLost(held);
      throw error;
    }
    return leaseMs / 3;
  }

  async #renew(held: readonly { id: number; fence: number; leaseId: number }[]): Promise<void> {
    const { connection, leaseMs } = this.#deps;
    const [leases, live] = await Promise.all([
      connection.run<{ id: number }>(RENEW, [[...new Set(held.map((run) => run.leaseId))], leaseMs]),
      connection.run<{ id: number; fence: number; paused: boolean }>(STILL_LIVE, [held.map((run) => run.id)]),
    ]);
    const renewed = new Set(leases.map((lease) => lease.id));
    const fences = new Map(live.map((row) => [row.id, row.fence]));
    const stillHeld = new Set([...this.#deps.held()].map((run) => run.id));
    const lost = held.filter(
      (run) => stillHeld.has(run.id) && !(renewed.has(run.leaseId) && fences.get(run.id) === run.fence),
    );
    if (lost.length > 0) this.#deps.onLost(lost);
    for (const paused of [true, false]) {
      const ids = live.filter((row) => row.paused === paused).map((row) => row.id);
      if (ids.length > 0) this.#deps.onPaused(ids, paused);
    }
  }
}
