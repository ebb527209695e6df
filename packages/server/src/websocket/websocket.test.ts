import { ServerMessage } from '@tutti/contract';
import type { Event } from '@tutti/contract';
import { until } from '@tutti/testkit';
import type { UntilOptions } from '@tutti/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp } from '../../test/start-test-app.ts';
import type { TestApp } from '../../test/start-test-app.ts';
import { openTestSocket } from '../../test/test-socket.ts';
import type { TestSocket } from '../../test/test-socket.ts';

// Neither scheduler nor worker runs: every event comes from a test.
let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

/** Patient, for machines that do much else at the same time. */
const eventually = (check: () => boolean | Promise<boolean>, options: UntilOptions = {}) =>
  until(check, { timeoutMs: 15_000, ...options });
const emit = (event: string, data: Record<string, unknown> = {}) =>
  server.engine.events.emit({ event, data });
const namesOf = ({ messages }: TestSocket, pattern = /^test\./) =>
  messages.flatMap((message) =>
    message.type === 'event' && pattern.test(message.event.type) ? [message.event.type] : [],
  );
/** Ends the log so far with a mark, once all of it can be read: what else runs on the database holds readers back. */
async function marked(): Promise<void> {
  await emit('test.mark');
  await eventually(
    async () => (await server.engine.events.list({ limit: 1 })).items[0]?.type === 'test.mark',
  );
}
async function connect(): Promise<TestSocket> {
  const client = openTestSocket(server.url);
  await client.next('connected');
  return client;
}

test('a client is greeted, and before any subscribe gets every event', async () => {
  const client = await connect();
  expect(client.messages[0]).toMatchObject({ type: 'connected', cursor: expect.any(String) });
  await emit('test.first', { n: 1 });
  await eventually(() => namesOf(client).includes('test.first'));
  for (const message of client.messages) expect(ServerMessage.safeParse(message).success).toBe(true);
  client.socket.close();
});

test('ping is answered with pong', async () => {
  const client = await connect();
  client.send({ type: 'ping' });
  const { timestamp } = await client.next('pong');
  expect(Math.abs(Date.now() - Date.parse(timestamp))).toBeLessThan(5000);
  client.socket.close();
});

test('subscribe replaces what is sent; unsubscribe brings every event back', async () => {
  const client = await connect();
  client.send({ type: 'subscribe', subscriptions: { types: ['test.wanted'] } });
  expect((await client.next('subscribed')).subscriptions).toEqual({ types: ['test.wanted'] });
  await emit('test.unwanted');
  await emit('test.wanted');
  await eventually(() => namesOf(client).length === 1);
  client.send({ type: 'unsubscribe' });
  expect((await client.next('subscribed')).subscriptions).toBeNull();
  await emit('test.unwanted');
  await eventually(() => namesOf(client).length === 2);
  expect(namesOf(client)).toEqual(['test.wanted', 'test.unwanted']);
  client.socket.close();
});

test.each([
  ['not json', /JSON/],
  ['{"type":"pin"}', /type must be one of ping, subscribe/],
  ['{"type":"subscribe"}', /subscriptions is missing/],
  ['{"type":"subscribe","subscriptions":{"topic":["a"]}}', /did you mean topics/],
  ['{"type":"resume","cursor":"no-cursor"}', /cursor is not the id of an event/],
  ['[]', /must be an object/],
  ['{"type":"ping","__proto__":{}}', /__proto__/],
  [`${'['.repeat(300)}${']'.repeat(300)}`, /nested/],
])('the frame %s is answered with an error, and the connection stays', async (frame, expected) => {
  const client = await connect();
  client.send(frame);
  const { message } = await client.next('error');
  expect(message).toMatch(expected);
  client.send({ type: 'ping' });
  await client.next('pong');
  client.socket.close();
});

test('a frame over 64 KiB ends the connection', async () => {
  const client = await connect();
  client.send('x'.repeat(65 * 1024));
  expect(await client.closed).toBe(1009);
});

test('resume replays what was missed, in order, and then goes on live', async () => {
  const first = await connect();
  await emit('test.before');
  await eventually(() => namesOf(first).length === 1);
  const cursor = first.eventIds().at(-1) as string;
  first.socket.terminate();
  for (let n = 0; n < 1200; n += 100) {
    await Promise.all(Array.from({ length: 100 }, (_, index) => emit('test.missed', { n: n + index })));
  }
  await marked();
  const second = await connect();
  second.send({ type: 'resume', cursor });
  const resumed = await second.next('resumed');
  expect(resumed.replayed).toBe(1201);
  await emit('test.after');
  await eventually(() => namesOf(second).at(-1) === 'test.after');
  expect(new Set(second.eventIds()).size).toBe(1202);
  second.socket.close();
});

test('resuming from where one stands replays nothing', async () => {
  const client = openTestSocket(server.url);
  const { cursor } = await client.next('connected');
  client.send({ type: 'resume', cursor });
  expect(await client.next('resumed')).toMatchObject({ cursor, replayed: 0 });
  client.socket.close();
});

