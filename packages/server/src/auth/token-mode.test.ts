import { createEngine, silentLog } from '@tutti/engine';
import { until } from '@tutti/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rawRequest } from '../../test/raw-request.ts';
import { startTestApp } from '../../test/start-test-app.ts';
import type { TestApp } from '../../test/start-test-app.ts';
import { openTestSocket } from '../../test/test-socket.ts';

let server: TestApp;
let admin: string;
beforeAll(async () => {
  server = await startTestApp({
    configuration: { auth: 'token', allowedHosts: ['tutti.example.com'], trustProxy: 'loopback' },
  });
  admin = (await server.engine.tokens.create({ name: 'root', roles: ['admin'], rateLimit: 'none' })).secret;
});
afterAll(() => server.close());

const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
const call = (method: string, path: string, body?: unknown, secret = admin) =>
  server.call(method, `/api/v2${path}`, body, bearer(secret));
let names = 0;
async function tokenOf(
  fields: object = { roles: ['viewer'] },
): Promise<{ id: number; secret: string; name: string }> {
  const { status, body } = await call('POST', '/tokens', {
    name: `t${++names}`,
    rateLimit: 'none',
    ...fields,
  });
  expect(status).toBe(201);
  return body;
}
async function signIn(body: object, headers: Record<string, string> = {}) {
  const answer = await rawRequest(`${server.url}/api/v2/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const [setCookie = ''] = answer.headers['set-cookie'] ?? [];
  return { ...answer, setCookie, cookie: setCookie.split(';')[0] ?? '' };
}
const rowsHolding = async (secret: string): Promise<number> => {
  const [row] = await server.database.query<{ n: number }>(
    `select (select count(*) from tokens t where t::text like $1)::int
          + (select count(*) from audit_log t where t::text like $1)::int
          + (select count(*) from http_idempotency t where t::text like $1)::int
          + (select count(*) from events t where t::text like $1)::int
          + (select count(*) from sign_in_codes t where t::text like $1)::int as n`,
    [`%${secret}%`],
  );
  return row?.n ?? -1;
};

describe('tokens', () => {
  test('the secret is shown once and kept nowhere', async () => {
    const { id, secret } = await tokenOf();
    expect(secret).toMatch(/^tutti_[\w-]{43}$/);
    const { body } = await call('GET', `/tokens/${id}`);
    expect(body).toMatchObject({
      id,
      kind: 'token',
      hint: secret.slice(0, 10),
      roles: ['viewer'],
      revokedAt: null,
    });
    const list = await call('GET', '/tokens');
    expect(JSON.stringify([body, list.body])).not.toContain(secret);
    expect(await rowsHolding(secret)).toBe(0);
    const repeated = await server.call(
      'POST',
      '/api/v2/tokens',
      { name: 'keyed', roles: ['viewer'] },
      {
        ...bearer(admin),
        'idempotency-key': 'k1',
      },
    );
    expect(await rowsHolding(repeated.body.secret)).toBe(0);
  });

  test('whoami tells who calls', async () => {
    const { id, secret, name } = await tokenOf({ roles: ['viewer'], scopes: ['events:write'] });
    expect((await call('GET', '/whoami', undefined, secret)).body).toEqual({
      mode: 'token',
      actor: `${name}#${id}`,
      kind: 'token',
      token: { id, name },
      roles: ['viewer'],
      scopes: ['*:read', 'events:write'],
      expiresAt: null,
    });
  });

  test('acts carry the name of the token into events, audit and the execution', async () => {
    const { id, secret, name } = await tokenOf({ roles: ['operator'] });
    const made = await call(
      'POST',
      '/execution/executions',
      { taskType: 'shell_command', taskConfig: { command: 'true' }, delayMs: 60_000 },
      secret,
    );
    expect(made.body.trigger).toEqual({ kind: 'api', actor: `${name}#${id}` });
    const read = await call('GET', `/execution/executions/${made.body.id}`, undefined, secret);
    expect(read.body.trigger.actor).toBe(`${name}#${id}`);
    await call('POST', `/execution/executions/${made.body.id}/cancel`, { reason: 'enough' }, secret);
    const { body } = await call('GET', `/audit?actor=${encodeURIComponent(`${name}#${id}`)}`);
    expect(body.items).toMatchObject([
      {
        action: 'execution.cancelled',
        entityType: 'execution',
        entityId: made.body.executionId,
        before: { status: 'pending' },
        after: { reason: 'enough' },
        requestId: expect.stringMatching(/^[\w-]{36}$/),
      },
    ]);
  });

  test('last use is kept, in batches', async () => {
    const { id, secret } = await tokenOf();
    await call('GET', '/whoami', undefined, secret);
    await (server.engine.tokens as unknown as { stop(): Promise<void> }).stop();
    expect((await call('GET', `/tokens/${id}`)).body.lastUsedAt).toEqual(expect.any(String));
  });

  test('an edit counts at once; a revocation too, and is for good', async () => {
    const { id, secret } = await tokenOf();
    expect((await call('POST', '/scheduler/start', undefined, secret)).status).toBe(403);
    expect((await call('PATCH', `/tokens/${id}`, { roles: ['operator'] })).status).toBe(200);
    expect((await call('POST', '/scheduler/start', undefined, secret)).status).toBe(200);
    expect((await call('DELETE', `/tokens/${id}`)).status).toBe(204);
    expect((await call('DELETE', `/tokens/${id}`)).status).toBe(204);
    const refused = await call('GET', '/whoami', undefined, secret);
    expect(refused.body).toMatchObject({
      status: 401,
      code: 'UNAUTHENTICATED',
      detail: expect.stringContaining('revoked'),
    });
    expect(refused.headers.get('www-authenticate')).toBe('Bearer realm="tutti"');
    expect((await call('PATCH', `/tokens/${id}`, { roles: ['viewer'] })).body.code).toBe('TOKEN_REVOKED');
    const actions = (await call('GET', `/audit?entityType=token&entityId=${id}`)).body.items;
    expect(actions.map(({ action }: { action: string }) => action)).toEqual([
      'token.revoked',
      'token.updated',
      'token.created',
    ]);
  });

  test('a name is free again once its token is revoked', async () => {
    const { id, name } = await tokenOf();
    const twin = await call('POST', '/tokens', { name, roles: ['viewer'] });
    expect(twin.body).toMatchObject({ status: 409, code: 'TOKEN_NAME_TAKEN', errors: [{ field: 'name' }] });
    await call('DELETE', `/tokens/${id}`);
    expect((await call('POST', '/tokens', { name, roles: ['viewer'] })).status).toBe(201);
  });

  test.each<[object, string]>([
    [{ name: 'x' }, 'roles'],
    [{ name: '', roles: ['viewer'] }, 'name'],
    [{ name: 'x', roles: ['boss'] }, 'roles.0'],
    [{ name: 'x', scopes: ['schedule:read'] }, 'scopes.0'],
    [{ name: 'x', scopes: ['schedules:delete'] }, 'scopes.0'],
    [{ name: 'x', roles: ['viewer'], expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
    [{ name: 'x', roles: ['viewer'], rateLimit: 'fast' }, 'rateLimit'],
  ])('%j is refused', async (body, field) => {
    const answer = await call('POST', '/tokens', body);
    expect(answer.body).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
    expect(answer.body.errors.map((error: { field: string }) => error.field)).toContain(field);
  });
});

describe('rights never grow', () => {
  test('by making, changing or ending tokens', async () => {
    const strong = await tokenOf({ roles: ['admin'] });
    const { secret, id } = await tokenOf({ scopes: ['tokens:admin', 'schedules:read'] });
    const make = (fields: object) => call('POST', '/tokens', { name: `n${++names}`, ...fields }, secret);
    expect((await make({ scopes: ['schedules:read'] })).status).toBe(201);
    for (const fields of [
      { roles: ['viewer'] },
      { roles: ['admin'] },
      { scopes: ['*:*'] },
      { scopes: ['schedules:*'] },
      { scopes: ['*:read'] },
    ]) {
      const { body } = await make(fields);
      expect(body).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    }
    expect((await call('PATCH', `/tokens/${id}`, { roles: ['admin'] }, secret)).status).toBe(403);
    expect((await call('PATCH', `/tokens/${strong.id}`, { name: 'weak' }, secret)).status).toBe(403);
    expect(
      (await call('PATCH', `/tokens/${strong.id}`, { roles: [], scopes: ['schedules:read'] }, secret)).status,
    ).toBe(403);
    expect((await call('DELETE', `/tokens/${strong.id}`, undefined, secret)).status).toBe(403);
    expect((await call('GET', '/whoami', undefined, strong.secret)).status).toBe(200);
  });

  test('nor do they last longer', async () => {
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    const { secret, id } = await tokenOf({ roles: ['admin'], expiresAt: soon });
    const make = (fields: object) =>
      call('POST', '/tokens', { name: `n${++names}`, roles: ['viewer'], ...fields }, secret);
    expect((await make({})).body).toMatchObject({ status: 403, errors: [{ field: 'expiresAt', fix: soon }] });
    expect((await make({ expiresAt: soon })).status).toBe(201);
    expect((await call('PATCH', `/tokens/${id}`, { expiresAt: null }, secret)).status).toBe(403);
    expect((await call('PATCH', `/tokens/${id}`, { expiresAt: null })).status).toBe(200);
  });
});

describe('signing in', () => {
  test('with a token sets a cookie that scripts and other sites cannot use', async () => {
    const { secret, id, name } = await tokenOf();
    const { status, body, setCookie, cookie } = await signIn({ token: secret });
    expect(status).toBe(200);
    expect(body).toMatchObject({ kind: 'session', token: { id, name }, roles: ['viewer'] });
    expect(setCookie).toMatch(
      /^tutti_session=tutti_session_[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Expires=/,
    );
    expect(setCookie).not.toContain('Secure');
    const me = await rawRequest(`${server.url}/api/v2/whoami`, { headers: { cookie } });
    expect(me.body).toMatchObject({ kind: 'session', token: { id } });
    expect(await rowsHolding(cookie.split('=')[1] ?? '')).toBe(0);
    const secure = await signIn(
      { token: secret },
      { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'tutti.example.com' },
    );
    expect(secure.setCookie).toMatch(/; Secure$/);
  });

  test('signing out ends the session; revoking the token ends all of them', async () => {
    const { secret, id } = await tokenOf();
    const [one, two] = [await signIn({ token: secret }), await signIn({ token: secret })];
    const me = ({ cookie }: { cookie: string }) =>
      rawRequest(`${server.url}/api/v2/whoami`, { headers: { cookie } });
    const out = await rawRequest(`${server.url}/api/v2/auth/sign-out`, {
      method: 'POST',
      headers: { cookie: one.cookie, origin: server.url },
    });
    expect(out.status).toBe(204);
    expect(out.headers['set-cookie']?.[0]).toContain('Max-Age=0');
    expect((await me(one)).status).toBe(401);
    expect((await me(two)).status).toBe(200);
    await call('DELETE', `/tokens/${id}`);
    expect((await me(two)).status).toBe(401);
  });

  test('with a code works once, while it is fresh', async () => {
    const code = await server.engine.tokens.createSignInCode();
    const first = await signIn({ code });
    expect(first.body).toMatchObject({ kind: 'session', roles: ['admin'] });
    expect((await signIn({ code })).body).toMatchObject({ status: 401, code: 'SIGN_IN_REFUSED' });
    const old = await server.engine.tokens.createSignInCode();
    await server.database.query(`update sign_in_codes set expires_at = now() where used_at is null`);
    expect((await signIn({ code: old })).status).toBe(401);
    // What its owner makes may outlive the session.
    const made = await rawRequest(`${server.url}/api/v2/tokens`, {
      method: 'POST',
      headers: { cookie: first.cookie, origin: server.url, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'from the link', roles: ['admin'] }),
    });
    expect(made.status).toBe(201);
  });

  test('a session is no token to sign in with, nor is what is revoked', async () => {
    const { secret, id } = await tokenOf();
    const { cookie } = await signIn({ token: secret });
    expect((await signIn({ token: cookie.split('=')[1] })).status).toBe(401);
    await call('DELETE', `/tokens/${id}`);
    expect((await signIn({ token: secret })).body).toMatchObject({ code: 'SIGN_IN_REFUSED' });
    expect((await signIn({ token: 'tutti_nonsense' })).status).toBe(401);
    expect((await signIn({})).status).toBe(400);
    expect((await signIn({ token: 'a', code: 'b' })).status).toBe(400);
  });
});

describe('a cookie', () => {
  const origin = () => server.url;
  const start = (headers: Record<string, string>) =>
    rawRequest(`${server.url}/api/v2/scheduler/start`, { method: 'POST', headers });
  let cookie: string;
  beforeAll(async () => {
    cookie = (await signIn({ token: (await tokenOf({ roles: ['admin'] })).secret })).cookie;
  });

  test('changes something only for a page of this server', async () => {
    expect((await start({ cookie, origin: origin() })).status).toBe(200);
    for (const headers of [
      { cookie },
      { cookie, origin: 'https://evil.example' },
      { cookie, origin: 'null' },
      { cookie, origin: `${origin()}1` },
      { cookie, origin: origin(), 'sec-fetch-site': 'cross-site' },
    ])
      expect((await start(headers)).body).toMatchObject({ status: 403, code: 'CROSS_SITE' });
  });

  test('is not heard under a name that may have been rebound', async () => {
    const host = 'evil.example';
    expect((await start({ cookie, host, origin: `http://${host}` })).body.code).toBe('HOST_REFUSED');
    const named = { cookie, host: 'tutti.example.com', origin: 'https://tutti.example.com' };
    expect((await start(named)).status).toBe(200);
    const behindProxy = {
      cookie,
      'x-forwarded-host': 'tutti.example.com',
      'x-forwarded-proto': 'https',
      origin: 'https://tutti.example.com',
    };
    expect((await start(behindProxy)).status).toBe(200);
  });

  test('opens a socket only from a page of this server', async () => {
    const upgrade = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    };
    const open = (headers: Record<string, string>) =>
      rawRequest(`${server.url}/ws`, { headers: { ...upgrade, ...headers } });
    expect((await open({})).status).toBe(401);
    expect((await open({ cookie })).status).toBe(403);
    expect((await open({ cookie, origin: 'https://evil.example' })).status).toBe(403);
    expect((await open({ cookie, origin: origin() })).status).toBe(101);
    expect((await open(bearer(admin))).status).toBe(101);
    expect((await rawRequest(`${server.url}/ws?token=${admin}`, { headers: upgrade })).status).toBe(401);
  });

  test('wrong content types and foreign pages are refused whatever the token', async () => {
    const post = (headers: Record<string, string>) =>
      rawRequest(`${server.url}/api/v2/tokens`, {
        method: 'POST',
        headers: { ...bearer(admin), ...headers },
        body: '{}',
      });
    expect((await post({ 'content-type': 'text/plain' })).status).toBe(415);
    expect(
      (await post({ 'content-type': 'application/json', origin: 'https://evil.example' })).body.code,
    ).toBe('CROSS_SITE');
  });
});

