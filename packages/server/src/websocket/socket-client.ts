import type { ClientMessage, ServerMessage, Subscriptions } from '@tutti/contract';
import { TuttiError } from '@tutti/contract';
import type { Engine, Log } from '@tutti/engine';
import type { WebSocket } from 'ws';
import { toTuttiError } from '../problem.ts';
import { readClientMessage } from './client-message.ts';
import type { EventBatch } from './event-batch.ts';
import { compileFilter } from './event-filter.ts';
import type { EventFilter } from './event-filter.ts';
import { HeldEvents } from './held-events.ts';
import { LogFollower } from './log-follower.ts';
import { Outbox } from './outbox.ts';
import { replay } from './replay.ts';

export interface ClientDeps {
  engine: Pick<Engine, 'events' | 'logs'>;
  log: Log;
  /** The overview that a client gets in place of events it missed. */
  snapshot: () => Promise<unknown>;
  onSubscriptions: (subscriptions: Subscriptions | null) => void;
  /** Logs are of executions, and events alone are not. */
  mayReadLogs: boolean;
}

const TOPIC = 'overview';
/** A client that was slow for a moment is given what it missed; beyond this many events it is told that it lags. */
const FILLED_FROM_LOG = 2000;

/** One client: what it wants, where it stands in the log, and whether it keeps up. */
export class SocketClient {
  readonly sessionId: string;
  readonly #deps: ClientDeps;
  readonly #outbox: Outbox;
  #subscriptions: Subscriptions | null = null;
  #filter: EventFilter | null = null;
  #logs: LogFollower[] = [];
  /** The last event that was sent, or passed over as unwanted. */
  #position: string | undefined;
  /** Live events wait here while a replay or a snapshot goes out. */
  #held: HeldEvents | undefined;
  /** Live events up to here are not for this client: it came later, or they were part of a replay. */
  #skipUntil: string | undefined;
  /** Where a slow client stopped being sent events, and how many it was not sent since. */
  #lag: { from: string; events: number } | undefined;

  constructor(deps: ClientDeps, sessionId: string, socket: WebSocket) {
    this.sessionId = sessionId;
    this.#deps = deps;
    this.#outbox = new Outbox(socket);
  }

  get subscriptions(): Subscriptions | null {
    return this.#subscriptions;
  }

  /** Live events follow from here on. */
  greet(position: string): void {
    this.#moveTo(position);
    this.send({ type: 'connected', sessionId: this.sessionId, cursor: position });
  }

  send(message: ServerMessage): void {
    this.#outbox.send(message);
  }

