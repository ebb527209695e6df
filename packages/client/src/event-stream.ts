import type { ClientMessage, ServerMessage, Subscriptions } from '@tutti/contract';
import { backoffMs } from './backoff.ts';
import { Heartbeat } from './heartbeat.ts';
import { Listeners } from './listeners.ts';
import { LogPositions } from './log-positions.ts';
import { EventPosition } from './event-position.ts';
import { openSocket, type Connection, type WebSocketConstructor } from './socket.ts';

export type ConnectionState = 'connected' | 'reconnecting' | 'disconnected';

export interface EventStreamOptions {
  /** Address of the socket, e.g. ws://127.0.0.1:3000/ws. */
  url: string;
  /** Default: the WebSocket of the platform. */
  WebSocket?: WebSocketConstructor;
  /** What to hear of; absent: every event. */
  subscriptions?: Subscriptions;
  /** Id of the last event already seen; absent: from now on. */
  cursor?: string;
  minDelayMs?: number;
  maxDelayMs?: number;
  /** Tries in a row without success before the stream gives up; default: never. */
  maxAttempts?: number;
  /** Milliseconds between pings, and how long an answer may take. */
  heartbeatMs?: number;
  heartbeatTimeoutMs?: number;
  random?: () => number;
}

/** What can be listened to: the state, events, and the other messages of the server under their own names. */
export type StreamEvents = { state: ConnectionState } & {
  [M in ServerMessage as M['type']]: M extends { type: 'event' } ? M['event'] : M;
};

/** Events and logs as they happen. Survives lost connections: each event comes once, none is missed. */
export interface EventStream {
  readonly state: ConnectionState;
  /** Id of the last event seen: where another stream could go on. */
  readonly cursor: string | undefined;
  /** Returns the function that stops listening. */
  on<N extends keyof StreamEvents>(name: N, listener: (value: StreamEvents[N]) => void): () => void;
  /** Replaces the subscriptions; null means every event. */
  subscribe(subscriptions: Subscriptions | null): void;
  /** Tries at once, also after the stream gave up. */
  reconnect(): void;
  close(): void;
}

export function createEventStream(options: EventStreamOptions): EventStream {
  const stream = new ReconnectingStream(options);
  stream.reconnect();
  return stream;
}

class ReconnectingStream implements EventStream {
  readonly #options: EventStreamOptions;
  readonly #listeners = new Listeners<StreamEvents>();
  readonly #position: EventPosition;
  readonly #logs = new LogPositions();
  #subscriptions: Subscriptions | null;
  #state: ConnectionState = 'disconnected';
  #connection: Connection | undefined;
  #heartbeat: Heartbeat | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #shutdownDelayMs: number | undefined;

  constructor(options: EventStreamOptions) {
    this.#options = options;
    this.#subscriptions = options.subscriptions ?? null;
    this.#position = new EventPosition(options.cursor);
  }

  get state(): ConnectionState {
    return this.#state;
  }
  get cursor(): string | undefined {
    return this.#position.cursor;
  }

  on<N extends keyof StreamEvents>(name: N, listener: (value: StreamEvents[N]) => void): () => void {
    return this.#listeners.add(name, listener);
  }

  subscribe(subscriptions: Subscriptions | null): void {
    this.#subscriptions = subscriptions;
    if (this.#state !== 'connected') return;
    if (subscriptions) this.#send({ type: 'subscribe', subscriptions: this.#logs.resumed(subscriptions) });
    else this.#send({ type: 'unsubscribe' });
  }

  reconnect(): void {
    if (this.#state === 'connected' || this.#connection) return;
    this.#failures = 0;
    this.#open();
  }

  close(): void {
    this.#drop();
    this.#setState('disconnected');
  }

  #open(): void {
    clearTimeout(this.#retryTimer);
    this.#setState('reconnecting');
    const { WebSocket = globalThis.WebSocket } = this.#options;
    this.#connection = openSocket(this.#options.url, WebSocket, {
      message: (message) => this.#receive(message),
      closed: () => this.#lost(),
    });
    this.#heartbeat = new Heartbeat(this.#options, {
      ping: () => this.#send({ type: 'ping' }),
      dead: () => this.#lost(),
    });
  }

  #lost(): void {
    this.#drop();
    this.#failures += 1;
    if (this.#failures >= (this.#options.maxAttempts ?? Infinity)) return this.#setState('disconnected');
    this.#setState('reconnecting');
    const { minDelayMs = 500, maxDelayMs = 30_000, random = Math.random } = this.#options;
    const wait = Math.max(
      backoffMs(this.#failures, { minDelayMs, maxDelayMs }, random),
      this.#shutdownDelayMs ?? 0,
    );
    this.#shutdownDelayMs = undefined;
    this.#retryTimer = setTimeout(() => this.#open(), wait);
  }

  #drop(): void {
    clearTimeout(this.#retryTimer);
    this.#heartbeat?.stop();
    this.#connection?.close();
    this.#connection = undefined;
  }

  #receive(message: ServerMessage): void {
    this.#heartbeat?.alive();
    if (message.type === 'connected') this.#greet(message.cursor);
    if (message.type === 'server_shutdown') this.#shutdownDelayMs = message.retryAfterMs;
    if (!this.#isNew(message)) return;
    this.#listeners.tell(message.type, message.type === 'event' ? message.event : message);
    if (message.type === 'server_shutdown') this.#lost();
    const given = message.type === 'error' ? this.#position.abandon() : undefined;
    if (given) this.#listeners.tell('lagged', { type: 'lagged', ...given });
  }

  /** Subscribes before it resumes, so that the replay is already narrowed. */
  #greet(head: string): void {
    this.#failures = 0;
    const from = this.#position.begin(head, this.#subscriptions !== null);
    this.#setState('connected');
    if (this.#subscriptions) this.subscribe(this.#subscriptions);
    this.#send({ type: 'resume', cursor: from });
  }

  #isNew(message: ServerMessage): boolean {
    if (message.type === 'event') return this.#position.accept(message.event.id);
    if (message.type === 'log') return this.#logs.accept(message);
    this.#position.note(message);
    return true;
  }

  #send(message: ClientMessage): void {
    this.#connection?.send(JSON.stringify(message));
  }

  #setState(state: ConnectionState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#listeners.tell('state', state);
  }
}