describe('sockets', () => {
  test('end with the token', async () => {
    const { secret, id } = await tokenOf();
    const socket = openTestSocket(server.url, { headers: bearer(secret) });
    await socket.next('connected');
    await call('DELETE', `/tokens/${id}`);
    expect(await socket.closed).toBe(1008);
  });

  test('end when it expires', async () => {
    const { secret } = await tokenOf({
      roles: ['viewer'],
      expiresAt: new Date(Date.now() + 1500).toISOString(),
    });
    const socket = openTestSocket(server.url, { headers: bearer(secret) });
    await socket.next('connected');
    expect(await socket.closed).toBe(1008);
  });

  test('a stream of events ends with the token, however busy it is', async () => {
    const { secret, id } = await tokenOf();
    const stream = await fetch(`${server.url}/api/v2/events`, {
      headers: { ...bearer(secret), accept: 'text/event-stream' },
    });
    expect(stream.status).toBe(200);
    const busy = setInterval(() => void server.engine.events.emit({ event: 'test.ticked' }), 50);
    try {
      const read = stream.text();
      await call('DELETE', `/tokens/${id}`);
      expect(await read).toContain('retry: 2000');
    } finally {
      clearInterval(busy);
    }
  });

  test('show logs only to those who may read executions', async () => {
    const { secret } = await tokenOf({ scopes: ['events:read'] });
    const socket = openTestSocket(server.url, { headers: bearer(secret) });
    await socket.next('connected');
    socket.send({ type: 'subscribe', subscriptions: { logs: ['019ab6ac-5a10-7d52-9f4c-0d8c1f2b3a4e'] } });
    expect(await socket.next('error')).toMatchObject({ code: 'FORBIDDEN' });
    socket.socket.close();
  });
});

