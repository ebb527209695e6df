import { type Event, eventMatches } from '@tutti/contract';
import type { Database, Queryable } from '@tutti/database';
import { type Log, LoopService, Patience } from '../kernel/index.ts';
import { lockCursor, moveCursor } from './event-cursor-store.ts';
import { readEventRows, readHead, unfoldEvents } from './event-store.ts';

const IDLE_MS = 1000;
const PAGE_ROWS = 200;

/** What a consumer wants of the next page, and what it does with it in the transaction that moves its cursor on. */
export interface Plan<Effect> {
  patterns: readonly string[];
  consume(events: readonly Event[]): Promise<Effect | undefined>;
}

interface ConsumerDeps<Effect> {
  /** Its row in `event_cursors`, made by a migration. */
  name: string;
  /** As the log calls it; `consumer` and its name when absent. */
  title?: string;
  database: Database;
  log: Log;
  /** Whether anything is wanted at all, where that can be known cheaper than by a plan. */
  isWanted?(tx: Queryable): Promise<boolean>;
  /** Undefined when nothing is wanted at all: then the events go by unread. */
  plan(tx: Queryable): Promise<Plan<Effect> | undefined>;
  /** After the commit, when `consume` came to something. */
  onConsumed(effect: Effect): void;
}

/** Reads the log from a stored cursor, each event once in the whole fleet, at one node at a time. */
export class EventConsumer<Effect> extends LoopService {
  readonly #deps: ConsumerDeps<Effect>;
  readonly #patience = new Patience(IDLE_MS);
  #idle = false;

  constructor(deps: ConsumerDeps<Effect>) {
    super(deps.title ?? `consumer ${deps.name}`, deps.log);
    this.#deps = deps;
  }

  /** There are new events. Costs nothing while none is wanted. */
  override wake(): void {
    if (this.#idle) return;
    this.#patience.renew();
    super.wake();
  }

  /** What is wanted may have changed. */
  refresh(): void {
    this.#idle = false;
    this.#patience.renew();
    super.wake();
  }

  /** One page; returns the milliseconds until the next, unless woken. */
  async round(): Promise<number> {
    const { database, onConsumed } = this.#deps;
    const { more, effect } = await database.transaction((tx) => this.#consume(tx));
    if (effect !== undefined) onConsumed(effect);
    if (this.#idle) return IDLE_MS;
    return more ? 0 : this.#patience.spend();
  }

  async #consume(tx: Queryable): Promise<{ more: boolean; effect?: Effect | undefined }> {
    const { name, plan: planOf, isWanted = planOf } = this.#deps;
    const cursor = await lockCursor(tx, name);
    if (!cursor) return { more: false };
    const head = await readHead(tx);
    this.#idle = !(await isWanted(tx));
    if (this.#idle) {
      await moveCursor(tx, name, head);
      return { more: false };
    }
    const rows = await readEventRows(tx, cursor, PAGE_ROWS);
    // Again after the events: who wants one was there before it, or is to have none that came before.
    const plan = await planOf(tx);
    // Only these are unfolded: most rows tell of executions, by the hundred.
    const wanted = rows.filter(
      (row) => (row.tx !== cursor.tx || row.id !== cursor.id) && eventMatches(plan?.patterns ?? [], row.type),
    );
    const effect = wanted.length > 0 ? await plan?.consume(await unfoldEvents(tx, wanted)) : undefined;
    const last = rows.at(-1);
    if (last) await moveCursor(tx, name, { tx: last.tx, id: last.id, index: 0 });
    return { more: rows.length === PAGE_ROWS, effect };
  }
}
