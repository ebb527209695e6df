import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Event } from '@tutti/contract';
import type { Database } from '@tutti/database';
import { allows } from '@tutti/contract';
import type { Caller, Engine, Log } from '@tutti/engine';
import type { WebSocket } from 'ws';
import { CallerWatch } from '../auth/caller-watch.ts';
import { EventBatch } from './event-batch.ts';
import { Liveness } from './liveness.ts';
import { SessionRecorder } from './session-recorder.ts';
import { TRY_AGAIN_LATER } from './outbox.ts';
import { SocketClient } from './socket-client.ts';

export interface HubDeps {
  engine: Engine;
  database: Database;
  log: Log;
  monotonicMs?: () => number;
}

export interface Peer {
  userAgent: string | null;
  remoteAddress: string | null;
  /** Null in local mode. */
  caller: Caller | null;
}

const RECOVER_MS = 100;
const SNAPSHOT_AGE_MS = 1000;
const CLOSE_GRACE_MS = 1000;
/** https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 and the registry it opens. */
const GOING_AWAY = 1001;
const POLICY_VIOLATION = 1008;

/** All open event sockets of this node: fans events out to them, and keeps their sessions. */
export class SocketHub {
  readonly #deps: HubDeps;
  readonly #clients = new Map<SocketClient, WebSocket>();
  readonly #sessions: SessionRecorder;
  readonly #liveness: Liveness;
  readonly #callers: CallerWatch;
  #position: string | undefined;
  #unsubscribe: (() => void) | undefined;
  #recovering: NodeJS.Timeout | undefined;
  #snapshot: { takenAt: number; state: Promise<unknown> } | undefined;
  #shuttingDown = false;

  constructor(deps: HubDeps) {
    this.#deps = deps;
    this.#sessions = new SessionRecorder({ database: deps.database, node: deps.engine.node, log: deps.log });
    this.#callers = new CallerWatch({ tokens: deps.engine.tokens, log: deps.log });
    this.#liveness = new Liveness({
      monotonicMs: deps.monotonicMs ?? (() => performance.now()),
      alive: () => this.#sessions.touch([...this.#clients.keys()].map((client) => client.sessionId)),
    });
  }

  start(): void {
    this.#liveness.start();
    this.#recovering = setInterval(() => this.#recover(), RECOVER_MS).unref();
  }

  connect(socket: WebSocket, { caller, ...peer }: Peer): void {
    const sessionId = randomUUID();
    const row = (subscriptions: SocketClient['subscriptions']) => ({ sessionId, ...peer, subscriptions });
    const client = new SocketClient(
      {
        engine: this.#deps.engine,
        log: this.#deps.log,
        snapshot: () => this.#takeSnapshot(),
        mayReadLogs: caller === null || allows(caller.scopes, 'executions:read'),
        onSubscriptions: (subscriptions) => this.#sessions.save(row(subscriptions)),
      },
      sessionId,
      socket,
    );
    this.#clients.set(client, socket);
    this.#follow();
    // Before anything is awaited: what the client sends at once must be heard.
    this.#liveness.watch(socket);
    if (caller) {
      const end = (): void => socket.close(POLICY_VIOLATION, 'signed out');
      socket.on('close', this.#callers.watch(caller, end));
    }
    socket.on('message', (data) => void client.receive(data as Buffer));
    socket.on('close', () => this.#disconnect(client));
    this.#sessions.save(row(null));
    void this.#greet(client, socket);
  }

  /** Tells every client to come back later, and closes. */
  drain(): void {
    this.#shuttingDown = true;
    for (const [client, socket] of this.#clients) {
      client.send({ type: 'server_shutdown', retryAfterMs: 1000 + Math.floor(Math.random() * 2000) });
      socket.close(GOING_AWAY, 'the server is shutting down');
    }
  }

  /** Resolves when every socket is closed and its session is written. */
  async stop(): Promise<void> {
    if (!this.#shuttingDown) this.drain();
    this.#liveness.stop();
    clearInterval(this.#recovering);
    await this.#whenEmpty(CLOSE_GRACE_MS);
    for (const socket of this.#clients.values()) socket.terminate();
    await this.#whenEmpty(CLOSE_GRACE_MS);
    this.#unfollow();
    await this.#sessions.flush();
  }

  async #whenEmpty(timeoutMs: number): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    while (this.#clients.size > 0 && performance.now() < deadline) await delay(10);
  }

  async #greet(client: SocketClient, socket: WebSocket): Promise<void> {
    try {
      const head = this.#position ?? (await this.#deps.engine.events.head());
      // Were it the last client, the log is no longer followed from there.
      if (!this.#clients.has(client)) return;
      this.#position ??= head;
      client.greet(this.#position);
    } catch {
      client.send({
        type: 'error',
        code: 'DATABASE_UNAVAILABLE',
        message: 'The database cannot be reached just now. Connect again in a moment.',
      });
      socket.close(TRY_AGAIN_LATER);
    }
  }

  #disconnect(client: SocketClient): void {
    client.close();
    this.#clients.delete(client);
    this.#sessions.close(client.sessionId);
    if (this.#clients.size === 0) this.#unfollow();
  }

  /** Reading the log costs the database something, so it is only read while somebody listens. */
  #follow(): void {
    this.#unsubscribe ??= this.#deps.engine.events.subscribe(
      (events) => this.#fanOut(events),
      (from, to) => this.#missed(from, to),
    );
  }

  #unfollow(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#position = undefined;
  }

  #fanOut(events: readonly Event[]): void {
    const batch = new EventBatch(events);
    this.#position = batch.end ?? this.#position;
    for (const client of this.#clients.keys()) client.deliver(batch);
  }

  #missed(from: string, to: string): void {
    this.#position = to;
    for (const client of this.#clients.keys()) client.missed(from);
  }

  #recover(): void {
    const position = this.#position;
    if (position === undefined) return;
    for (const client of this.#clients.keys()) {
      client
        .recover(position)
        .catch((error: unknown) => this.#deps.log.debug({ err: error }, 'a snapshot could not be taken'));
    }
  }

  /** Many clients that lag at the same time share one. */
  #takeSnapshot(): Promise<unknown> {
    const now = performance.now();
    if (!this.#snapshot || now - this.#snapshot.takenAt > SNAPSHOT_AGE_MS)
      this.#snapshot = { takenAt: now, state: this.#readState() };
    return this.#snapshot.state;
  }

  async #readState(): Promise<unknown> {
    const { executions, schedules } = this.#deps.engine;
    const [counts, scheduler] = await Promise.all([executions.counts({}), schedules.status()]);
    return { counts, scheduler };
  }
}
