import { once } from 'node:events';
import { type IncomingMessage, type RequestListener, type Server, createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { freePort, until } from '@tutti/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../../execution/index.ts';
import { systemClock } from '../../kernel/index.ts';
import { testContext } from '../test-context.ts';
import { httpRequestHandler } from './http-request.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function setup(allow?: string[]): (config: Record<string, unknown>) => Promise<Outcome> {
  const { handler, close } = httpRequestHandler({ allow, clock: systemClock });
  closing.push(close);
  return async (config) => handler.run(testContext(config));
}

const resultOf = (outcome: Outcome): Record<string, unknown> => {
  expect(outcome.kind, JSON.stringify(outcome)).toBe('completed');
  return (outcome as { result: Record<string, unknown> }).result;
};

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

describe('a request', () => {
  it('brings back status, headers and body', async () => {
    const origin = await serve((request, response) => {
      void textOf(request).then((body) => {
        response.writeHead(201, {
          'content-type': 'application/json; charset=utf-8',
          'set-cookie': 'a=1',
          'X-Kind': 'k',
        });
        response.end(
          JSON.stringify({
            method: request.method,
            url: request.url,
            type: request.headers['content-type'],
            agent: request.headers['user-agent'],
            body,
          }),
        );
      });
    });
    const result = resultOf(await setup()({ method: 'POST', url: `${origin}/a?b=c`, body: { x: 'ü' } }));
    expect(result).toMatchObject({
      status: 201,
      truncated: false,
      url: `${origin}/a?b=c`,
      headers: { 'x-kind': 'k' },
    });
    expect(result['body']).toEqual({
      method: 'POST',
      url: '/a?b=c',
      type: 'application/json',
      agent: 'tutti',
      body: '{"x":"ü"}',
    });
    expect(result['headers']).not.toHaveProperty('set-cookie');
    expect(result['durationMs']).toEqual(expect.any(Number));
  });

  it('logs one line for itself and one for the answer, without name and password', async () => {
    const origin = await serve((_, response) => response.end());
    const { handler, close } = httpRequestHandler({ allow: undefined, clock: systemClock });
    closing.push(close);
    const context = testContext({ url: `${origin.replace('//', '//user:secret@')}/x?q=1` });
    await handler.run(context);
    expect(context.logged('system')).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/x\?q=1\n200 OK in \d+ ms\n$/);
  });

  it('takes headers that a template has made numbers, and refuses what no header or address can be', async () => {
    const origin = await serve((request, response) => response.end(request.headers['x-n']));
    const send = setup();
    expect(resultOf(await send({ url: origin, headers: { 'X-N': 5 } }))['body']).toBe('5');
    for (const config of [
      { url: 'ftp://x/' },
      { url: 'file:///etc/passwd' },
      { url: 'nothing' },
      { url: origin, headers: { X: 'a\r\nInjected: 1' } },
      { url: origin, headers: { X: {} } },
      { url: origin, headers: 1 },
    ]) {
      expect(await send(config), JSON.stringify(config)).toMatchObject({
        kind: 'failed',
        error: { code: 'TASK_CONFIG_INVALID', permanent: true },
      });
    }
    for (const headers of [{ 'Transfer-Encoding': 'chunked' }, { 'Content-Length': '7' }]) {
      expect(await send({ method: 'POST', url: origin, body: 'b', headers })).toMatchObject({
        error: { code: 'TASK_CONFIG_INVALID', permanent: true },
      });
    }
  });

  it('asks for what Retry-After says', async () => {
    const origin = await serve((_, response) => response.writeHead(503, { 'retry-after': '3' }).end('busy'));
    expect(await setup()({ url: origin })).toMatchObject({
      kind: 'failed',
      retryAfterMs: 3000,
      error: { code: 'HTTP_STATUS', permanent: false, data: { status: 503, body: 'busy' } },
    });
  });
});

