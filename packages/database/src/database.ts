import pg from 'pg';
import { parametersOf } from './array-text.ts';
import { retryWithin } from './backoff.ts';
import { type Connector, RoutedClient } from './client.ts';
import { HotConnection, type HotOptions } from './hot-connection.ts';
import { Route } from './route.ts';
import { DatabaseUnavailableError, isDatabaseUnavailable, toDatabaseError } from './unavailable.ts';

export interface Queryable {
  /** Resolves to the rows; of several statements in one text, to the rows of the last. */
  query<R = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<R[]>;
}

export interface DatabaseOptions {
  /** host, port, user, password, database, or a connectionString (several hosts allowed). */
  connection: pg.ClientConfig;
  /** Connections at most. Default 20. */
  poolSize?: number;
  /** Shown in pg_stat_activity. Default 'tutti'. */
  applicationName?: string;
  /** How long to wait for a connection while the server restarts or all are busy. Default 10 s. */
  acquireTimeoutMs?: number;
  /** How long a statement may take. Default 60 s. */
  statementTimeoutMs?: number;
  /** Hears of connections lost while idle. The default is silence: the pool replaces them. */
  onError?: (error: Error) => void;
}

/** The server ends a statement at its limit; the client gives up this much later, for when the server is gone. */
const CLIENT_GRACE_MS = 5_000;

/** A pool of connections to PostgreSQL, and the source of the dedicated ones. */
export class Database implements Queryable, Connector {
  readonly connection: pg.ClientConfig;
  readonly applicationName: string;
  readonly acquireTimeoutMs: number;
  readonly #pool: pg.Pool;
  readonly #route: Route;
  readonly #hot = new Set<HotConnection>();
  #closing: Promise<void> | undefined;

  constructor(options: DatabaseOptions) {
    this.connection = options.connection;
    this.applicationName = options.applicationName ?? 'tutti';
    this.acquireTimeoutMs = options.acquireTimeoutMs ?? 10_000;
    this.#route = new Route(options.connection);
    this.#pool = this.#createPool(options.poolSize ?? 20, options.statementTimeoutMs ?? 60_000);
    this.#pool.on('error', (error) => options.onError?.(error));
  }

  async query<R = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<R[]> {
    return this.#withClient((client) => runStatement<R>(client, text, values));
  }

  /**
   * Runs `work` in one transaction (read committed). Rolled back when it throws. A connection lost at COMMIT rejects
   * with DatabaseUnavailableError: the outcome is then unknown.
   */
  async transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    return this.#within('begin', work);
  }

  /** Reads that have to fit each other: all of them see the database as it was at one moment. None may write. */
  async snapshot<T>(read: (tx: Queryable) => Promise<T>): Promise<T> {
    return this.#within('begin isolation level repeatable read, read only', read);
  }

  async #within<T>(begin: string, work: (tx: Queryable) => Promise<T>): Promise<T> {
    return this.#withClient(async (client) => {
      await runStatement(client, begin);
      const tx = new Transaction(client);
      try {
        const result = await work(tx);
        tx.end();
        await runStatement(client, 'commit');
        return result;
      } catch (error) {
        tx.end();
        if (!isDatabaseUnavailable(error)) await runStatement(client, 'rollback');
        throw error;
      }
    });
  }

  /** One dedicated, pipelined connection with prepared statements, closed with the database. */
  hot(name: string, options: HotOptions = {}): HotConnection {
    const connection = new HotConnection(this, name, options, () => this.#hot.delete(connection));
    this.#hot.add(connection);
    return connection;
  }

  /**
   * A connection of its own, which the caller must end. One attempt, no waiting; no statement timeout unless given.
   */
  async dedicated(name: string, config: pg.ClientConfig = {}): Promise<pg.Client> {
    const client = new RoutedClient(this.#route, {
      application_name: `${this.applicationName}:${name}`,
      ...config,
    });
    return client.connect();
  }

  /** As PostgreSQL numbers it: 180004 is 18.4. */
  async serverVersion(): Promise<number> {
    const rows = await this.query<{ server_version_num: string }>('show server_version_num');
    return Number(rows[0]?.server_version_num);
  }

  get stats(): { total: number; idle: number; waiting: number } {
    return { total: this.#pool.totalCount, idle: this.#pool.idleCount, waiting: this.#pool.waitingCount };
  }

  /** Waits for statements in flight, then closes every connection. Safe to call twice. */
  close(): Promise<void> {
    this.#closing ??= Promise.all([...this.#hot].map((hot) => hot.close()))
      .then(() => this.#pool.end())
      .then(() => undefined);
    return this.#closing;
  }

  async #withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#acquire();
    let broken = false;
    try {
      return await work(client);
    } catch (error) {
      broken = isDatabaseUnavailable(error) || client.getTransactionStatus() !== 'I';
      throw toDatabaseError(error, 'running a statement');
    } finally {
      client.release(broken);
    }
  }

  async #acquire(): Promise<pg.PoolClient> {
    if (this.#closing) throw new DatabaseUnavailableError('The database was closed by this process.');
    try {
      return await retryWithin(
        {
          timeoutMs: this.acquireTimeoutMs,
          maxDelayMs: 500,
          retryable: (error) => isDatabaseUnavailable(error) && !this.#closing,
        },
        () => this.#pool.connect(),
      );
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('timeout exceeded')) {
        throw new DatabaseUnavailableError(
          `All ${this.#pool.totalCount} database connections were busy for ${this.acquireTimeoutMs} ms. Raise the pool size or look for slow statements.`,
          { cause: error },
        );
      }
      throw toDatabaseError(error, 'connecting');
    }
  }

  #createPool(max: number, statementTimeoutMs: number): pg.Pool {
    const route = this.#route;
    const config: pg.ClientConfig = {
      application_name: this.applicationName,
      statement_timeout: statementTimeoutMs,
      idle_in_transaction_session_timeout: statementTimeoutMs,
      query_timeout: statementTimeoutMs + Math.min(statementTimeoutMs, CLIENT_GRACE_MS),
    };
    return new pg.Pool({
      max,
      idleTimeoutMillis: 30_000,
      connectionTimeoutMillis: this.acquireTimeoutMs,
      // The pool would hand its own options to each client: the route decides on host and settings instead.
      Client: class extends RoutedClient {
        constructor() {
          super(route, config);
        }
      },
    });
  }
}

/** Ends with its transaction: a statement that comes late must not run outside of it. */
class Transaction implements Queryable {
  readonly #client: pg.PoolClient;
  #ended = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  async query<R = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<R[]> {
    if (this.#ended) {
      throw new Error(
        'The transaction has ended. Await every statement inside the callback of transaction().',
      );
    }
    // One after another, also when the caller starts several at once: pg deprecates its own queue.
    const run = () => runStatement<R>(this.#client, text, values);
    const result = this.#last.then(run, run);
    this.#last = result;
    return result;
  }

  end(): void {
    this.#ended = true;
  }
}

async function runStatement<R>(
  client: pg.ClientBase,
  text: string,
  values?: readonly unknown[],
): Promise<R[]> {
  const result: unknown = values ? await client.query(text, parametersOf(values)) : await client.query(text);
  const last = (Array.isArray(result) ? result.at(-1) : result) as pg.QueryResult;
  return last.rows as R[];
}
