/**
 * `GET /events` as server-sent events: a reader that pulls. Each client has a cursor and is given one page at a time,
 * as fast as it takes them, so that a slow one costs a page of memory and a cut loses nothing.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
import { Readable } from 'node:stream';
import { type Event, TuttiError } from '@tutti/contract';
import type { Engine, Log } from '@tutti/engine';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CallerWatch } from './auth/caller-watch.ts';
import type { Lifecycle } from './lifecycle.ts';

/** An event may hold a megabyte. */
const PAGE = 50;
const HEARTBEAT_MS = 15_000;
/** Events come by the thousand a second; each look at the log costs the database something. */
const SHORTEST_PAUSE_MS = 20;

interface StreamDeps {
  engine: Pick<Engine, 'events' | 'tokens'>;
  lifecycle: Lifecycle;
  log: Log;
  heartbeatMs?: number | undefined;
}

interface StreamQuery {
  cursor?: string | undefined;
  types?: string[] | undefined;
}

export const wantsStream = ({ method, headers }: Pick<FastifyRequest, 'method' | 'headers'>): boolean =>
  method === 'GET' && (headers.accept ?? '').toLowerCase().includes('text/event-stream');

export class EventStreams {
  readonly #deps: StreamDeps;
  readonly #open = new Set<AbortController>();
  readonly #callers: CallerWatch;

  constructor(deps: StreamDeps) {
    this.#deps = deps;
    this.#callers = new CallerWatch({ tokens: deps.engine.tokens, log: deps.log });
    deps.lifecycle.onDrain(() => this.close());
  }

  /** Ends every stream; its client comes again, elsewhere or later. */
  close(): void {
    for (const stream of this.#open) stream.abort();
  }

  /** Answers with events from the place the caller names: Last-Event-ID, else the cursor, else from now on. */
  async answer(request: FastifyRequest, reply: FastifyReply, query: StreamQuery): Promise<FastifyReply> {
    const { events } = this.#deps.engine;
    const header = request.headers['last-event-id'];
    const given = (Array.isArray(header) ? header[0] : header) || query.cursor;
    const state = given === undefined ? 'ok' : await events.checkCursor(given);
    if (state === 'invalid') throw badCursor();
    const closing = new AbortController();
    this.#open.add(closing);
    request.raw.once('close', () => closing.abort());
    reply.raw.once('close', () => closing.abort());
    closing.signal.addEventListener('abort', () => this.#open.delete(closing), { once: true });
    if (request.caller) {
      const forget = this.#callers.watch(request.caller, () => closing.abort());
      closing.signal.addEventListener('abort', forget, { once: true });
    }
    const cursor = given ?? (await events.head());
    const frames = this.#frames({ cursor, types: query.types, lagged: state === 'expired' }, closing.signal);
    return reply
      .headers({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
        // The end of a stream is the end of its connection: a closing server would wait for it.
        connection: 'close',
      })
      .send(Readable.from(frames, { objectMode: false, highWaterMark: 64 * 1024 }));
  }

  async *#frames(
    { cursor: from, types, lagged }: StreamQuery & { lagged: boolean },
    signal: AbortSignal,
  ): AsyncGenerator<string> {
    const { engine, heartbeatMs = HEARTBEAT_MS } = this.#deps;
    const bell = new Bell(signal);
    const unsubscribe = engine.events.subscribe(bell.ring, bell.ring);
    let cursor = from as string;
    let spokenAt = performance.now();
    try {
      yield 'retry: 2000\n\n';
      if (lagged) yield `event: lagged\ndata: ${JSON.stringify({ from })}\n\n`;
      while (!signal.aborted) {
        const page = await engine.events.list({ cursor, limit: PAGE, ...(types && { types }) });
        for (const event of page.items) yield frameOf(event);
        const moved = page.cursor !== cursor;
        cursor = page.cursor;
        const silentMs = performance.now() - spokenAt;
        if (silentMs >= heartbeatMs) yield ': still here\n\n';
        if (page.items.length > 0 || silentMs >= heartbeatMs) spokenAt = performance.now();
        if (!moved) await bell.wait(Math.max(0, heartbeatMs - (performance.now() - spokenAt)));
      }
    } finally {
      unsubscribe();
    }
  }
}

/** The type stands in the data: a browser hears an unnamed event without knowing all names beforehand. */
const frameOf = (event: Event): string => `id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`;

/** Ends a wait when there may be something new, or when nobody listens any more. */
class Bell {
  readonly #signal: AbortSignal;
  #rung = false;
  #end: (() => void) | undefined;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#end?.(), { once: true });
  }

  readonly ring = (): void => {
    this.#rung = true;
    this.#end?.();
  };

  async wait(ms: number): Promise<void> {
    if (!this.#rung) await this.#pause(ms, true);
    this.#rung = false;
    await this.#pause(SHORTEST_PAUSE_MS, false);
  }

  #pause(ms: number, untilRung: boolean): Promise<void> {
    if (this.#signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#end = undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#end = () => {
        if (untilRung || this.#signal.aborted) done();
      };
    });
  }
}

const badCursor = (): TuttiError =>
  new TuttiError('VALIDATION_FAILED', 'Last-Event-ID is not an id of the event log.', {
    errors: [
      {
        field: 'Last-Event-ID',
        message: 'is not an id of the event log',
        fix: 'send the id of the last event received, or leave it out to begin with what comes',
      },
    ],
  });