describe('the body of an answer', () => {
  it('is cut, and no more of it is read than needed', async () => {
    let sent = 0;
    const ended = Promise.withResolvers<void>();
    const origin = await serve((_, response) => {
      const write = (): void => {
        while (!response.closed && response.write('é'.repeat(10_000))) sent += 20_000;
      };
      response.on('drain', write).on('close', ended.resolve);
      write();
    });
    const result = resultOf(await setup()({ url: origin }));
    expect(result['body']).toBe('é'.repeat(10_000));
    expect(result['truncated']).toBe(true);
    await ended.promise;
    expect(sent).toBeLessThan(20_000_000);
  });

  it('is unpacked no further than needed', async () => {
    const bomb = gzipSync(Buffer.alloc(100_000_000));
    const origin = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    );
    const before = process.memoryUsage().rss;
    expect(resultOf(await setup()({ url: origin }))).toMatchObject({ truncated: true });
    expect(process.memoryUsage().rss - before).toBeLessThan(80_000_000);
  });

  it.each([
    ['application/json', '{"a":1}', { a: 1 }],
    ['application/problem+json; charset=utf-8', '[1]', [1]],
    ['application/json', '{broken', '{broken'],
    ['application/json', '', ''],
    ['text/plain', '{"a":1}', '{"a":1}'],
    ['application/jsonp', '1', '1'],
    ['text/plain; charset=latin1', Buffer.from([0xfc]), 'ü'],
    ['text/plain; charset=unheard-of', 'ü', 'ü'],
  ])('of type %s, %j, is %j', async (type, body, expected) => {
    const origin = await serve((_, response) => response.writeHead(200, { 'content-type': type }).end(body));
    expect(resultOf(await setup()({ url: origin }))['body']).toEqual(expected);
  });

  it('may hold what is expected beyond the cut', async () => {
    const origin = await serve((_, response) => {
      response.write('x'.repeat(50_000));
      response.end('the needle');
    });
    const send = setup();
    expect(resultOf(await send({ url: origin, expect: { bodyIncludes: 'xthe needle' } }))).toMatchObject({
      truncated: true,
    });
    expect(await send({ url: origin, expect: { bodyIncludes: 'haystack' } })).toMatchObject({
      error: { code: 'EXPECTATION_FAILED' },
    });
  });

  it('of a HEAD request is empty', async () => {
    const origin = await serve((_, response) => response.writeHead(200, { 'content-length': '5' }).end());
    expect(resultOf(await setup()({ method: 'HEAD', url: origin }))).toMatchObject({
      body: '',
      truncated: false,
    });
  });
});

describe('redirects', () => {
  it('are followed, five at most', async () => {
    const origin = await serve((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left > 0) response.writeHead(302, { location: `/${left - 1}` }).end('moved');
      else response.end('here');
    });
    const send = setup();
    expect(resultOf(await send({ url: `${origin}/5` }))).toMatchObject({ body: 'here', url: `${origin}/0` });
    expect(await send({ url: `${origin}/6` })).toMatchObject({
      kind: 'failed',
      error: { code: 'TOO_MANY_REDIRECTS', permanent: true },
    });
  });

  it('take no credentials to another origin', async () => {
    const seen: IncomingMessage['headers'][] = [];
    const other = await serve((request, response) => {
      seen.push(request.headers);
      response.end();
    });
    const origin = await serve((_, response) => response.writeHead(307, { location: other }).end());
    resultOf(
      await setup()({
        method: 'POST',
        url: origin,
        body: 'b',
        headers: { Authorization: 'Bearer t', Cookie: 'c=1', 'X-Mine': 'm' },
      }),
    );
    expect(seen[0]).toMatchObject({ 'x-mine': 'm', 'content-length': '1' });
    expect(seen[0]).not.toHaveProperty('authorization');
    expect(seen[0]).not.toHaveProperty('cookie');
  });

  it('are the answer when they are what is expected, or lead nowhere', async () => {
    const origin = await serve((request, response) =>
      response.writeHead(302, request.url === '/bare' ? {} : { location: '/elsewhere' }).end(),
    );
    const send = setup();
    expect(resultOf(await send({ url: origin, expect: { status: 302 } }))).toMatchObject({
      status: 302,
      headers: { location: '/elsewhere' },
    });
    expect(await send({ url: `${origin}/bare` })).toMatchObject({ error: { code: 'HTTP_STATUS' } });
  });

  it.each([
    'http://169.254.169.254/latest',
    'http://[fe80::1]/',
    'http://2852039166/',
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
    'http://[',
  ])('to %s are refused', async (location) => {
    const origin = await serve((_, response) => response.writeHead(302, { location }).end());
    expect(await setup()({ url: origin })).toMatchObject({
      kind: 'failed',
      error: {
        code: 'ADDRESS_REFUSED',
        permanent: true,
        message: expect.stringContaining('TUTTI_HTTP_ALLOW') as string,
      },
    });
  });
});

