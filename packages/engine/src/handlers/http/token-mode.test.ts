/** Where others give the orders, no request reaches this machine, its networks or the cloud's metadata. Real sockets. */
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { hostname } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../kernel/index.ts';
import { createBuiltInHandlers } from '../index.ts';
import { testContext } from '../test-context.ts';

const PORT = 'PORT';
let port = 0;
let requests: string[] = [];
let location = '';
const answer = (request: IncomingMessage, response: ServerResponse): void => {
  requests.push(`${request.headers.host}${request.url}`);
  if (request.url === '/redirect') response.writeHead(302, { location });
  response.end('inside');
};
const servers = ['127.0.0.1', '::1'].map((host) => ({ host, server: createServer(answer) }));
const closed = createBuiltInHandlers({ log: silentLog, httpAllow: [] });
const open = createBuiltInHandlers({ log: silentLog });
const listed = createBuiltInHandlers({ log: silentLog, httpAllow: ['127.0.0.1'] });

beforeAll(async () => {
  for (const { server, host } of servers) {
    await new Promise<void>((listening) => server.listen(port, host, listening));
    port = (server.address() as { port: number }).port;
  }
});
afterAll(async () => {
  for (const { server } of servers) server.close();
  await Promise.all([closed.close(), open.close(), listed.close()]);
});

async function get(built: typeof closed, url: string) {
  requests = [];
  const config = { url: url.replace(PORT, String(port)), timeoutMs: 3000 };
  const outcome = await built.handlers[1]?.run(testContext(config));
  return { outcome, requests };
}
const refused = {
  kind: 'failed',
  error: {
    code: 'ADDRESS_REFUSED',
    permanent: true,
    message: expect.stringContaining('TUTTI_HTTP_ALLOW') as string,
  },
};

describe('this machine', () => {
  it.each([
    'http://127.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://127.0.1:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f000001:PORT/',
    'http://0x7f.0.0.1:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://017700000001:PORT/',
    'http://127.0.0.1.:PORT/',
    'http://127%2e0%2e0%2e1:PORT/',
    'http://１２７.０.０.１:PORT/',
    'http://①②⑦.0.0.1:PORT/',
    'http://0.0.0.0:PORT/',
    'http://0:PORT/',
    'http://[::]:PORT/',
    'http://[::1]:PORT/',
    'http://[0:0:0:0:0:0:0:1]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://[::127.0.0.1]:PORT/',
    'http://[64:ff9b::7f00:1]:PORT/',
    'http://[2002:7f00:1::]:PORT/',
    'http://localhost:PORT/',
    'http://LOCALHOST:PORT/',
    `http://${hostname()}:PORT/`,
    'http://public.example@127.0.0.1:PORT/',
    'http://public.example:80@127.0.0.1:PORT/',
    'http://127.0.0.1:PORT#@public.example/',
    'http:\\\\127.0.0.1:PORT/',
    'http:/127.0.0.1:PORT/',
    'http:127.0.0.1:PORT/',
  ])('is not reached as %s', async (url) => {
    expect(await get(closed, url)).toEqual({ outcome: refused, requests: [] });
  });

  it('is not reached by a name that only some resolvers know', async () => {
    const { outcome, requests: seen } = await get(closed, 'http://localhost.:PORT/');
    expect(seen).toEqual([]);
    expect(outcome).toMatchObject({ kind: 'failed' });
  });

  it.each(['http://127.0.0.1:PORT/', 'http://[::1]:PORT/', 'http://localhost:PORT/'])(
    'is reached as %s in local mode',
    async (url) => {
      expect(await get(open, url)).toMatchObject({
        outcome: { kind: 'completed' },
        requests: [expect.any(String)],
      });
    },
  );
});

it.each([
  'http://169.254.169.254/latest/meta-data/',
  'http://[::ffff:169.254.169.254]/',
  'http://2852039166/',
  'http://0xa9fea9fe/',
  'http://[fd00:ec2::254]/latest/meta-data/',
  'http://[fe80::1]/',
  'http://100.100.100.200/',
  'http://192.0.0.192/',
  'http://168.63.129.16/',
  'http://[fd20:ce::254]/',
])('%s is reached in no mode', async (url) => {
  for (const built of [closed, open, listed]) expect((await get(built, url)).outcome).toEqual(refused);
});

it.each([
  'http://10.0.0.1/',
  'http://172.16.0.1/',
  'http://192.168.0.1/',
  'http://100.64.0.1/',
  'http://[fd00::1]/',
])('%s, a private network, is not reached', async (url) =>
  expect((await get(closed, url)).outcome).toEqual(refused),
);

describe('a redirect', () => {
  it.each([
    'http://127.0.0.2:PORT/',
    'http://[::1]:PORT/',
    'http://localhost.localdomain.:PORT/',
    'http://169.254.169.254/latest/meta-data/',
    '//[::ffff:127.0.0.2]:PORT/',
    'file:///etc/passwd',
    'gopher://127.0.0.1:PORT/',
  ])('to %s is not followed from a host that is listed', async (target) => {
    location = target.replace(PORT, String(port));
    const { outcome, requests: seen } = await get(listed, 'http://127.0.0.1:PORT/redirect');
    if (target.includes('localdomain')) expect(outcome).toMatchObject({ kind: 'failed' });
    else expect(outcome).toEqual(refused);
    expect(seen).toEqual([`127.0.0.1:${port}/redirect`]);
  });
});