  deliver(batch: EventBatch): void {
    if (this.#position === undefined) return;
    if (this.#held) return this.#held.add(batch);
    if (this.#lag) this.#lag.events += batch.events.length;
    else this.#sendBatch(batch);
  }

  /** Events after `from` were not told to this node at all. */
  missed(from: string): void {
    if (this.#held) this.#held.overflow();
    else this.#lag ??= { from: this.#position ?? from, events: Infinity };
  }

  async receive(data: Buffer): Promise<void> {
    try {
      await this.#act(readClientMessage(data.toString()));
    } catch (error) {
      const { code, message } = toTuttiError(error);
      if (code === 'INTERNAL')
        this.#deps.log.error({ err: error, sessionId: this.sessionId }, 'a WebSocket message failed');
      this.send({
        type: 'error',
        code,
        message: code === 'INTERNAL' ? 'This is a fault in Tutti; its log has the cause.' : message,
      });
    }
  }

  /** Called now and then: a slow client that has caught up is told what it missed, and goes on. */
  async recover(head: string): Promise<void> {
    if (!this.#outbox.drained || this.#held) return;
    for (const follower of this.#logs) if (follower.paused) follower.follow();
    const lag = this.#lag;
    if (!lag) return;
    await this.#holding((held) =>
      lag.events <= FILLED_FROM_LOG ? this.#replay(held, lag.from) : this.#sendSnapshot(lag.from, head),
    );
  }

  close(): void {
    for (const follower of this.#logs) follower.end();
    this.#logs = [];
  }

  async #act(message: ClientMessage): Promise<void> {
    switch (message.type) {
      case 'ping':
        return this.send({ type: 'pong', timestamp: new Date().toISOString() });
      case 'subscribe':
        return this.#subscribe(message.subscriptions);
      case 'unsubscribe':
        return this.#subscribe(null);
      case 'resume':
        return this.#resume(message.cursor);
    }
  }

  async #subscribe(subscriptions: Subscriptions | null): Promise<void> {
    if (subscriptions?.logs && !this.#deps.mayReadLogs)
      throw new TuttiError(
        'FORBIDDEN',
        'Following logs needs the scope executions:read, which this token lacks.',
      );
    this.#subscriptions = subscriptions;
    this.#filter = compileFilter(subscriptions);
    this.send({ type: 'subscribed', timestamp: new Date().toISOString(), subscriptions });
    this.#deps.onSubscriptions(subscriptions);
    await this.#followLogs(subscriptions);
  }

  async #resume(cursor: string): Promise<void> {
    if (this.#held)
      throw new TuttiError(
        'VALIDATION_FAILED',
        'A replay is under way on this connection. Wait for it to end with resumed or snapshot.',
      );
    const { events } = this.#deps.engine;
    if (!this.#lag && cursor === this.#position) return this.send({ type: 'resumed', cursor, replayed: 0 });
    await this.#holding(async (held) => {
      const state = await events.checkCursor(cursor);
      if (state === 'invalid')
        throw new TuttiError(
          'VALIDATION_FAILED',
          'cursor is not the id of an event. Send the id of the last event seen.',
        );
      if (state === 'expired') return this.#sendSnapshot(cursor, this.#position ?? cursor);
      this.send({ type: 'resumed', ...(await this.#replay(held, cursor)) });
    });
  }

  async #replay(held: HeldEvents, from: string): Promise<{ cursor: string; replayed: number }> {
    const { events } = this.#deps.engine;
    try {
      const end = await replay({ events, outbox: this.#outbox, filter: () => this.#filter, held }, from);
      this.#moveTo(end.cursor);
      return end;
    } catch (error) {
      this.#outbox.giveUp();
      throw error;
    }
  }

  async #sendSnapshot(from: string, to: string): Promise<void> {
    this.send({ type: 'lagged', from, to });
    this.#moveTo(to);
    this.send({ type: 'snapshot', topic: TOPIC, cursor: to, state: await this.#deps.snapshot() });
  }

  /** Live events up to here were sent, came before this client, or are made up for by a snapshot. */
  #moveTo(position: string): void {
    this.#lag = undefined;
    this.#position = position;
    this.#skipUntil = position;
  }

  /** Lets live events wait while `work` goes out, and sends them after it. */
  async #holding(work: (held: HeldEvents) => Promise<unknown>): Promise<void> {
    const held = new HeldEvents();
    this.#held = held;
    try {
      await work(held);
    } finally {
      this.#held = undefined;
      if (held.overflowed) this.#lag ??= { from: this.#position ?? '', events: Infinity };
      for (const batch of held.take()) this.deliver(batch);
    }
  }

  #sendBatch(batch: EventBatch): void {
    const filter = this.#filter;
    for (const [index, event] of batch.events.entries()) {
      if (this.#isBehind(event.id)) continue;
      if (this.#outbox.slow) {
        this.#lag = { from: this.#position ?? event.id, events: batch.events.length - index };
        return;
      }
      if (!filter || filter(event)) this.#outbox.sendFrame(batch.frame(index));
      this.#position = event.id;
    }
  }

  #isBehind(id: string): boolean {
    if (this.#skipUntil === undefined) return false;
    if (this.#deps.engine.events.compare(id, this.#skipUntil) <= 0) return true;
    this.#skipUntil = undefined;
    return false;
  }

  async #followLogs(subscriptions: Subscriptions | null): Promise<void> {
    this.close();
    for (const entry of subscriptions?.logs ?? []) {
      const { logs } = this.#deps.engine;
      const { executionId, fromSeq } =
        typeof entry === 'string' ? { executionId: entry, fromSeq: await logEnd(logs, entry) } : entry;
      // Another subscribe, or the end of the connection, may have come while the end of a log was looked up.
      if (this.#subscriptions !== subscriptions || !this.#outbox.open) return;
      const follower = new LogFollower({ logs, outbox: this.#outbox }, executionId.toLowerCase(), fromSeq);
      this.#logs.push(follower);
      follower.follow();
    }
  }
}

/** Without `fromSeq` a log is followed from its present end on. */
async function logEnd(logs: Engine['logs'], executionId: string): Promise<number> {
  const { nextSeq } = await logs.read(executionId, { fromSeq: 0, limit: 1, tail: 1 });
  return nextSeq;
}
