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
