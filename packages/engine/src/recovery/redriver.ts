import type { Database, Queryable } from '@tutti/database';
import { type Log, LoopService } from '../kernel/index.ts';
import type { DeadLetters } from './dead-letters.ts';
import { lockLetters } from './letter-store.ts';
import {
  type Redrive,
  canarySucceeded,
  endRedrive,
  lockDueRedrive,
  nextOfRedrive,
  nextRedriveDue,
  postponeRedrive,
  readCanary,
  redriveSent,
} from './redrive-store.ts';

const IDLE_MS = 5000;
const CANARY_EVERY_MS = 500;
const MOST_AT_ONCE = 1000;
/** The shortest time between two portions: the rate decides how large they are. */
const PORTION_MS = 1000;

interface RedriverDeps {
  database: Database;
  log: Log;
  letters: DeadLetters;
  onEnqueued(delayed: boolean): void;
}

/** How many letters the next portion has, and when the one after it is due. */
export function portionOf(ratePerMinute: number | null): { count: number; waitMs: number } {
  if (ratePerMinute === null) return { count: MOST_AT_ONCE, waitMs: 0 };
  const count = Math.max(1, Math.floor((ratePerMinute * PORTION_MS) / 60_000));
  return {
    count: Math.min(count, MOST_AT_ONCE),
    waitMs: (Math.min(count, MOST_AT_ONCE) * 60_000) / ratePerMinute,
  };
}

/** Sees redrives through: waits for the canary, then resubmits the rest at its rate. Any number of nodes may do so. */
export class Redriver extends LoopService {
  readonly #deps: RedriverDeps;

  constructor(deps: RedriverDeps) {
    super('redriver', deps.log);
    this.#deps = deps;
  }

  /** One step of one redrive; returns the milliseconds until the next is due. */
  async round(): Promise<number> {
    const { database, onEnqueued } = this.#deps;
    const due = await nextRedriveDue(database);
    if (due === null || due > 0) return Math.min(IDLE_MS, due ?? IDLE_MS);
    const resubmitted = await database.transaction(async (tx) => {
      const redrive = await lockDueRedrive(tx);
      return redrive ? this.#step(tx, redrive) : 0;
    });
    if (resubmitted > 0) onEnqueued(true);
    return 0;
  }

  async #step(tx: Queryable, redrive: Redrive): Promise<number> {
    const { log, letters } = this.#deps;
    if (redrive.canary_id !== null) {
      const canary = await readCanary(tx, redrive.canary_id);
      if (canary === 'waiting') await postponeRedrive(tx, redrive.id, CANARY_EVERY_MS);
      else if (canary === 'succeeded') await canarySucceeded(tx, redrive.id);
      else {
        log.warn(
          { redriveId: redrive.id, deadLetterId: redrive.canary_id },
          'the canary failed; the rest stays pending',
        );
        await endRedrive(tx, redrive.id, 'canary_failed');
      }
      return 0;
    }
    const { count, waitMs } = portionOf(redrive.rate_per_minute);
    const rows = await lockLetters(tx, await nextOfRedrive(tx, redrive.id, count));
    const ready = rows.filter((row) => row.status === 'pending');
    if (ready.length === 0) {
      await endRedrive(tx, redrive.id, 'completed');
      return 0;
    }
    await postponeRedrive(tx, redrive.id, waitMs);
    await redriveSent(tx, redrive.id, ready.length);
    return (await letters.resubmitWithin(tx, ready, {}, redrive.actor)).length;
  }
}
