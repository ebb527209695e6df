import type { Database, Queryable } from '@tutti/database';
import { CLAIM_LIMITED, type ClaimedRow } from './execution-store.ts';

interface LimitedClaimsDeps {
  database: Database;
  /** Names of the queues that have limits. */
  queues(): readonly string[];
  /** Locks a queue and answers how many of it may start; undefined while another node does. */
  lockRoom(tx: Queryable, queue: string): Promise<number | undefined>;
}

/** Claims from queues whose limits hold for the whole fleet: one node counts at a time, so no limit is ever passed. */
export class LimitedClaims {
  readonly #deps: LimitedClaimsDeps;

  constructor(deps: LimitedClaimsDeps) {
    this.#deps = deps;
  }

  get queues(): readonly string[] {
    return this.#deps.queues();
  }

  claim(
    queue: string,
    [lanes, most, node, leaseMs]: [readonly string[], number, string, number],
  ): Promise<ClaimedRow[]> {
    return this.#deps.database.transaction(async (tx) => {
      const room = await this.#deps.lockRoom(tx, queue);
      const limit = Math.min(most, room ?? 0);
      if (limit === 0) return [];
      return tx.query<ClaimedRow>(CLAIM_LIMITED, [lanes, limit, node, leaseMs, queue]);
    });
  }
}
