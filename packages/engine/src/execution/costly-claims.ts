import type { Database, Queryable } from '@tutti/database';
import type { Clock } from '../kernel/index.ts';
import type { AdmissionLimits, MachineLoad } from './admission.ts';
import { type CostlyRow, claimCostly, freeNode, keepNodeFor, weighCostly } from './costly-store.ts';
import type { ClaimedRow } from './execution-store.ts';
import { type Occupant, decideFit, offerOf, takenOf } from './fit.ts';
import type { MachineSize } from './machine-sampler.ts';

interface CostlyClaimsDeps {
  database: Database;
  node: string;
  clock: Clock;
  limits: AdmissionLimits;
  size: MachineSize;
  load(): MachineLoad | undefined;
  /** After so long one that does not fit gets the node alone. */
  patienceMs: number;
  /** Locks a queue and answers how many of it may start; undefined while another node does. */
  lockRoom(tx: Queryable, queue: string): Promise<number | undefined>;
}

interface CostlyRequest {
  lanes: readonly string[];
  leaseMs: number;
  places: number;
  /** What runs here, with or without a stated cost. */
  busy: number;
  occupants: readonly Occupant[];
}

/** How long one that is not seen keeps the time it has waited: another node may just be weighing it. */
const REMEMBER_MS = 10_000;

/**
 * Claims executions that state what they cost, where they fit. They wait outside of what is ready, so that the claim of
 * all others knows nothing of them, and costs nothing more.
 */
export class CostlyClaims {
  readonly #deps: CostlyClaimsDeps;
  readonly #misfits = new Map<number, { sinceMs: number; seenMs: number }>();
  #waiting = false;
  #keptFor: number | undefined;

  constructor(deps: CostlyClaimsDeps) {
    this.#deps = deps;
  }

  /** What this node offers at its most. */
  get offer(): ReturnType<typeof offerOf> {
    return offerOf(this.#deps.size, this.#deps.limits);
  }

  /** Whether any wait for room; asking the database before every claim would cost those that state nothing. */
  get waiting(): boolean {
    return this.#waiting;
  }

  /** The execution that this node keeps itself free for. */
  get keptFor(): number | undefined {
    return this.#keptFor;
  }

  /** The promoter has looked. */
  expect(waiting: boolean): void {
    this.#waiting = waiting;
  }

  async claim(request: CostlyRequest): Promise<ClaimedRow[]> {
    const { database, node } = this.#deps;
    const claimed = await database.transaction(async (tx) => {
      const rows = await weighCostly(tx, request.lanes, this.offer);
      const { start, keepFor } = this.#decide(rows, request);
      const chosen = rows.filter((row) => start.includes(row.id));
      const ids = rows.map((row) => row.id);
      return { keepFor, ids, rows: await this.#take(tx, chosen, [node, request.leaseMs]) };
    });
    await this.#keep(claimed.keepFor ?? this.#unseen(claimed.ids));
    return claimed.rows;
  }

  /** For a worker elsewhere, whose machine is not measured: it takes them as it takes all others. */
  claimAny(
    lanes: readonly string[],
    queues: readonly string[] | undefined,
    [most, node, leaseMs]: readonly [number, string, number],
  ): Promise<ClaimedRow[]> {
    const unlimited = { cpuCores: Infinity, memoryMb: Infinity };
    return this.#deps.database.transaction(async (tx) => {
      const rows = await weighCostly(tx, lanes, unlimited, queues);
      return this.#take(tx, rows.slice(0, most), [node, leaseMs]);
    });
  }

  #decide(rows: readonly CostlyRow[], { places, busy, occupants }: CostlyRequest) {
    const { clock, load, size, patienceMs } = this.#deps;
    const now = clock.monotonicMs();
    const candidates = rows.map(({ id, cost }) => {
      const since = this.#misfits.get(id)?.sinceMs ?? now;
      this.#misfits.set(id, { sinceMs: since, seenMs: now });
      return { id, cost, waitedMs: now - since };
    });
    for (const [id, { seenMs }] of this.#misfits) if (now - seenMs > REMEMBER_MS) this.#misfits.delete(id);
    const taken = takenOf(load(), size, occupants);
    return decideFit(candidates, { offer: this.offer, taken, places, busy, patienceMs });
  }

  /** Queues with limits are counted one by one, each under its lock. */
  async #take(
    tx: Queryable,
    chosen: readonly CostlyRow[],
    by: readonly [string, number],
  ): Promise<ClaimedRow[]> {
    const claimed: ClaimedRow[] = [];
    for (const limited of new Set(chosen.map((row) => row.limited))) {
      const ids = chosen.filter((row) => row.limited === limited).map((row) => row.id);
      const room = limited === null ? ids.length : ((await this.#deps.lockRoom(tx, limited)) ?? 0);
      if (room > 0) claimed.push(...(await claimCostly(tx, ids.slice(0, room), by, limited)));
    }
    for (const { id } of claimed) this.#misfits.delete(id);
    return claimed;
  }

  /** The one that the node is kept for, when another node is just weighing it. */
  #unseen(seen: readonly number[]): number | null {
    const kept = this.#keptFor;
    return kept !== undefined && !seen.includes(kept) && this.#misfits.has(kept) ? kept : null;
  }

  async #keep(id: number | null): Promise<void> {
    const { database, node } = this.#deps;
    if (id === (this.#keptFor ?? null)) return;
    if (id !== null && (await keepNodeFor(database, node, id))) {
      this.#keptFor = id;
      return;
    }
    // Another node does it already: this one goes on for another while.
    if (id !== null) this.#misfits.delete(id);
    if (this.#keptFor === undefined) return;
    this.#keptFor = undefined;
    await freeNode(database, node);
  }
}
