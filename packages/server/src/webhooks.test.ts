import { createHmac } from 'node:crypto';
import { startReceiver, until } from '@tutti/testkit';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { rawRequest } from '../test/raw-request.ts';
import { type TestApp, startTestApp } from '../test/start-test-app.ts';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp({ running: true });
});
afterAll(() => server.close());
const API = '/api/v2';

async function receiving() {
  const receiver = await startReceiver();
  onTestFinished(receiver.close);
  return receiver;
}

test('a webhook from its making to its deliveries', async () => {
  const receiver = await receiving();
  const made = await server.call('POST', `${API}/webhooks`, {
    name: 'ops',
    url: receiver.url,
    events: ['order.*'],
  });
  expect(made.status).toBe(201);
  const { id, secret } = made.body;
  expect(secret).toMatch(/^whsec_/);
  expect(made.headers.get('etag')).toBeTruthy();
  const shown = await server.call('GET', `${API}/webhooks/${id}`);
  expect(shown.body).not.toHaveProperty('secret');
  expect((await server.call('POST', `${API}/webhooks/${id}/test`)).status).toBe(202);
  await server.call('POST', `${API}/scheduler/trigger`, { event: 'order.paid', data: { n: 1 } });
  await until(() => receiver.received.length === 2);
  const list = await until(async () => {
    const { body } = await server.call('GET', `${API}/webhooks/${id}/deliveries?status=delivered`);
    return body.total === 2 ? body.items : undefined;
  });
  const again = await server.call('POST', `${API}/webhooks/deliveries/${list[0].id}/redeliver`);
  expect([again.status, again.body.kind]).toEqual([202, 'redelivery']);
  const rotated = await server.call('POST', `${API}/webhooks/${id}/rotate`);
  expect(rotated.body.secret).not.toBe(secret);
  expect((await server.call('GET', `${API}/webhooks?text=op`)).body.total).toBe(1);
  const patched = await server.call('PATCH', `${API}/webhooks/${id}`, { enabled: false });
  expect(patched.body.enabled).toBe(false);
  const replaced = await server.call(
    'PUT',
    `${API}/webhooks/${id}`,
    { name: 'ops2', url: receiver.url, events: ['*'] },
    { 'if-match': patched.headers.get('etag') as string },
  );
  expect(replaced.body).toMatchObject({ name: 'ops2', enabled: true });
  expect((await server.call('DELETE', `${API}/webhooks/${id}`)).status).toBe(204);
  expect((await server.call('GET', `${API}/webhooks/${id}`)).body.code).toBe('WEBHOOK_NOT_FOUND');
});

test('an incoming hook takes any content type, and its signature covers the very bytes', async () => {
  const made = await server.call('POST', `${API}/incoming-hooks`, { name: 'bytes', verification: 'github' });
  const body = '{ "spaces":  "kept" , "n": 1.0 }';
  const signature = `sha256=${createHmac('sha256', made.body.secret).update(body).digest('hex')}`;
  for (const [index, type] of ['application/json', 'text/plain', 'application/weird'].entries()) {
    const text = body + ' '.repeat(index);
    const mac = `sha256=${createHmac('sha256', made.body.secret).update(text).digest('hex')}`;
    const answer = await rawRequest(`${server.url}/hooks/bytes`, {
      method: 'POST',
      headers: { 'content-type': type, 'x-hub-signature-256': mac, 'content-length': String(text.length) },
      body: text,
    });
    expect(answer).toMatchObject({ status: 202, body: { accepted: true, duplicate: false } });
  }
  const send = (headers: Record<string, string>, text = body, path = `${API}/hooks/bytes`) =>
    rawRequest(server.url + path, { method: 'POST', headers, body: text });
  expect((await send({ 'x-hub-signature-256': signature }, '{}')).body.code).toBe('HOOK_REFUSED');
  expect((await send({ 'x-hub-signature-256': signature }, '{}')).status).toBe(401);
  expect((await send({}, body, `${API}/hooks/unknown`)).status).toBe(404);
  // Neither the Host guard nor the limit of bodies is any wider for it.
  expect((await send({ host: 'evil.example', 'x-hub-signature-256': signature })).body.code).toBe(
    'HOST_REFUSED',
  );
  expect((await send({ origin: 'https://evil.example' })).body.code).toBe('CROSS_SITE');
  expect((await send({ 'content-type': 'text/plain' }, 'x'.repeat(1024 * 1024 + 1))).status).toBe(413);
  const other = await rawRequest(`${server.url}${API}/incoming-hooks`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: 'x',
  });
  expect(other.status).toBe(415);
});

test('what came to an incoming hook is listed, shown, and delivered again', async () => {
  const made = await server.call('POST', `${API}/incoming-hooks`, { name: 'seen', verification: 'token' });
  const { id, secret } = made.body;
  const send = (headers: Record<string, string>, body: string) =>
    rawRequest(`${server.url}/hooks/seen`, { method: 'POST', headers, body });
  const json = { 'content-type': 'application/json' };
  const taken = await send({ ...json, authorization: `Bearer ${secret}`, 'x-a': '1' }, '{"n":1}');
  expect((await send(json, '{}')).status).toBe(401);
  const large = 'x'.repeat(1024 * 1024 + 1);
  // With its length said at once, and found out while it comes.
  expect((await send({ 'content-length': String(large.length) }, large)).status).toBe(413);
  expect((await send({ 'transfer-encoding': 'chunked' }, large)).status).toBe(413);
  const list = async (query = '') =>
    (await server.call('GET', `${API}/incoming-hooks/${id}/messages${query}`)).body;
  await until(async () => (await list()).total === 4);
  const { items } = await list();
  expect(
    items.map(({ status, reason }: { status: string; reason: string | null }) => [status, reason]),
  ).toEqual([
    ['refused', 'too_large'],
    ['refused', 'too_large'],
    ['refused', 'unsigned'],
    ['accepted', null],
  ]);
  expect(items.map(({ sizeBytes }: { sizeBytes: number }) => sizeBytes)).toEqual([0, large.length, 2, 7]);
  const [first] = (await list('?status=accepted')).items;
  expect(first).toMatchObject({ eventId: taken.body.eventId, source: '127.0.0.1' });
  const shown = await server.call('GET', `${API}/incoming-hooks/messages/${first.id}`);
  expect(shown.body).toMatchObject({ body: { n: 1 }, headers: { authorization: '********', 'x-a': '1' } });
  expect(JSON.stringify(shown.body)).not.toContain(secret);
  const again = await server.call('POST', `${API}/incoming-hooks/messages/${first.id}/replay`);
  expect([again.status, again.body.status, again.body.replayOf]).toEqual([202, 'replayed', first.id]);
  const refused = await server.call('POST', `${API}/incoming-hooks/messages/${items[0].id}/replay`);
  expect([refused.status, refused.body.code]).toEqual([409, 'MESSAGE_NOT_REPLAYABLE']);
  expect((await server.call('GET', `${API}/incoming-hooks/messages/999999`)).body.code).toBe(
    'MESSAGE_NOT_FOUND',
  );
  expect((await server.call('GET', `${API}/incoming-hooks/${id}/messages?status=odd`)).status).toBe(400);
  expect((await server.call('GET', `${API}/incoming-hooks/messages/x`)).status).toBe(400);
});
