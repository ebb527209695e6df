import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { backoffMs } from '../backoff.ts';
import { isDatabaseUnavailable } from '../unavailable.ts';
import { type Running, ensureRunning } from './ensure-running.ts';
import type { Identity } from './identity.ts';
import { dataMajor } from './initialise.ts';
import { type Prepared, prepare } from './install.ts';
import { connectionTo, placeOf, urlOf } from './place.ts';
import { findPostmaster, stopPostmaster } from './postmaster.ts';
import { Presence } from './presence.ts';
import { keepLogSmall } from './server-process.ts';
import type { ServerSettings } from './settings.ts';

export interface EmbeddedOptions extends ServerSettings {
  /** Data, socket and log live here. */
  directory: string;
  /** As whom PostgreSQL runs. Default: found out. */
  identity?: Identity;
  /** Takes data and programs when that user cannot reach the directory. Default /var/lib/tutti. */
  sharedFolder?: string;
  log?: (message: string) => void;
}

export interface EmbeddedStatus {
  /** There are data. */
  initialised: boolean;
  running: boolean;
  pid: number | undefined;
  /** The PostgreSQL major that wrote the data. */
  majorVersion: number | undefined;
  /** Where it is, or will be once started. */
  connection: pg.ClientConfig;
  url: string;
  logFile: string;
}

const MAX_RESTART_DELAY_MS = 2_000;
const LOG_CHECK_INTERVAL_MS = 3_600_000;

/** Starts the server of a directory, or adopts the one that runs. Rejects with what to do when neither works. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const prepared = await prepare(options);
  const server = new EmbeddedPostgres(prepared, options);
  await server.start();
  return server;
}

/** Reads only; the server may be anybody's. */
export async function embeddedStatus(directory: string): Promise<EmbeddedStatus> {
  const place = placeOf(directory);
  const running = await findPostmaster(place);
  const majorVersion = await dataMajor(place);
  const sockets = running?.sockets ?? place.sockets;
  return {
    initialised: majorVersion !== undefined,
    running: running !== undefined,
    pid: running?.pid,
    majorVersion,
    connection: connectionTo(sockets),
    url: urlOf(sockets),
    logFile: place.log,
  };
}

/** What psql takes, also while nothing runs. */
export async function embeddedUrl(directory: string): Promise<string> {
  return (await embeddedStatus(directory)).url;
}

/** Stops the server whoever uses it. The owners should be gone: a living one starts it again. */
export async function stopEmbedded(directory: string): Promise<boolean> {
  return stopPostmaster(placeOf(directory));
}

/** This process's share in an embedded server: it restarts a server that dies, and the last user stops it. */
export class EmbeddedPostgres {
  readonly #prepared: Prepared;
  readonly #options: EmbeddedOptions;
  readonly #stopping = new AbortController();
  #running: Running | undefined;
  #presence: Presence | undefined;
  #supervising: Promise<void> | undefined;
  #logCheck: NodeJS.Timeout | undefined;
  #stopped: Promise<{ stopped: boolean }> | undefined;

  constructor(prepared: Prepared, options: EmbeddedOptions) {
    this.#prepared = prepared;
    this.#options = options;
  }

  get connection(): pg.ClientConfig {
    return connectionTo(this.#sockets);
  }

  get url(): string {
    return urlOf(this.#sockets);
  }

  /** True when the server ran already before this process came. */
  get adopted(): boolean {
    return this.#running?.adopted ?? false;
  }

  get pid(): number | undefined {
    return this.#running?.pid;
  }

  get logFile(): string {
    return this.#prepared.place.log;
  }

  async start(): Promise<void> {
    await this.#join();
    this.#supervising = this.#supervise();
    this.#logCheck = setInterval(
      () => void keepLogSmall(this.logFile).catch(() => {}),
      LOG_CHECK_INTERVAL_MS,
    );
    this.#logCheck.unref();
  }

  /** Leaves the server; stops it when nobody else uses it. Says whether it was stopped. */
  stop(): Promise<{ stopped: boolean }> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<{ stopped: boolean }> {
    this.#stopping.abort();
    clearInterval(this.#logCheck);
    // First nothing may start any more. What was being started is either joined by then or given up.
    await this.#supervising;
    const stopped = (await this.#leave()) && (await stopPostmaster(this.#prepared.place));
    await this.#presence?.close();
    return { stopped };
  }

  /** True when nobody else uses the server. */
  async #leave(): Promise<boolean> {
    try {
      if (this.#presence && !this.#presence.isLost) return await this.#presence.leave();
      const running = await findPostmaster(this.#prepared.place);
      if (!running) return false;
      this.#presence = new Presence(connectionTo(running.sockets));
      await this.#presence.join();
      return await this.#presence.leave();
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      // It is just dying, or replays its log: then the next start adopts it.
      return false;
    }
  }

  /** A server that is just being stopped by its last user is lost before it is joined: then the next one. */
  async #join(): Promise<void> {
    const { signal } = this.#stopping;
    for (;;) {
      const context = { log: (message: string) => this.#log(message), signal };
      const running = await ensureRunning(this.#prepared, this.#options, context);
      const presence = new Presence(connectionTo(running.sockets));
      try {
        await presence.join();
      } catch (error) {
        if (isDatabaseUnavailable(error) && !signal.aborted) continue;
        throw error;
      }
      this.#running = running;
      this.#presence = presence;
      return;
    }
  }

  async #supervise(): Promise<void> {
    const { signal } = this.#stopping;
    for (let attempt = 0; ;) {
      await this.#presence?.lost(signal);
      if (signal.aborted) return;
      this.#log('PostgreSQL: the connection is lost, looking after the server');
      try {
        await this.#join();
        attempt = 0;
      } catch (error) {
        if (signal.aborted) return;
        this.#log(`PostgreSQL: ${error instanceof Error ? error.message : String(error)}`);
        await delay(backoffMs(attempt++, MAX_RESTART_DELAY_MS), undefined, { signal }).catch(() => {});
      }
    }
  }

  #log(message: string): void {
    this.#options.log?.(message);
  }

  get #sockets(): string {
    return this.#running?.sockets ?? this.#prepared.place.sockets;
  }
}
