import type { Event } from '@tutti/contract';
import type { Database } from '@tutti/database';
import { Loop, Patience } from '../kernel/index.ts';
import type { Log } from '../kernel/index.ts';
import { type EventCursor, formatCursor, parseCursor } from './event-cursor.ts';
import { readEventRows, readHead, unfoldEvents } from './event-store.ts';

const PAGE_ROWS = 200;
const IDLE_MS = 1000;
/** Listeners are live or they are nothing: a tail that falls further behind than this many events jumps to the head. */
const MOST_EVENTS_A_ROUND = 20_000;

export interface EventListener {
  onEvents(events: readonly Event[]): void;
  /** Events between the two cursors were not delivered; read them from the log if they matter. */
  onLag?(from: string, to: string): void;
}

/** Follows the log for the listeners of this process. Reads nothing while nobody listens. */
export class EventTail {
  readonly #database: Database;
  readonly #loop: Loop;
  readonly #listeners = new Set<EventListener>();
  readonly #patience = new Patience(IDLE_MS);
  #cursor: EventCursor | undefined;
  #finding: Promise<EventCursor> | undefined;
  #stopped = false;

  constructor(deps: { database: Database; log: Log }) {
    this.#database = deps.database;
    this.#loop = new Loop({ name: 'event tail', log: deps.log, round: () => this.#round() });
  }

  /** From now on: `head` tells from where, once it is known. */
  subscribe(listener: EventListener): () => void {
    if (this.#listeners.size === 0) this.#cursor = undefined;
    this.#listeners.add(listener);
    // The last to stop: somebody who comes while the node ends must not bring it back to life.
    if (!this.#stopped) this.#loop.start();
    this.#loop.wake();
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** New events may have been committed. */
  wake(): void {
    this.#patience.renew();
    if (this.#listeners.size > 0) this.#loop.wake();
  }

  /** The place up to which listeners have been told: what is appended after this was answered reaches them. */
  async head(): Promise<string> {
    return formatCursor(this.#listeners.size > 0 ? await this.#place() : await readHead(this.#database));
  }

  stop(): Promise<void> {
    this.#stopped = true;
    return this.#loop.stop();
  }

  /** Found once, when the first listener comes. */
  async #place(): Promise<EventCursor> {
    if (this.#cursor) return this.#cursor;
    this.#finding ??= readHead(this.#database).finally(() => (this.#finding = undefined));
    const found = await this.#finding;
    return (this.#cursor ??= found);
  }

  async #round(): Promise<number> {
    if (this.#listeners.size === 0) {
      this.#cursor = undefined;
      return IDLE_MS;
    }
    const from = await this.#place();
    const rows = await readEventRows(this.#database, from, PAGE_ROWS);
    const count = rows.reduce((sum, row) => sum + (row.ids?.length ?? 1), 0);
    if (count > MOST_EVENTS_A_ROUND) return this.#jump(from);
    const events = await unfoldEvents(this.#database, rows, from);
    const last = events.at(-1);
    if (this.#cursor !== from) return 0;
    if (last) {
      this.#cursor = parseCursor(last.id);
      for (const listener of this.#listeners) listener.onEvents(events);
    }
    return rows.length === PAGE_ROWS ? 0 : this.#patience.spend();
  }

  async #jump(from: EventCursor): Promise<number> {
    const head = await readHead(this.#database);
    if (this.#cursor !== from) return 0;
    this.#cursor = head;
    for (const listener of this.#listeners) listener.onLag?.(formatCursor(from), formatCursor(head));
    return 0;
  }
}
