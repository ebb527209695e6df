import type pg from 'pg';
import { parametersOf } from './array-text.ts';
import { retryWithin } from './backoff.ts';
import type { Connector } from './client.ts';
import { DatabaseUnavailableError, isDatabaseUnavailable, toDatabaseError } from './unavailable.ts';

export interface Statement {
  readonly name: string;
  readonly text: string;
}

export interface HotOptions {
  /** Settings of the session, as libpq's `options`. The default fixes the plans of hot statements. */
  settings?: string;
  /** Without any answer for so long while statements wait, the connection counts as lost. Default 30 s. */
  silenceTimeoutMs?: number;
}

/**
 * A plan cached while the tables were still tiny stays a sequential scan or an n*n loop. Hot statements therefore find
 * table rows by "= any(array)" and meet CTEs by hash join, whatever the statistics say.
 */
const FIXED_PLANS =
  '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_nestloop=off -c enable_mergejoin=off -c jit=off';

/** 'cached plan must not change result type' and an unknown prepared statement: a new session prepares afresh. */
const STALE_SESSION = new Set(['0A000', '26000']);

const CLOSE_TIMEOUT_MS = 5_000;

/**
 * One connection for the statements that run thousands of times a second: pipelined (statements do not wait for one
 * another's answer) and prepared once. It connects at the first run() and again at the first after a loss.
 */
export class HotConnection {
  readonly #connector: Connector;
  readonly #name: string;
  readonly #settings: string;
  readonly #silenceTimeoutMs: number;
  readonly #onClose: () => void;
  readonly #closing = new AbortController();
  #session: Session | undefined;
  #connecting: Promise<Session> | undefined;

  constructor(connector: Connector, name: string, options: HotOptions = {}, onClose: () => void = () => {}) {
    this.#connector = connector;
    this.#name = name;
    this.#settings = options.settings ?? FIXED_PLANS;
    this.#silenceTimeoutMs = options.silenceTimeoutMs ?? 30_000;
    this.#onClose = onClose;
  }

  run<R = Record<string, unknown>>(statement: Statement, values: readonly unknown[] = []): Promise<R[]> {
    const session = this.#session;
    return session
      ? this.#send<R>(session, statement, values)
      : this.#connected().then((opened) => this.#send<R>(opened, statement, values));
  }

  /** Waits a moment for what is in flight. Afterwards every run() rejects. */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    await this.#connecting?.catch(() => {});
    const session = this.#session;
    this.#session = undefined;
    if (session) await session.end(CLOSE_TIMEOUT_MS);
    this.#onClose();
  }

  #send<R>(session: Session, { name, text }: Statement, values: readonly unknown[]): Promise<R[]> {
    session.sent();
    return new Promise<R[]>((resolve, reject) => {
      session.client.query({ name, text, values: parametersOf(values) }, (error, result) => {
        session.answered();
        if (!error) return resolve(result.rows as R[]);
        if (isDatabaseUnavailable(error) || STALE_SESSION.has((error as pg.DatabaseError).code ?? '')) {
          this.#retire(session);
        }
        reject(toDatabaseError(error, `running ${name}`));
      });
    });
  }

  #connected(): Promise<Session> {
    if (this.#closing.signal.aborted) return Promise.reject(closedError(this.#name));
    this.#connecting ??= this.#connect().finally(() => (this.#connecting = undefined));
    return this.#connecting;
  }

  async #connect(): Promise<Session> {
    const { acquireTimeoutMs } = this.#connector;
    const signal = this.#closing.signal;
    const client = await retryWithin(
      { timeoutMs: acquireTimeoutMs, maxDelayMs: 500, retryable: isDatabaseUnavailable, signal },
      () => this.#connector.dedicated(this.#name, { pipeline: true, options: this.#settings }),
    );
    if (signal.aborted) {
      await client.end();
      throw closedError(this.#name);
    }
    const session = new Session(client, this.#silenceTimeoutMs);
    client.on('error', () => this.#retire(session));
    client.on('end', () => this.#retire(session));
    this.#session = session;
    return session;
  }

  /** New statements go to a new connection; the old one answers what it still can. */
  #retire(session: Session): void {
    if (this.#session === session) this.#session = undefined;
    void session.end(CLOSE_TIMEOUT_MS);
  }
}

/** A connection with what is known of its liveliness. */
class Session {
  readonly client: pg.Client;
  #inFlight = 0;
  #lastAnswerAt = 0;
  #ending: Promise<void> | undefined;
  readonly #watch: NodeJS.Timeout;

  constructor(client: pg.Client, silenceTimeoutMs: number) {
    this.client = client;
    // One timer for the connection: a timer for every statement would cost more than the statement.
    const check = () => {
      const silentMs = performance.now() - this.#lastAnswerAt;
      if (this.#inFlight > 0 && silentMs > silenceTimeoutMs) this.#destroy('no answer');
    };
    this.#watch = setInterval(check, Math.min(1_000, silenceTimeoutMs / 4)).unref();
  }

  sent(): void {
    if (this.#inFlight++ === 0) this.#lastAnswerAt = performance.now();
  }

  answered(): void {
    this.#inFlight--;
    this.#lastAnswerAt = performance.now();
  }

  /** pg waits for the answers of a pipelined connection for ever: this does not. */
  end(timeoutMs: number): Promise<void> {
    this.#ending ??= this.#end(timeoutMs);
    return this.#ending;
  }

  async #end(timeoutMs: number): Promise<void> {
    clearInterval(this.#watch);
    const timer = setTimeout(() => this.#destroy('closing took too long'), timeoutMs);
    await this.client.end().catch(() => {});
    clearTimeout(timer);
  }

  #destroy(reason: string): void {
    this.client.connection.stream.destroy(new Error(`Connection terminated: ${reason}`));
  }
}

const closedError = (name: string) =>
  new DatabaseUnavailableError(`The database connection '${name}' was closed by this process.`);
