import type pg from 'pg';
import { RoutedClient } from '../client.ts';
import { Route } from '../route.ts';

/** One key in the embedded database, which holds nothing but Tutti. */
const LOCK_KEY = 7_488_110_272;

/**
 * Every process that uses a server holds one advisory lock in shared mode; the one that gets it exclusively at its end is
 * the last. The session holds the lock, so a killed process counts as gone.
 */
export class Presence {
  readonly #route: Route;
  #client: pg.Client | undefined;

  constructor(connection: pg.ClientConfig) {
    this.#route = new Route(connection);
  }

  /** Waits while the last user is just stopping the server, which then ends this connection: rejects so. */
  async join(): Promise<void> {
    const client = new RoutedClient(this.#route, { application_name: 'tutti:presence' });
    await client.connect();
    try {
      await client.query('select pg_advisory_lock_shared($1)', [LOCK_KEY]);
    } catch (error) {
      await client.end();
      throw error;
    }
    this.#client = client;
  }

  get isLost(): boolean {
    return this.#client?.connection.stream.destroyed ?? true;
  }

  /** Resolves when the connection is gone, whoever ended it, or when the signal aborts. */
  async lost(signal: AbortSignal): Promise<void> {
    if (this.isLost || signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.#client?.once('end', resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** True for the last one. Newcomers wait until this process has ended or called close(). */
  async leave(): Promise<boolean> {
    const client = this.#client;
    if (!client) return false;
    // First out, then ask: two who leave together while holding on would both find the other.
    await client.query('select pg_advisory_unlock_shared($1)', [LOCK_KEY]);
    const { rows } = await client.query<{ last: boolean }>('select pg_try_advisory_lock($1) as last', [
      LOCK_KEY,
    ]);
    return rows[0]?.last === true;
  }

  async close(): Promise<void> {
    await this.#client?.end();
    this.#client = undefined;
  }
}
