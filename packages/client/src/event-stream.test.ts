import { once } from 'node:events';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import type { ClientMessage, Event, ServerMessage } from '@tutti/contract';
import { until } from '@tutti/testkit';
import { afterEach, expect, test } from 'vitest';
import { WebSocket as WsClient, WebSocketServer, type WebSocket } from 'ws';
import {
  createEventStream,
  type EventStream,
  type EventStreamOptions,
  type WebSocketConstructor,
} from './index.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const event = (id: number): Event => ({
  id: String(id),
  type: 'order.paid',
  at: '2026-11-21T02:00:00.000Z',
  data: {},
  actor: null,
  correlationId: null,
  causationId: null,
  depth: 0,
});
const EXECUTION = '019ab6ac-5a10-7d52-9f4c-0d8c1f2b3a4e';
const log = (seq: number): ServerMessage => ({
  type: 'log',
  executionId: EXECUTION,
  seq,
  attempt: 1,
  stream: 'stdout',
  text: `${seq}\n`,
  at: '2026-11-21T02:00:00.000Z',
});

/** A server with a script: what it says to each connection, and to each message it gets. */
class ScriptedServer {
  readonly received: ClientMessage[] = [];
  readonly sockets: WebSocket[] = [];
  readonly url: string;
  head = 10;
  onResume: (from: number, say: (message: ServerMessage) => void) => void = (_, say) =>
    say({ type: 'resumed', cursor: String(this.head), replayed: 0 });

  constructor(server: WebSocketServer) {
    this.url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('connection', (socket) => this.#serve(socket));
  }

  say(message: ServerMessage): void {
    this.sockets.at(-1)?.send(JSON.stringify(message));
  }
  cut(): void {
    this.sockets.at(-1)?.terminate();
  }
  of<T extends ClientMessage['type']>(type: T): Extract<ClientMessage, { type: T }>[] {
    return this.received.filter((message) => message.type === type) as Extract<ClientMessage, { type: T }>[];
  }

  #serve(socket: WebSocket): void {
    this.sockets.push(socket);
    const say = (message: ServerMessage): void => socket.send(JSON.stringify(message));
    say({ type: 'connected', sessionId: EXECUTION, cursor: String(this.head) });
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as ClientMessage;
      this.received.push(message);
      if (message.type === 'subscribe')
        say({ type: 'subscribed', timestamp: '', subscriptions: message.subscriptions });
      if (message.type === 'resume') this.onResume(Number(message.cursor), say);
      if (message.type === 'ping') say({ type: 'pong', timestamp: '' });
    });
  }
}

async function setup(options: Partial<EventStreamOptions> = {}) {
  const wss = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(wss, 'listening');
  cleanups.push(() => {
    for (const socket of wss.clients) socket.terminate();
    wss.close();
  });
  const server = new ScriptedServer(wss);
  const stream = createEventStream({
    url: server.url,
    WebSocket: WsClient,
    minDelayMs: 5,
    maxDelayMs: 20,
    random: () => 1,
    ...options,
  });
  cleanups.push(() => stream.close());
  const ids: string[] = [];
  const states: string[] = [];
  stream.on('event', ({ id }) => ids.push(id));
  stream.on('state', (state) => states.push(state));
  return { server, stream, ids, states, wss };
}

const heard = (
  stream: EventStream,
  name: 'event' | 'state' | 'resumed' | 'log' | 'lagged' | 'connected' | 'subscribed',
  matches: (value: never) => boolean = () => true,
) =>
  new Promise<void>((resolve) => {
    const stop = stream.on(name, (value) => {
      if (!matches(value as never)) return;
      stop();
      resolve();
    });
  });

test('connects, subscribes, resumes from the head it was told, and hears events', async () => {
  const { server, stream, ids } = await setup({ subscriptions: { types: ['order.*'] } });
  await heard(stream, 'resumed');
  expect(server.received).toEqual([
    { type: 'subscribe', subscriptions: { types: ['order.*'] } },
    { type: 'resume', cursor: '10' },
  ]);
  server.say({ type: 'event', event: event(11) });
  await heard(stream, 'event');
  expect(ids).toEqual(['11']);
  expect(stream).toMatchObject({ state: 'connected', cursor: '11' });
});

test('works with the WebSocket of the platform', async () => {
  const { stream } = await setup({ WebSocket: globalThis.WebSocket as unknown as WebSocketConstructor });
  await heard(stream, 'resumed');
  expect(stream.state).toBe('connected');
});

test('after a cut it goes on from the last event it saw: no gap, no double', async () => {
  const { server, stream, ids, states } = await setup();
  await heard(stream, 'resumed');
  server.say({ type: 'event', event: event(11) });
  await heard(stream, 'event');
  server.head = 14;
  server.onResume = (from, say) => {
    for (let id = from + 1; id <= 14; id += 1) say({ type: 'event', event: event(id) });
    say({ type: 'resumed', cursor: '14', replayed: 3 });
  };
  server.cut();
  await heard(stream, 'resumed');
  expect(ids).toEqual(['11', '12', '13', '14']);
  expect(states).toEqual(['connected', 'reconnecting', 'connected']);
  expect(stream.cursor).toBe('14');
});