describe('with a list of addresses', () => {
  it('nothing near is reached, by whatever name', async () => {
    let asked = 0;
    const origin = await serve((_, response) => {
      asked++;
      response.end('secret');
    });
    const { port } = new URL(origin);
    const send = setup([]);
    const hosts = [
      '127.0.0.1',
      'localhost',
      '127.1',
      '2130706433',
      '0x7f.1',
      '0',
      '127.0.0.1.',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '[64:ff9b::7f00:1]',
      '10.0.0.1',
      '[fd00::1]',
      '169.254.169.254',
    ];
    for (const host of hosts) {
      expect(await send({ url: `http://${host}:${port}/` }), host).toMatchObject({
        kind: 'failed',
        error: {
          code: 'ADDRESS_REFUSED',
          permanent: true,
          message: expect.stringContaining('TUTTI_HTTP_ALLOW') as string,
        },
      });
      expect(await send({ url: `https://${host}:${port}/` }), host).toMatchObject({
        error: { code: 'ADDRESS_REFUSED' },
      });
    }
    // Not every resolver knows it with a dot.
    expect(await send({ url: `http://localhost.:${port}/` })).toMatchObject({ kind: 'failed' });
    expect(asked).toBe(0);
  });

  it('what is listed is reached, and a redirect from there is checked like any address', async () => {
    const other = await serve((_, response) => response.end('secret'));
    const origin = await serve((request, response) =>
      response
        .writeHead(request.url === '/away' ? 302 : 200, { location: other.replace('127.0.0.1', '127.0.0.2') })
        .end('listed'),
    );
    const { port } = new URL(origin);
    expect(resultOf(await setup(['127.0.0.1/32'])({ url: origin }))['body']).toBe('listed');
    expect(resultOf(await setup(['localhost'])({ url: `http://localhost:${port}/` }))['body']).toBe('listed');
    expect(await setup(['127.0.0.1/32'])({ url: `${origin}/away` })).toMatchObject({
      error: { code: 'ADDRESS_REFUSED', message: expect.stringContaining('127.0.0.2') as string },
    });
  });
});

describe('without an answer', () => {
  it('it may be tried again', async () => {
    const port = await freePort();
    const refusing = createTcpServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(refusing, 'listening');
    closing.push(() => refusing.close());
    const cutting = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
      setImmediate(() => response.destroy());
    });
    const table: [string, string][] = [
      [`http://127.0.0.1:${port}/`, 'ECONNREFUSED'],
      [`http://localhost:${port}/`, 'ECONNREFUSED'],
      ['http://no-such-host.invalid/', 'ENOTFOUND'],
      [`http://127.0.0.1:${(refusing.address() as AddressInfo).port}/`, 'UND_ERR_SOCKET'],
      [cutting, 'UND_ERR_SOCKET'],
    ];
    for (const [url, cause] of table) {
      const outcome = await setup()({ url });
      expect(outcome, url).toMatchObject({
        kind: 'failed',
        error: { code: 'HTTP_CONNECTION_FAILED', permanent: false },
      });
      const { message, data } = (outcome as { error: { message: string; data: { cause: string } } }).error;
      expect(message).toContain(new URL(url).host);
      // A resolver that is itself out of reach says so.
      expect([cause, ...(cause === 'ENOTFOUND' ? ['EAI_AGAIN'] : [])]).toContain(data.cause);
    }
  });

  it.each([
    ['cancelled', { kind: 'abandoned' }],
    ['shutdown', { kind: 'released' }],
    ['timeout', { kind: 'timeout' }],
  ] as const)('it ends when it is %s', async (reason, expected) => {
    let open = 0;
    const origin = await serve((request, response) => {
      open++;
      response.on('close', () => open--);
      if (request.url === '/slow-body') response.write('some');
    });
    const { handler, close } = httpRequestHandler({ allow: undefined, clock: systemClock });
    closing.push(close);
    for (const path of ['/', '/slow-body']) {
      const context = testContext({ url: origin + path });
      const ended = handler.run(context);
      await until(() => open === 1);
      context.stop(reason);
      expect(await ended).toMatchObject(expected);
      await until(() => open === 0);
    }
  });
});
