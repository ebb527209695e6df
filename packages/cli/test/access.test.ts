import type { AuditRecord, AuditVerification, NewToken, Page, Token } from '@tutti/contract';
import { Database } from '@tutti/database';
import { until } from '@tutti/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTutti, type RunningTutti } from './running-tutti.ts';
import { runCli } from './scripted-io.ts';

let tutti: RunningTutti;
let admin: NewToken;
let started: { signInUrl: string };
beforeAll(async () => {
  tutti = await startTutti(['--no-examples'], { TUTTI_AUTH: 'token' });
  started = tutti.started as unknown as typeof started;
  const first = await cli<NewToken>('token create', ['root', '--role', 'admin']);
  expect(first).toMatchObject({
    exitCode: 0,
    data: { name: 'root', roles: ['admin'], createdBy: 'local' },
  });
  admin = first.data;
}, 60_000);
afterAll(() => tutti.stop(), 60_000);

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- names what the command answers
async function cli<T>(
  command: string,
  words: readonly string[] = [],
  token?: string,
): Promise<{ exitCode: number; data: T; error: { code: string } }> {
  const environment = { ...tutti.environment, ...(token !== undefined && { TUTTI_TOKEN: token }) };
  const { exitCode, json } = await runCli([...command.split(' '), ...words, '--json'], { environment });
  return { exitCode, data: json.data, error: json.error };
}

test('without a token every command of the API exits 5', async () => {
  for (const command of ['whoami', 'schedule list', 'scheduler stop', 'token list', 'audit list']) {
    const { exitCode, error } = await cli(command);
    expect([command, exitCode, error.code]).toEqual([command, 5, 'UNAUTHENTICATED']);
  }
});

test('the first token is made in the database; the next ones by the server', async () => {
  const second = await cli('token create', ['again', '--role', 'admin']);
  expect([second.exitCode, second.error.code]).toEqual([5, 'UNAUTHENTICATED']);
  expect((await cli<Token>('token create', ['lost', '--role', 'admin', '--local'])).exitCode).toBe(0);
  const third = await cli<NewToken>(
    'token create',
    ['ci', '--role', 'viewer', '--scope', 'schedules:trigger', '--rate-limit', '90', '--expires-in', '1h'],
    admin.secret,
  );
  expect(third.data).toMatchObject({
    roles: ['viewer'],
    scopes: ['schedules:trigger'],
    rateLimit: { perMinute: 90 },
    createdBy: `root#${admin.id}`,
  });
  expect((await cli<{ actor: string }>('whoami', ['--token', third.data.secret])).data.actor).toBe(
    `ci#${third.data.id}`,
  );
  const forbidden = await cli('scheduler stop', [], third.data.secret);
  expect([forbidden.exitCode, forbidden.error.code]).toEqual([5, 'FORBIDDEN']);
});

test('list, edit and revoke, by name or id; no secret is shown', async () => {
  await cli('token create', ['bot', '--role', 'viewer', '--expires-in', '1h'], admin.secret);
  const { data } = await cli<Page<Token>>('token list', [], admin.secret);
  expect(data.items.map(({ name }) => name).toSorted()).toEqual(expect.arrayContaining(['bot', 'root']));
  expect(JSON.stringify(data)).not.toContain(admin.secret);
  expect(
    (await cli<Token>('token edit', ['bot', '--never-expires', '--role', 'operator'], admin.secret)).data,
  ).toMatchObject({
    roles: ['operator'],
    expiresAt: null,
  });
  expect((await cli('token edit', ['bot'], admin.secret)).exitCode).toBe(2);
  expect((await cli('token revoke', ['nobody'], admin.secret)).exitCode).toBe(3);
  expect((await cli('token revoke', ['bot'], admin.secret)).exitCode).toBe(0);
  expect((await cli('token create', ['x', '--role', 'boss'], admin.secret)).exitCode).toBe(2);
});

test('commands that follow the event stream send the token too', async () => {
  const ran = await runCli(['run', '--shell', 'echo hi', '--wait', '--follow'], {
    environment: { ...tutti.environment, TUTTI_TOKEN: admin.secret },
  });
  expect(ran.exitCode).toBe(0);
  expect(ran.stdout).toContain('hi');
});

test('links sign in once: the one of the start, and those made later', async () => {
  const link = await cli<{ url: string }>('token link', []);
  for (const url of [started.signInUrl, link.data.url]) {
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/sign-in#tutti_code_[\w-]{43}$/);
    const code = new URL(url).hash.slice(1);
    const signIn = () =>
      fetch(`${tutti.url}/api/v2/auth/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code }),
      });
    expect((await signIn()).status).toBe(200);
    expect((await signIn()).status).toBe(401);
  }
  expect((await cli<Page<Token>>('token list', ['--sessions'], admin.secret)).data.total).toBe(2);
});

test('the audit log tells who did what; tampering is found by name', async () => {
  const { data: made } = await cli<NewToken>('token create', ['gone', '--role', 'viewer'], admin.secret);
  await cli('token revoke', [String(made.id)], admin.secret);
  const { data } = await cli<Page<AuditRecord>>('audit list', ['--action', 'token.revoked'], admin.secret);
  const entry = data.items.find(({ entityId }) => entityId === String(made.id));
  expect(entry).toMatchObject({ actor: `root#${admin.id}`, entityType: 'token', before: { name: 'gone' } });
  const id = entry?.id ?? 0;
  await until(async () => (await cli<AuditVerification>('audit verify', [])).data.unsealed === 0);
  expect(await cli('audit verify', [])).toMatchObject({ exitCode: 0, data: { ok: true, findings: [] } });

  const { data: place } = await cli<{ url: string }>('db url', []);
  const database = new Database({ connection: { connectionString: place.url } });
  await database.transaction(async (tx) => {
    await tx.query('set local session_replication_role = replica');
    await tx.query(`update audit_log set actor = 'nobody' where id = $1`, [id]);
  });
  await database.close();
  const found = await cli<AuditVerification>('audit verify', []);
  expect(found).toMatchObject({ exitCode: 1, data: { ok: false, findings: [{ kind: 'changed', id }] } });
  expect(found.data.findings[0]?.message).toContain('token.revoked by nobody');
});