describe('rate limits', () => {
  test('a limit of its own: so many at once, then 429 and when to come again', async () => {
    const { secret } = await tokenOf({ roles: ['viewer'], rateLimit: { perMinute: 60, burst: 3 } });
    const answers = [];
    for (let n = 0; n < 4; n++) answers.push(await call('GET', '/whoami', undefined, secret));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    expect(answers[0]?.headers.get('ratelimit-policy')).toBe('"minute";q=60;w=60;burst=3');
    expect(answers[0]?.headers.get('ratelimit')).toBe('"minute";r=2;t=1');
    expect(answers[3]?.body.code).toBe('RATE_LIMITED');
    expect(answers[3]?.headers.get('retry-after')).toBe('1');
    await until(async () => (await call('GET', '/whoami', undefined, secret)).status === 200, {
      timeoutMs: 5000,
    });
  });

  test('guessing tokens is slow, and does not keep others from their work', async () => {
    const from = { 'x-forwarded-for': '203.0.113.10' };
    const { secret } = await tokenOf();
    const as = (token: string) =>
      rawRequest(`${server.url}/api/v2/whoami`, { headers: { ...from, ...bearer(token) } });
    expect((await as(secret)).status).toBe(200);
    const statuses = [];
    for (let n = 0; n < 130; n++) statuses.push((await as(`tutti_guess${n}`)).status);
    expect(statuses.indexOf(429)).toBe(120);
    expect(statuses.slice(120)).toEqual(Array.from({ length: 10 }, () => 429));
    expect((await as(secret)).status).toBe(200);
    expect((await call('GET', '/whoami', undefined, 'tutti_other')).status).toBe(401);
  });

  test('guessing tokens by signing in is slow', async () => {
    const from = { 'x-forwarded-for': '203.0.113.9' };
    const statuses = [];
    for (let n = 0; n < 22; n++) statuses.push((await signIn({ token: `tutti_${n}` }, from)).status);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
    expect(statuses.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 401));
  });
});

test('a revocation on one node reaches another within a second or so', async () => {
  const { id, secret } = await tokenOf();
  const second = await createEngine({ database: server.database, migrate: false, log: silentLog });
  try {
    expect((await second.tokens.verify(secret)).kind).toBe('known');
    expect(second.tokens.peek(secret)?.kind).toBe('known');
    await call('DELETE', `/tokens/${id}`);
    await until(async () => (await second.tokens.verify(secret)).kind === 'revoked', { timeoutMs: 2000 });
  } finally {
    await second.stop({ drainMs: 0 });
  }
});