test('a live event that overtakes the replay comes once, and a cut in the replay loses nothing', async () => {
  const { server, stream, ids } = await setup({ cursor: '10' });
  server.onResume = (_, say) => {
    say({ type: 'event', event: event(13) });
    say({ type: 'event', event: event(11) });
  };
  await heard(stream, 'event', (value: Event) => value.id === '11');
  expect(stream.cursor).toBe('10');
  server.onResume = (from, say) => {
    for (let id = from + 1; id <= 13; id += 1) say({ type: 'event', event: event(id) });
    say({ type: 'resumed', cursor: '13', replayed: 3 });
  };
  server.cut();
  await heard(stream, 'resumed');
  expect(server.of('resume').map(({ cursor }) => cursor)).toEqual(['10', '10']);
  expect([...ids].sort()).toEqual(['11', '12', '13']);
});

test('events from before the subscription holds are not told', async () => {
  const { server, stream, ids, wss } = await setup({ subscriptions: { topics: ['order'] } });
  wss.on('connection', (socket) => socket.send(JSON.stringify({ type: 'event', event: event(11) })));
  await heard(stream, 'resumed');
  server.cut();
  await heard(stream, 'resumed');
  expect(ids).toEqual([]);
});

test('a followed log goes on just behind its last piece', async () => {
  const { server, stream } = await setup({
    subscriptions: { logs: [{ executionId: EXECUTION, fromSeq: 0 }] },
  });
  const seqs: number[] = [];
  stream.on('log', ({ seq }) => seqs.push(seq));
  await heard(stream, 'resumed');
  for (const seq of [1, 2, 2]) server.say(log(seq));
  await heard(stream, 'log', ({ seq }: { seq: number }) => seq === 2);
  server.cut();
  await heard(stream, 'resumed');
  server.say(log(3));
  await heard(stream, 'log');
  expect(seqs).toEqual([1, 2, 3]);
  expect(server.of('subscribe').at(-1)?.subscriptions.logs).toEqual([{ executionId: EXECUTION, fromSeq: 3 }]);
});

test('after lagged it goes on from where the server says', async () => {
  const { server, stream } = await setup({ cursor: '1' });
  server.onResume = (_, say) => say({ type: 'lagged', from: '1', to: '90' });
  await heard(stream, 'lagged');
  expect(stream.cursor).toBe('90');
  server.say({ type: 'event', event: event(91) });
  await heard(stream, 'event');
  expect(stream.cursor).toBe('91');
});

test('where the server does not know the cursor it goes on from the newest event, and says so', async () => {
  const { server, stream, ids } = await setup({ cursor: 'of another database' });
  server.onResume = (_, say) => say({ type: 'error', code: 'VALIDATION_FAILED', message: 'no cursor' });
  const lagged = new Promise((resolve) => stream.on('lagged', resolve));
  expect(await lagged).toEqual({ type: 'lagged', from: 'of another database', to: '10' });
  server.say({ type: 'event', event: event(11) });
  await heard(stream, 'event');
  expect([ids, stream.cursor]).toEqual([['11'], '11']);
});

test('subscribe replaces the set, null hears everything', async () => {
  const { server, stream } = await setup();
  await heard(stream, 'resumed');
  stream.subscribe({ types: ['a.b'] });
  stream.subscribe(null);
  await heard(stream, 'subscribed');
  await until(() => server.of('unsubscribe').length === 1);
});

test('gives up after the attempts it may make; reconnect begins anew', async () => {
  const { stream, wss, states, server } = await setup({ maxAttempts: 2 });
  await heard(stream, 'connected');
  wss.close();
  server.cut();
  await heard(stream, 'state', (state: string) => state === 'disconnected');
  stream.reconnect();
  expect(states).toEqual(['connected', 'reconnecting', 'disconnected', 'reconnecting']);
});

test('waits as long as a server that shuts down asks', async () => {
  const { server, stream } = await setup();
  await heard(stream, 'resumed');
  const began = performance.now();
  server.say({ type: 'server_shutdown', retryAfterMs: 150 });
  await heard(stream, 'connected');
  expect(performance.now() - began).toBeGreaterThanOrEqual(145);
});

test('pings a quiet line, and leaves one that is dead', async () => {
  const { server, stream } = await setup({ heartbeatMs: 10, heartbeatTimeoutMs: 60 });
  await until(() => server.of('ping').length > 2);
  expect(stream.state).toBe('connected');
  server.sockets[0]?.pause();
  await heard(stream, 'state', (state: string) => state === 'reconnecting');
  await heard(stream, 'connected');
});

test('a server that accepts and never speaks is left too', async () => {
  const tcp = createTcpServer(() => {}).listen(0, '127.0.0.1');
  await once(tcp, 'listening');
  cleanups.push(() => tcp.close());
  const url = `ws://127.0.0.1:${(tcp.address() as AddressInfo).port}`;
  const stream = createEventStream({
    url,
    WebSocket: WsClient,
    heartbeatTimeoutMs: 20,
    maxAttempts: 1,
  });
  await heard(stream, 'state', (state: string) => state === 'disconnected');
});

test('after close nothing is heard or tried', async () => {
  const { server, stream, states } = await setup();
  await heard(stream, 'resumed');
  stream.close();
  await until(() => server.sockets[0]?.readyState === 3);
  expect(states).toEqual(['connected', 'disconnected']);
  expect(server.sockets).toHaveLength(1);
});
