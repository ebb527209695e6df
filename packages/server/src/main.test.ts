import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { SETTINGS } from '@tutti/contract';
import type { Configuration } from '@tutti/contract';
import { embeddedStatus } from '@tutti/database';
import { freePort, temporaryFolder, testDatabase, until } from '@tutti/testkit';
import type { TemporaryFolder } from '@tutti/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { diagnose } from './doctor/diagnose.ts';
import { databaseUrl, embeddedDirectory, migrateDatabase } from './local-database.ts';
import { startServer } from './main.ts';
import type { RunningServer } from './main.ts';

let home: TemporaryFolder;
const running: RunningServer[] = [];
beforeEach(async () => {
  home = await temporaryFolder();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
  await home.remove();
});

const defaults = Object.fromEntries(
  Object.entries(SETTINGS).map(([name, setting]) => [
    name,
    'default' in setting ? setting.schema.parse(setting.default) : undefined,
  ]),
) as unknown as Configuration;
const configure = (fields: Partial<Configuration> = {}): Configuration => ({
  ...defaults,
  home: home.path,
  port: 0,
  cpuLimit: 100,
  memoryLimit: 100,
  ...fields,
});
async function start(
  fields: Partial<Configuration> = {},
  onStep?: (line: string) => void,
): Promise<RunningServer> {
  const server = await startServer(configure(fields), onStep ? { onStep } : {});
  running.push(server);
  return server;
}
async function externalUrl(
  options: { empty?: boolean } = {},
): Promise<{ url: string; drop: () => Promise<void> }> {
  const { connection, drop } = await testDatabase(options);
  return {
    url: `postgresql://${connection.user}@/${connection.database}?host=${encodeURIComponent(connection.host ?? '')}`,
    drop,
  };
}
const schedulesOf = async ({ url }: RunningServer) => {
  const answer = await fetch(`${url}/api/scheduler/schedules`);
  return ((await answer.json()) as { items: { id: number; name: string; tags: string[] }[] }).items;
};

test(
  'a first start brings everything up by itself; a second finds it as it was',
  { timeout: 60_000 },
  async () => {
    const steps: string[] = [];
    const first = await start({}, (line) => steps.push(line));
    expect(steps).toEqual([
      'Starting PostgreSQL',
      expect.stringContaining('Preparing the database'),
      'Starting the engine',
    ]);
    expect((await fetch(`${first.url}/health`)).status).toBe(200);
    expect(first.examplesCreated).toBe(true);
    const schedules = await schedulesOf(first);
    expect(schedules.map(({ name, tags }) => [name, tags])).toEqual([
      ['heartbeat', ['example']],
      ['health-check', ['example']],
      ['practice-failure', ['example']],
    ]);
    await until(async () => (await first.engine.executions.counts({})).completed.count >= 1, {
      timeoutMs: 15_000,
    });
    for (const { id } of schedules) await first.engine.schedules.delete(id);
    expect(
      (await diagnose(configure({ port: Number(new URL(first.url ?? '').port) }))).filter(
        ({ status }) => status !== 'ok',
      ),
    ).toEqual([]);
    await first.stop();
    await first.stop();
    expect((await embeddedStatus(embeddedDirectory(home.path))).running).toBe(false);
    expect(await readFile(path.join(home.path, 'logs', 'app.log'), 'utf8')).toContain('"started"');

    const second = await start();
    expect([second.examplesCreated, await schedulesOf(second)]).toEqual([false, []]);
  },
);

test('an external database is used, migrated, and left running', { timeout: 30_000 }, async () => {
  const { url, drop } = await externalUrl({ empty: true });
  expect((await migrateDatabase(configure({ databaseUrl: url }))).applied.length).toBeGreaterThan(0);
  const server = await start({ databaseUrl: url, examples: false });
  expect([server.embedded, await schedulesOf(server)]).toEqual([undefined, []]);
  expect(await databaseUrl(configure({ databaseUrl: url }))).toBe(url);
  await server.stop();
  const again = await start({ databaseUrl: url });
  expect(again.examplesCreated).toBe(false);
  await again.stop();
  await drop();
});

test('a node without the role api listens to nothing', { timeout: 30_000 }, async () => {
  const { url, drop } = await externalUrl();
  const server = await start({ databaseUrl: url, roles: ['worker'] });
  expect(server.url).toBeNull();
  await server.stop();
  await drop();
});

