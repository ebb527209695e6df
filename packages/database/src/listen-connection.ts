import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { backoffMs, retryWithin } from './backoff.ts';
import type { Connector } from './client.ts';
import { isDatabaseUnavailable } from './unavailable.ts';

export interface ListenHandlers {
  onMessage: (message: string) => void;
  /** After a loss: messages may have been missed. */
  onReconnect: () => void;
}

const MAX_DELAY_MS = 2_000;
/** A connection through a proxy can be dead without a sign: ask now and then. */
const PROBE_INTERVAL_MS = 15_000;
const PROBE_TIMEOUT_MS = 5_000;

/** Listens on one channel and reconnects for as long as it is open. */
export class ListenConnection {
  readonly #connector: Connector;
  readonly #channel: string;
  readonly #handlers: ListenHandlers;
  readonly #closing = new AbortController();
  #client: pg.Client | undefined;
  #keeping: Promise<void> | undefined;

  constructor(connector: Connector, channel: string, handlers: ListenHandlers) {
    this.#connector = connector;
    this.#channel = channel;
    this.#handlers = handlers;
  }

  /** Rejects when the server cannot be had in time. Later losses are mended behind the scenes. */
  async start(): Promise<void> {
    const client = await retryWithin(
      {
        timeoutMs: this.#connector.acquireTimeoutMs,
        maxDelayMs: MAX_DELAY_MS,
        retryable: isDatabaseUnavailable,
        signal: this.#closing.signal,
      },
      () => this.#listen(),
    );
    this.#keeping = this.#keepListening(client);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#client?.end();
    await this.#keeping;
  }

  async #keepListening(first: pg.Client): Promise<void> {
    for (let client: pg.Client | undefined = first; client; client = await this.#listenAgain()) {
      if (client !== first) this.#handlers.onReconnect();
      await this.#probeUntilLost(client);
    }
  }

  async #listenAgain(): Promise<pg.Client | undefined> {
    const { signal } = this.#closing;
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        return await this.#listen();
      } catch {
        // Down, starting up or full: the next attempt will tell.
        await delay(backoffMs(attempt, MAX_DELAY_MS), undefined, { signal }).catch(() => {});
      }
    }
    return undefined;
  }

  async #listen(): Promise<pg.Client> {
    const client = await this.#connector.dedicated('listen', { query_timeout: PROBE_TIMEOUT_MS });
    this.#client = client;
    if (this.#closing.signal.aborted) await client.end();
    client.on('notification', ({ payload }) => this.#handlers.onMessage(payload ?? ''));
    try {
      await client.query(`listen ${pg.escapeIdentifier(this.#channel)}`);
    } catch (error) {
      client.connection.stream.destroy();
      throw error;
    }
    return client;
  }

  async #probeUntilLost(client: pg.Client): Promise<void> {
    const ask = () => client.query('select 1').catch(() => client.connection.stream.destroy());
    const probe = setInterval(() => void ask(), PROBE_INTERVAL_MS).unref();
    await new Promise<void>((resolve) => {
      // A client that ended before this line will not say so again.
      if (client.connection.stream.destroyed) resolve();
      client.once('end', resolve);
    });
    clearInterval(probe);
  }
}
