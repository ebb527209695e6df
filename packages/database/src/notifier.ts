import type { Database } from './database.ts';
import type { HotConnection } from './hot-connection.ts';
import { ListenConnection } from './listen-connection.ts';
import { isDatabaseUnavailable } from './unavailable.ts';

type Listener = (payload: string) => void;

/** Told to listeners of this topic when notifications may have been missed: read again what you watch. */
export const RESYNC = 'resync';

const SEND = { name: 'notify', text: 'select pg_notify($1, message) from unnest($2::text[]) message' };
const MIN_GAP_MS = 2;
const FAILURE_GAP_MS = 200;
/** PostgreSQL refuses 8000 bytes and more. */
const MAX_PAYLOAD_BYTES = 7_000;
/** Waiting messages while the server is away; beyond, only their topics are kept. */
const MAX_WAITING = 10_000;

/**
 * Wake-up hints between nodes. Never part of a caller's transaction: NOTIFY takes a lock on the whole cluster at
 * commit. Hints may be coalesced, repeated or lost; the truth is always in the tables.
 */
export class Notifier {
  readonly #channel: string;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #sender: HotConnection;
  readonly #receiver: ListenConnection;
  #waiting = new Set<string>();
  #scheduled = false;
  #closed = false;

  constructor(database: Database, channel = 'tutti') {
    this.#channel = channel;
    this.#sender = database.hot('notify', { settings: '' });
    this.#receiver = new ListenConnection(database, channel, {
      onMessage: (message) => this.#dispatch(message),
      onReconnect: () => this.#emit(RESYNC, ''),
    });
  }

  /** Resolves once listening; notifications sent from then on arrive. */
  start(): Promise<void> {
    return this.#receiver.start();
  }

  /** Returns at once. A payload over 7000 bytes is left out: listeners then get '' and look for themselves. */
  notify(topic: string, payload = ''): void {
    if (topic === RESYNC || topic.includes('\n')) {
      throw new Error(
        `'${topic}' cannot be a topic: choose a name without line breaks other than '${RESYNC}'.`,
      );
    }
    if (this.#closed) return;
    const fits = this.#waiting.size < MAX_WAITING && Buffer.byteLength(payload) <= MAX_PAYLOAD_BYTES;
    this.#waiting.add(`${topic}\n${fits ? payload : ''}`);
    if (this.#scheduled) return;
    this.#scheduled = true;
    // Calls of the same tick travel together.
    queueMicrotask(() => void this.#flush());
  }

  /** Also hears the notifications of this process. Returns the way to stop listening. */
  on(topic: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([this.#sender.close(), this.#receiver.close()]);
  }

  /** One statement in flight at a time, at most one every 2 ms. */
  async #flush(): Promise<void> {
    const startedAt = performance.now();
    const batch = this.#waiting;
    this.#waiting = new Set();
    let gapMs = MIN_GAP_MS;
    try {
      await this.#sender.run(SEND, [this.#channel, [...batch]]);
    } catch (error) {
      gapMs = FAILURE_GAP_MS;
      // While the server is away hints wait, since sending one twice is harmless. What it refuses is given up.
      if (isDatabaseUnavailable(error)) for (const message of batch) this.#waiting.add(message);
    }
    const elapsedMs = performance.now() - startedAt;
    setTimeout(() => this.#flushAgain(), Math.max(0, gapMs - elapsedMs)).unref();
  }

  #flushAgain(): void {
    this.#scheduled = this.#waiting.size > 0 && !this.#closed;
    if (this.#scheduled) void this.#flush();
  }

  #dispatch(message: string): void {
    const end = message.indexOf('\n');
    if (end > 0) this.#emit(message.slice(0, end), message.slice(end + 1));
  }

  #emit(topic: string, payload: string): void {
    for (const listener of this.#listeners.get(topic) ?? []) listener(payload);
  }
}