test(
  'a stop does not wait for connections that never ask anything, nor for a client that reads nothing',
  { timeout: 30_000 },
  async () => {
    const { url: databaseUrl, drop } = await externalUrl();
    const server = await start({ databaseUrl });
    const { port } = new URL(server.url as string);
    const silent = net.connect(Number(port), '127.0.0.1');
    const halfAsked = net.connect(Number(port), '127.0.0.1', () =>
      halfAsked.write('GET /health HTTP/1.1\r\n'),
    );
    await Promise.all([once(silent, 'connect'), once(halfAsked, 'connect')]);
    const beganMs = performance.now();
    await server.stop();
    expect(performance.now() - beganMs).toBeLessThan(12_000);
    silent.destroy();
    halfAsked.destroy();
    await drop();
  },
);

test('a port that is taken names who holds it, and nothing is left behind', async () => {
  const holder = net.createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as net.AddressInfo;
  const refused = await start({ port }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'CONFIG_INVALID', errors: [{ field: 'port' }] });
  expect((refused as Error).message).toContain(`Port ${port} is taken`);
  if (existsSync('/proc/net/tcp')) expect((refused as Error).message).toContain(`process ${process.pid}`);
  expect((refused as Error).message).toContain(`--port ${port + 1}`);
  expect(existsSync(path.join(home.path, 'postgres'))).toBe(false);
  expect((await diagnose(configure({ port }))).find(({ check }) => check === 'port')?.status).toBe('fail');
  holder.close();
});

test('a Tutti that holds the port is named as such', { timeout: 30_000 }, async () => {
  const { url, drop } = await externalUrl();
  const server = await start({ databaseUrl: url });
  const port = Number(new URL(server.url ?? '').port);
  await expect(start({ databaseUrl: url, port })).rejects.toThrow(`Tutti already runs at ${server.url}`);
  await server.stop();
  await drop();
});

test('an address that others can reach is refused before anything starts', async () => {
  await expect(start({ host: '0.0.0.0' })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('127.0.0.1'),
  });
  expect(existsSync(path.join(home.path, 'logs'))).toBe(false);
});

test(
  'a database that cannot be reached ends the start with a sentence, and everything is stopped',
  { timeout: 30_000 },
  async () => {
    const port = await freePort();
    const settings = configure({ databaseUrl: `postgresql://tutti@127.0.0.1:${port}/tutti` });
    await expect(startServer(settings)).rejects.toThrow(/database is unavailable/i);
    const findings = await diagnose(settings);
    expect(findings.find(({ check }) => check === 'database')).toMatchObject({
      status: 'fail',
      fix: expect.stringContaining('DATABASE_URL'),
    });
  },
);

test('the doctor looks at a fresh home without changing it', async () => {
  const fresh = path.join(home.path, 'not', 'there');
  const findings = await diagnose(configure({ home: fresh }));
  expect(findings.map(({ check, status }) => [check, status])).toEqual([
    ['node', 'ok'],
    ['platform', process.platform === 'linux' ? 'ok' : 'warn'],
    ['home', 'ok'],
    ['disk', expect.any(String)],
    ['open files', expect.any(String)],
    ['postgresql', 'ok'],
    ['port', 'ok'],
    ['commands', 'ok'],
    ['secrets', 'ok'],
    ['database', 'ok'],
  ]);
  expect(existsSync(fresh)).toBe(false);
});

test('the doctor says when commands cannot run as they are meant to, or the key is open to others', async () => {
  const settings = configure({ home: home.path, runAs: 'no-such-user-here' });
  writeFileSync(path.join(home.path, 'secret.key'), 'x', { mode: 0o644 });
  const findings = await diagnose(settings);
  expect(findings).toContainEqual(
    expect.objectContaining({
      check: 'commands',
      status: 'fail',
      message: expect.stringContaining('TUTTI_RUN_AS=no-such-user-here'),
    }),
  );
  expect(findings).toContainEqual(
    expect.objectContaining({ check: 'secrets', status: 'fail', fix: expect.stringContaining('chmod 600') }),
  );
  rmSync(path.join(home.path, 'secret.key'));
});
