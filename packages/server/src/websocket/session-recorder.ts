import type { Queryable } from '@tutti/database';
import type { Log } from '@tutti/engine';
import { closeSessions, saveSessions, touchSessions } from './session-store.ts';
import type { SessionRow } from './session-store.ts';

/**
 * Keeps websocket_sessions up to date without making any socket wait for it. Changes are gathered, so that thousands
 * of clients that come at once cost a few statements; what could not be written is tried again at the next touch.
 */
export class SessionRecorder {
  readonly #database: Queryable;
  readonly #node: string;
  readonly #log: Log;
  #changed = new Map<string, SessionRow>();
  #closed = new Set<string>();
  #flushing: Promise<void> | undefined;

  constructor(deps: { database: Queryable; node: string; log: Log }) {
    this.#database = deps.database;
    this.#node = deps.node;
    this.#log = deps.log;
  }

  save(row: SessionRow): void {
    this.#changed.set(row.sessionId, row);
    void this.flush();
  }

  close(sessionId: string): void {
    this.#closed.add(sessionId);
    void this.flush();
  }

  async touch(sessionIds: readonly string[]): Promise<void> {
    await this.flush();
    await this.#attempt(() => touchSessions(this.#database, sessionIds));
  }

  /** Resolves when what was changed until now is written, or could not be. */
  flush(): Promise<void> {
    // Deferred by a turn: all sockets that changed in this one go together.
    this.#flushing ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => this.#write());
    return this.#flushing;
  }

  async #write(): Promise<void> {
    const changed = this.#changed;
    const closed = this.#closed;
    this.#changed = new Map();
    this.#closed = new Set();
    const written = await this.#attempt(async () => {
      if (changed.size > 0) await saveSessions(this.#database, this.#node, [...changed.values()]);
      if (closed.size > 0) await closeSessions(this.#database, [...closed]);
    });
    this.#flushing = undefined;
    if (!written) this.#keep(changed, closed);
    else if (this.#changed.size + this.#closed.size > 0) await this.flush();
  }

  #keep(changed: Map<string, SessionRow>, closed: Set<string>): void {
    this.#changed = new Map([...changed, ...this.#changed]);
    for (const sessionId of closed) this.#closed.add(sessionId);
  }

  async #attempt(write: () => Promise<void>): Promise<boolean> {
    try {
      await write();
      return true;
    } catch (error) {
      this.#log.debug({ err: error }, 'WebSocket sessions were not written; trying again soon');
      return false;
    }
  }
}
