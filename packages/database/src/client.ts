import pg from 'pg';
import { DatabaseUnavailableError, toDatabaseError } from './unavailable.ts';
import type { Route } from './route.ts';
import { valueParsers } from './value-parsers.ts';

/** Opens connections that belong to the caller. */
export interface Connector {
  readonly acquireTimeoutMs: number;
  dedicated(name: string, config?: pg.ClientConfig): Promise<pg.Client>;
}

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * A server must notice a vanished client too: its locks stay until then. The defaults of the system are two hours.
 */
const SERVER_KEEPALIVES = '-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3';

/** A pg client for the route's current host, with everything this project wants of any connection. */
export class RoutedClient extends pg.Client {
  readonly #route: Route;
  readonly #index: number;

  constructor(route: Route, config: pg.ClientConfig) {
    const { index, config: target } = route.current();
    const options = [SERVER_KEEPALIVES, target.options, config.options].filter(Boolean).join(' ');
    super({
      ...target,
      ...config,
      options,
      types: valueParsers,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    });
    this.#route = route;
    this.#index = index;
    // An 'error' event without a listener would end the process. The failure also reaches whoever uses the
    // client: statements in flight reject, and owners that care about idle loss add a listener of their own.
    this.on('error', () => {});
  }

  // The pool passes a callback, everybody else awaits.
  override connect(): Promise<pg.Client>;
  override connect(callback: (error: Error | null, client: pg.Client) => void): void;
  override connect(callback?: (error: Error | null, client: pg.Client) => void): Promise<pg.Client> | void {
    const connecting = this.#connect();
    if (!callback) return connecting;
    connecting.then(
      () => callback(null, this),
      (error: Error) => callback(error, this),
    );
  }

  async #connect(): Promise<pg.Client> {
    try {
      await super.connect();
      if (this.#route.mustWrite) await this.#refuseReadOnly();
      return this;
    } catch (error) {
      this.#route.failed(this.#index);
      throw toDatabaseError(error, 'connecting');
    }
  }

  async #refuseReadOnly(): Promise<void> {
    const { rows } = await this.query<{ readOnly: boolean }>(
      `select current_setting('transaction_read_only')::bool or pg_is_in_recovery() as "readOnly"`,
    );
    if (!rows[0]?.readOnly) return;
    await this.end();
    throw new DatabaseUnavailableError(
      `The database at ${this.host}:${this.port} is read-only. Waiting for a writable one: check that a primary is up.`,
    );
  }
}
