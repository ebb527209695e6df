import { once } from 'node:events';
import { type IncomingMessage, get } from 'node:http';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { Event } from '@tutti/contract';
import { until } from '@tutti/testkit';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type TestApp, startTestApp } from '../test/start-test-app.ts';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp({ app: { heartbeatMs: 150 } });
});
afterAll(() => server.close());

interface Stream {
  status: number;
  text: () => string;
  events: () => Event[];
  ended: () => boolean;
  close(): void;
}

async function open(query = '', headers: Record<string, string> = {}, at = server): Promise<Stream> {
  const request = get(`${at.url}/api/v2/events${query}`, {
    agent: false,
    headers: { accept: 'text/event-stream', ...headers },
  });
  const close = (): void => void request.destroy();
  onTestFinished(close);
  request.on('error', () => undefined);
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  let ended = false;
  answer.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  answer.on('error', () => undefined).on('close', () => (ended = true));
  return {
    status: answer.statusCode ?? 0,
    text: () => text,
    events: () => [...text.matchAll(/^data: (.*)$/gm)].map(([, json]) => JSON.parse(json as string) as Event),
    ended: () => ended,
    close,
  };
}
const emit = (n: number, event = 'stream.tick') => server.engine.events.emit({ event, data: { n } });
const numbers = (stream: Stream): unknown[] => stream.events().map(({ data }) => data['n']);

test('live events of the types asked for, each with its id, and a heartbeat meanwhile', async () => {
  const stream = await open('?types=stream.tick');
  expect(stream.status).toBe(200);
  await until(() => stream.text().startsWith('retry: 2000'));
  await emit(1);
  await emit(2, 'stream.other');
  await emit(3);
  await until(() => stream.events().length === 2);
  expect(numbers(stream)).toEqual([1, 3]);
  expect(stream.text()).toContain(`id: ${stream.events()[0]?.id}\ndata: `);
  await until(() => stream.text().includes(': still here'));
});

test('resumed by Last-Event-ID, nothing is missed and nothing comes twice', async () => {
  const first = await open('?types=stream.tick');
  await until(() => first.text() !== '');
  await emit(1);
  await until(() => first.events().length === 1);
  first.close();
  for (let n = 2; n <= 500; n++) await emit(n);
  const id = first.events()[0]?.id as string;
  const second = await open('?types=stream.tick', { 'last-event-id': id });
  await emit(501);
  await until(() => second.events().length === 500);
  await delay(60);
  expect(numbers(second)).toEqual(Array.from({ length: 500 }, (_, index) => index + 2));
  const third = await open(`?types=stream.tick&cursor=${id}`);
  await until(() => third.events().length === 500);
});

test('a cursor that is none is refused', async () => {
  expect((await open('', { 'last-event-id': 'nonsense' })).status).toBe(400);
  const list = await server.call('GET', '/api/v2/events?limit=1');
  expect(list.headers.get('content-type')).toContain('application/json');
});

test('a reader that does not read costs a page, and is not dropped', async () => {
  const { port } = new URL(server.url);
  const socket = connect(Number(port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  const { cursor } = (await server.call('GET', '/api/v2/events?limit=1')).body;
  socket.write(
    `GET /api/v2/events?types=stream.big&cursor=${cursor} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: text/event-stream\r\n\r\n`,
  );
  const filler = 'x'.repeat(100_000);
  socket.pause();
  for (let n = 0; n < 300; n++) await server.engine.events.emit({ event: 'stream.big', data: { n, filler } });
  const before = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
  await delay(500);
  // Some 30 MB are ready to be sent: none of it may pile up here.
  expect(process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed - before).toBeLessThan(
    40_000_000,
  );
  let ids = 0;
  createInterface(socket).on('line', (line) => (ids += line.startsWith('id: ') ? 1 : 0));
  await until(() => ids === 300, { timeoutMs: 15_000 });
});

test('streams end when the server drains', async () => {
  const own = await startTestApp();
  onTestFinished(() => own.close());
  const stream = await open('', {}, own);
  await until(() => stream.text() !== '');
  own.lifecycle.drain();
  await until(stream.ended);
  await own.lifecycle.whenIdle(2000);
  expect((await own.call('GET', '/api/v2/events')).status).toBe(503);
});
