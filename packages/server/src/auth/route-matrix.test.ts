import { type Operation, ROLE_SCOPES, type Role, type Route, allows, api } from '@tutti/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp } from '../../test/start-test-app.ts';
import type { TestApp } from '../../test/start-test-app.ts';

let server: TestApp;
const secrets = new Map<string, string>();
const ROLES = Object.keys(ROLE_SCOPES) as Role[];

beforeAll(async () => {
  server = await startTestApp({
    configuration: { auth: 'token', trustProxy: 'loopback' },
    app: { validateResponses: false },
  });
  const { tokens } = server.engine;
  const make = async (name: string, roles: Role[], scopes: string[] = []): Promise<number> => {
    const token = await tokens.create({ name, roles, scopes, rateLimit: 'none' });
    secrets.set(name, token.secret);
    return token.id;
  };
  for (const role of ROLES) await make(role, [role]);
  await make('narrow', [], ['worker:read']);
  await tokens.revoke(await make('revoked', ['admin']));
  const expired = await make('expired', ['admin']);
  await server.database.query(`update tokens set expires_at = now() - interval '1 s' where id = $1`, [
    expired,
  ]);
});
afterAll(() => server.close());

let callers = 0;
const UUID = '019ab6ac-5a10-7d52-9f4c-0d8c1f2b3a4e';
/** Something that does not exist, so that what is allowed changes nothing. */
const pathOf = (route: Route): string =>
  route.path.replaceAll(/:(\w+)/g, (_, name: string) =>
    route.params?.shape[name]?.safeParse('999999').success ? '999999' : UUID,
  );

async function request(
  route: Route,
  secret?: string,
): Promise<{ status: number; code?: string; detail?: string }> {
  const answer = await fetch(`${server.url}/api/v2${pathOf(route)}`, {
    method: route.method,
    // From another address each time: guesses from one are limited.
    headers: {
      'x-forwarded-for': `203.0.${callers >> 8}.${callers++ & 255}`,
      ...(secret !== undefined && { authorization: `Bearer ${secret}` }),
    },
    signal: AbortSignal.timeout(10_000),
  });
  // A stream goes on for ever: its status is all that matters here.
  const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  if (isStream) await answer.body?.cancel();
  const text = isStream ? '' : await answer.text();
  const problem = answer.headers.get('content-type')?.startsWith('application/problem+json');
  return { status: answer.status, ...(problem && (JSON.parse(text) as { code: string; detail: string })) };
}

const routes = Object.entries(api) as [Operation, Route][];
const refusals = ['UNAUTHENTICATED', 'FORBIDDEN', 'HOST_REFUSED', 'CROSS_SITE', 'RATE_LIMITED'];

describe.each(routes)('%s', (_, route) => {
  const isOpen = route.scope === 'public';

  test.each(['no token', 'unknown', 'expired', 'revoked'])('%s', async (who) => {
    const { status, code } = await request(
      route,
      who === 'no token' ? undefined : (secrets.get(who) ?? `tutti_${who}`),
    );
    if (isOpen) expect(refusals).not.toContain(code);
    else expect({ status, code }).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
  });

  test.each([...ROLES, 'narrow'])('%s', async (who) => {
    const granted: readonly string[] = who === 'narrow' ? ['worker:read'] : ROLE_SCOPES[who as Role];
    const { status, code, detail } = await request(route, secrets.get(who));
    if (isOpen || route.scope === 'any' || allows(granted, route.scope)) {
      expect(refusals).not.toContain(code);
      expect(status).toBeLessThan(500);
    } else {
      expect({ status, code }).toEqual({ status: 403, code: 'FORBIDDEN' });
      expect(detail).toContain(route.scope);
    }
  });
});

describe('beside the route table', () => {
  const get = (path: string, headers: Record<string, string> = {}) => fetch(server.url + path, { headers });

  test.each(['/', '/docs', '/openapi.json', '/sign-in', '/health', '/ready'])(
    '%s is for everybody',
    async (path) => {
      const { status } = await get(path, { accept: 'text/html' });
      expect(status).toBe(200);
    },
  );

  test('the socket of events is for those who may read events', async () => {
    expect((await get('/ws')).status).toBe(401);
    expect((await get('/ws', { authorization: `Bearer ${secrets.get('worker')}` })).status).toBe(403);
    expect((await get('/ws', { authorization: `Bearer ${secrets.get('viewer')}` })).status).toBe(404);
  });

  test('every role does what its name says', () => {
    expect(allows(ROLE_SCOPES.viewer, 'schedules:read')).toBe(true);
    for (const scope of ['schedules:write', 'schedules:trigger', 'tokens:admin', 'audit:admin'])
      expect(allows(ROLE_SCOPES.viewer, scope)).toBe(false);
    expect(allows(ROLE_SCOPES.operator, 'executions:write')).toBe(true);
    for (const scope of ['tokens:admin', 'audit:admin', 'settings:admin'])
      expect(allows(ROLE_SCOPES.operator, scope)).toBe(false);
    for (const { scope } of Object.values(api) as Route[])
      if (scope !== 'public' && scope !== 'any') expect(allows(ROLE_SCOPES.admin, scope)).toBe(true);
    for (const { scope } of Object.values(api) as Route[])
      if (!scope.startsWith('worker:') && scope !== 'public' && scope !== 'any')
        expect(allows(ROLE_SCOPES.worker, scope)).toBe(false);
  });
});
