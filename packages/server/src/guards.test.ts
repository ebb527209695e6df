import { until } from '@tutti/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assertLoopback } from './guards.ts';
import { rawRequest } from '../test/raw-request.ts';
import { startTestApp } from '../test/start-test-app.ts';
import type { TestApp } from '../test/start-test-app.ts';

let server: TestApp;
let port: string;
beforeAll(async () => {
  server = await startTestApp();
  port = new URL(server.url).port;
});
afterAll(() => server.close());

const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};
/** A read, a write and a WebSocket upgrade: what is refused to one is refused to all. */
const attempts = {
  GET: (headers: Record<string, string>) => rawRequest(`${server.url}/api/scheduler/status`, { headers }),
  POST: (headers: Record<string, string>) =>
    rawRequest(`${server.url}/api/scheduler/start`, { method: 'POST', headers }),
  WebSocket: (headers: Record<string, string>) =>
    rawRequest(`${server.url}/ws`, { headers: { ...UPGRADE, ...headers } }),
};
const connectionsOf = ({ app }: TestApp) =>
  new Promise<number>((resolve) => app.server.getConnections((_error, count) => resolve(count)));
const passed = { GET: 200, POST: 200, WebSocket: 101 };

describe.each(Object.keys(attempts) as (keyof typeof attempts)[])('%s', (kind) => {
  const attempt = attempts[kind];

  test.each([
    'localhost',
    'LOCALHOST',
    'localhost:PORT',
    'tutti.localhost:PORT',
    '127.0.0.1:PORT',
    '127.8.9.10:PORT',
    '[::1]:PORT',
  ])('Host %s passes', async (host) => {
    expect((await attempt({ host: host.replace('PORT', port) })).status).toBe(passed[kind]);
  });

  test.each([
    'evil.example',
    'evil.example:PORT',
    'localhost.evil.example:PORT',
    '127.0.0.1.evil.example',
    'notlocalhost',
    '0.0.0.0:PORT',
    '[::]:PORT',
    '10.0.0.1:PORT',
    '192.168.1.5',
    'localhost@evil.example',
    'evil.example#localhost',
    '169.254.169.254',
    '[::ffff:7f00:1]:PORT',
    'localhost:PORT:1',
    '128.0.0.1',
    ' ',
  ])('Host %s is refused', async (host) => {
    const answer = await attempt({ host: host.replace('PORT', port) });
    expect([answer.status, answer.body.code]).toEqual([403, 'HOST_REFUSED']);
  });

  test.each(['http://127.0.0.1:PORT', 'http://localhost:PORT', 'http://[::1]:PORT'])(
    'Origin %s passes',
    async (origin) => {
      expect(
        (await attempt({ host: `localhost:${port}`, origin: origin.replace('PORT', port) })).status,
      ).toBe(passed[kind]);
    },
  );

  test.each([
    'http://evil.example',
    'http://evil.example:PORT',
    'http://127.0.0.1:1',
    'http://localhost',
    'null',
    'https://localhost',
    'file://',
    'chrome-extension://abc',
    'garbage',
  ])('Origin %s is refused', async (origin) => {
    const answer = await attempt({ host: `localhost:${port}`, origin: origin.replace('PORT', port) });
    expect([answer.status, answer.body.code]).toEqual([403, 'CROSS_SITE']);
  });

  test.each([
    ['same-origin', true],
    ['none', true],
    ['same-site', false],
    ['cross-site', false],
  ])('Sec-Fetch-Site %s passes: %s', async (site, passes) => {
    const answer = await attempt({
      host: `localhost:${port}`,
      'sec-fetch-site': site,
      'sec-fetch-mode': 'cors',
    });
    expect(answer.status).toBe(passes ? passed[kind] : 403);
  });

  test('opening a page by a link from another site passes, everything else that navigates does not', async () => {
    const link = {
      host: `localhost:${port}`,
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    expect((await attempt(link)).status).toBe(kind === 'POST' ? 403 : passed[kind]);
    expect((await attempt({ ...link, 'sec-fetch-dest': 'iframe' })).status).toBe(403);
  });
});

test.each([
  ['application/json', 400],
  ['application/json; charset=utf-8', 400],
  ['Application/JSON', 400],
  ['text/plain', 415],
  ['application/x-www-form-urlencoded', 415],
  ['multipart/form-data; boundary=x', 415],
  ['application/jsonp', 415],
  ['application/merge-patch+json', 415],
  ['text/plain; application/json', 415],
  ['', 415],
])('a body of type "%s" is answered with %i', async (type, status) => {
  const answer = await rawRequest(`${server.url}/api/execution/executions`, {
    method: 'POST',
    headers: { ...(type && { 'content-type': type }) },
    body: '{}',
  });
  expect(answer.status).toBe(status);
});

test('a chunked body without a type, and a compressed one, are refused', async () => {
  const chunked = await rawRequest(`${server.url}/api/scheduler/start`, {
    method: 'POST',
    headers: { 'transfer-encoding': 'chunked' },
    body: 'a=1',
  });
  expect(chunked.status).toBe(415);
  const packed = await rawRequest(`${server.url}/api/scheduler/start`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    body: '{}',
  });
  expect(packed).toMatchObject({ status: 415, body: { detail: expect.stringContaining('gzip') } });
});

test('refused upgrades leave no connection behind', async () => {
  const before = await connectionsOf(server);
  for (let round = 0; round < 20; round++) await attempts.WebSocket({ host: 'evil.example' });
  await until(async () => (await connectionsOf(server)) <= before);
});

test('a POST without a body needs no content type', async () => {
  expect((await rawRequest(`${server.url}/api/scheduler/start`, { method: 'POST' })).status).toBe(200);
});

test('no answer lets another origin read it, and pages carry the policy', async () => {
  const api = await rawRequest(`${server.url}/api/scheduler/status`);
  expect(api.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  });
  const page = await rawRequest(`${server.url}/docs/`);
  expect(page.headers['content-security-policy']).toContain("script-src 'self';");
  expect(page.headers['content-security-policy']).toContain("style-src 'self' 'unsafe-inline'");
  for (const { headers } of [api, page]) {
    expect(
      Object.keys(headers).filter(
        (name) => name.startsWith('access-control') || name === 'strict-transport-security',
      ),
    ).toEqual([]);
  }
});

test.each(['localhost', '127.0.0.1', '127.1.2.3', '::1'])('binding to %s is fine', (host) => {
  expect(() => assertLoopback(host)).not.toThrow();
});
test.each(['0.0.0.0', '::', '192.168.1.5', 'example.com', 'localhost.example.com', ''])(
  'binding to "%s" is refused',
  (host) => {
    expect(() => assertLoopback(host)).toThrow(/bind to 127\.0\.0\.1/);
  },
);