test('no event is lost or doubled by a resume while many are written', async () => {
  await marked();
  const { cursor } = await server.engine.events.list({ limit: 1 });
  let writing = true;
  let written = 0;
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    while (writing) {
      await emit('test.concurrent', { writer, n: written++ });
    }
  });
  const client = await connect();
  try {
    await eventually(() => written > 300);
    client.send({ type: 'resume', cursor });
    await client.next('resumed');
    await eventually(() => written > 900);
  } finally {
    writing = false;
    await Promise.all(writers);
  }
  await marked();

  const inLog: string[] = [];
  for (
    let page = await server.engine.events.list({ cursor, limit: 500 });
    page.items.length > 0;
    page = await server.engine.events.list({ cursor: page.cursor, limit: 500 })
  ) {
    inLog.push(...page.items.map((event: Event) => event.id));
  }
  const start = client.messages.findIndex((message) => message.type === 'connected');
  const afterGreeting = () =>
    client.messages.slice(start).flatMap((message) => (message.type === 'event' ? [message.event.id] : []));
  await eventually(() => afterGreeting().at(-1) === inLog.at(-1));
  // Events that came live before the resume was read come again with it.
  const received = afterGreeting();
  const replayStart = received.lastIndexOf(inLog[0] as string);
  expect(received.slice(replayStart)).toEqual(inLog);
  client.socket.close();
});

test('a cursor older than the log gets lagged and a snapshot', async () => {
  // A server of its own: other tests need their events.
  const other = await startTestApp();
  await other.engine.events.emit({ event: 'test.gone' });
  await other.engine.events.emit({ event: 'test.kept' });
  await other.database.query(`delete from events where id < (select max(id) from events)`);
  const client = openTestSocket(other.url);
  await client.next('connected');
  client.send({ type: 'resume', cursor: '1-1-0' });
  expect(await client.next('lagged')).toMatchObject({ from: '1-1-0' });
  const snapshot = await client.next('snapshot');
  expect(snapshot.state).toMatchObject({ counts: { completed: { count: 0 } }, scheduler: { running: true } });
  await other.engine.events.emit({ event: 'test.afterwards' });
  await eventually(() => namesOf(client).at(-1) === 'test.afterwards');
  client.socket.close();
  await other.close();
});

test('logs are sent as they grow, and from a sequence number on', async () => {
  const other = await startTestApp({ running: true });
  const { executionId } = await other.engine.executions.enqueue({
    taskType: 'shell_command',
    taskConfig: { command: 'echo one; sleep 0.3; echo two' },
  });
  const client = openTestSocket(other.url);
  await client.next('connected');
  client.send({ type: 'subscribe', subscriptions: { types: [], logs: [{ executionId, fromSeq: 0 }] } });
  const subscribed = client.messages.indexOf(await client.next('subscribed'));
  const textOf = () =>
    client.messages.flatMap((message) => (message.type === 'log' ? [message.text] : [])).join('');
  await eventually(() => textOf().includes('two'));
  expect(textOf()).toContain('one');
  expect(client.messages.slice(subscribed).some((message) => message.type === 'event')).toBe(false);
  await eventually(async () => (await other.engine.executions.get(executionId)).status === 'completed');

  client.send({ type: 'subscribe', subscriptions: { types: [], logs: [executionId] } });
  await client.next('subscribed');
  const known = client.messages.length;
  client.send({ type: 'ping' });
  await client.next('pong');
  expect(client.messages.slice(known).some((message) => message.type === 'log')).toBe(false);
  client.socket.close();
  await other.close();
});

test('following the log of an unknown execution is an error, and the connection stays', async () => {
  const client = await connect();
  client.send({ type: 'subscribe', subscriptions: { logs: ['019ab6ac-5a10-7d52-9f4c-0d8c1f2b3a4e'] } });
  expect(await client.next('error')).toMatchObject({ code: 'EXECUTION_NOT_FOUND' });
  client.socket.close();
});

test('a client that does not read costs bounded memory, and is told later what it missed', async () => {
  const client = await connect();
  const other = await connect();
  client.socket.pause();
  const padding = 'x'.repeat(8000);
  for (let round = 0; round < 40; round++) {
    await Promise.all(Array.from({ length: 100 }, (_, n) => emit('test.flood', { round, n, padding })));
  }
  await eventually(() => namesOf(other, /^test\.flood$/).length === 4000);
  client.socket.resume();
  const lagged = await client.next('lagged');
  const snapshot = await client.next('snapshot');
  expect(snapshot.cursor).toBe(lagged.to);
  expect(namesOf(client, /^test\.flood$/).length).toBeLessThan(4000);
  await emit('test.afterwards');
  await eventually(() => namesOf(client).at(-1) === 'test.afterwards');
  expect(new Set(client.eventIds()).size).toBe(client.eventIds().length);
  client.socket.close();
  other.socket.close();
});

test('a client that was slow for a moment is given what it missed', async () => {
  const client = await connect();
  client.socket.pause();
  const padding = 'x'.repeat(30_000);
  for (let round = 0; round < 12; round++) {
    await Promise.all(Array.from({ length: 25 }, (_, n) => emit('test.burst', { round, n, padding })));
  }
  client.socket.resume();
  await eventually(() => namesOf(client, /^test\.burst$/).length === 300);
  expect(client.messages.some((message) => message.type === 'lagged')).toBe(false);
  expect(new Set(client.eventIds()).size).toBe(client.eventIds().length);
  client.socket.close();
});
