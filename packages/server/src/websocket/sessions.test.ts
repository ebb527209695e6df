import { until } from '@tutti/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp } from '../../test/start-test-app.ts';
import type { TestApp } from '../../test/start-test-app.ts';
import { purgeSessions, touchSessions } from './session-store.ts';
import { openTestSocket } from '../../test/test-socket.ts';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

interface Row {
  node: string;
  subscriptions: unknown;
  is_active: boolean;
  disconnected_at: Date | null;
  user_agent: string | null;
  remote_address: string | null;
}
const rowOf = async (sessionId: string) =>
  (
    await server.database.query<Row>('select * from websocket_sessions where session_id = $1', [sessionId])
  )[0];

test('a session is recorded, follows its subscriptions, and is closed', async () => {
  const client = openTestSocket(server.url, { headers: { 'user-agent': 'test/1' } });
  const { sessionId } = await client.next('connected');
  const opened = await until(() => rowOf(sessionId));
  expect(opened).toMatchObject({
    node: server.engine.node,
    is_active: true,
    user_agent: 'test/1',
    remote_address: '127.0.0.1',
    subscriptions: null,
  });
  client.send({ type: 'subscribe', subscriptions: { topics: ['schedule'] } });
  await until(async () => (await rowOf(sessionId))?.subscriptions);
  expect((await rowOf(sessionId))?.subscriptions).toEqual({ topics: ['schedule'] });
  client.socket.close();
  await until(async () => (await rowOf(sessionId))?.is_active === false);
  expect((await rowOf(sessionId))?.disconnected_at).toBeInstanceOf(Date);
});

test('a socket that breaks off is closed too, and harms nobody', async () => {
  const client = openTestSocket(server.url);
  const { sessionId } = await client.next('connected');
  await until(() => rowOf(sessionId));
  client.socket.terminate();
  await until(async () => (await rowOf(sessionId))?.is_active === false);
  expect((await server.call('GET', '/ready')).status).toBe(200);
});

test('sessions of a dead node are closed, those of the living are not', async () => {
  const client = openTestSocket(server.url);
  const { sessionId } = await client.next('connected');
  await until(() => rowOf(sessionId));
  const dead = '019ab6ac-5a10-7d52-9f4c-0d8c1f2b3a4e';
  await server.database.query(
    `insert into websocket_sessions (session_id, node, last_ping_at) values ($1, 'gone', now() - interval '2 minutes')`,
    [dead],
  );
  await server.database.query(
    `update websocket_sessions set last_ping_at = now() - interval '2 minutes' where session_id = $1`,
    [sessionId],
  );
  await touchSessions(server.database, [sessionId]);
  expect([(await rowOf(sessionId))?.is_active, (await rowOf(dead))?.is_active]).toEqual([true, false]);

  await server.database.query(
    `update websocket_sessions set disconnected_at = now() - interval '8 days' where session_id = $1`,
    [dead],
  );
  await purgeSessions(server.database);
  expect([await rowOf(dead), (await rowOf(sessionId))?.is_active]).toEqual([undefined, true]);
  client.socket.close();
});

test('draining tells every client when to come back, closes, and takes no new one', async () => {
  const other = await startTestApp();
  const client = openTestSocket(other.url);
  const { sessionId } = await client.next('connected');
  other.lifecycle.drain();
  expect((await client.next('server_shutdown')).retryAfterMs).toBeGreaterThanOrEqual(1000);
  expect(await client.closed).toBe(1001);
  const late = openTestSocket(other.url);
  expect(await late.closed).toBe(1006);
  await other.app.close();
  const [row] = await other.database.query<Row>(
    'select is_active from websocket_sessions where session_id = $1',
    [sessionId],
  );
  expect(row?.is_active).toBe(false);
  await other.close();
});
