import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import readline from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TemporaryFolder, temporaryFolder, until } from '@tutti/testkit';
import { Database } from '../database.ts';
import { copyBinaries, findBinaries } from './binaries.ts';
import {
  type EmbeddedOptions,
  type EmbeddedPostgres,
  embeddedStatus,
  embeddedUrl,
  startEmbedded,
  stopEmbedded,
} from './embedded.ts';
import { namespaceIdentity, userIdentity } from './identity.ts';
import { placeOf } from './place.ts';

const isRoot = process.getuid?.() === 0;
const OWNER = path.resolve(import.meta.dirname, '../../test/embedded-owner.ts');
const NOBODY = 65_534;

let template: TemporaryFolder;
let folder: TemporaryFolder;
let directory: string;
let children: ChildProcess[];
let stops: (() => Promise<unknown>)[];

beforeAll(async () => {
  template = await temporaryFolder({ inMemory: true });
  const server = await startEmbedded({ directory: template.path, fsync: false });
  await server.stop();
});
afterAll(() => template.remove());

/** Data as initdb makes them, without waiting for it. */
async function seed(): Promise<void> {
  await mkdir(directory, { recursive: true });
  await promisify(execFile)('cp', ['-a', path.join(template.path, 'data'), directory]);
}

beforeEach(async () => {
  folder = await temporaryFolder({ inMemory: true });
  directory = path.join(folder.path, 'home');
  children = [];
  stops = [];
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(stops.map((stop) => stop()));
  await stopEmbedded(directory);
  await folder.remove();
});

async function start(options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbedded({ directory, fsync: false, ...options });
  stops.push(() => server.stop());
  return server;
}

/** A process of its own that uses the server; its answers come line by line. */
function startOwner(uid?: number) {
  const child = spawn(process.execPath, [OWNER, directory], {
    stdio: ['pipe', 'pipe', 'inherit'],
    ...(uid === undefined ? {} : { uid, gid: uid, env: { PATH: process.env.PATH } }),
  });
  children.push(child);
  const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => JSON.parse((await lines.next()).value ?? '{}') as Record<string, unknown>;
  return {
    answer,
    stop: async () => {
      child.stdin.write('stop\n');
      return answer();
    },
    kill: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

async function queryOnce(server: EmbeddedPostgres, text: string) {
  const database = new Database({ connection: server.connection });
  try {
    return await database.query(text);
  } finally {
    await database.close();
  }
}

describe('starting and stopping', () => {
  test('the first start makes a database, the second finds it as it was', async () => {
    const first = await start();
    expect(first.adopted).toBe(false);
    await queryOnce(first, 'create table kept (x int); insert into kept values (1)');
    expect(await first.stop()).toEqual({ stopped: true });
    expect(await embeddedStatus(directory)).toMatchObject({
      initialised: true,
      running: false,
      majorVersion: 18,
    });
    const second = await start();
    expect(second.adopted).toBe(false);
    expect(await queryOnce(second, 'select x from kept')).toEqual([{ x: 1 }]);
  });

  test('its settings keep data safe, unless told otherwise, and its log is a file', async () => {
    await seed();
    const server = await start({ fsync: true, maxConnections: 42, settings: { work_mem: '9MB' } });
    const rows = await queryOnce(
      server,
      `select name, setting from pg_settings where name in
        ('fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums', 'listen_addresses', 'max_connections', 'work_mem')
       order by name`,
    );
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
      data_checksums: 'on',
      fsync: 'on',
      full_page_writes: 'on',
      listen_addresses: '',
      max_connections: '42',
      synchronous_commit: 'on',
      work_mem: '9216',
    });
    expect(await readFile(server.logFile, 'utf8')).toContain('ready to accept connections');
  });

  test('status and URL are read without starting anything', async () => {
    expect(await embeddedStatus(directory)).toMatchObject({
      initialised: false,
      running: false,
      pid: undefined,
    });
    await seed();
    const server = await start();
    expect(await embeddedStatus(directory)).toMatchObject({
      initialised: true,
      running: true,
      pid: server.pid,
    });
    const url = await embeddedUrl(directory);
    expect(url).toBe(server.url);
    const database = new Database({ connection: { connectionString: url } });
    expect(await database.query('select current_database() as name')).toEqual([{ name: 'tutti' }]);
    await database.close();
  });

  test('a directory with a path too long for a socket', async () => {
    directory = path.join(folder.path, 'long-'.repeat(20), 'home');
    await seed();
    const server = await start();
    expect(Buffer.byteLength(String(server.connection.host))).toBeLessThan(90);
    expect(await queryOnce(server, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect((await embeddedStatus(directory)).connection).toEqual(server.connection);
    await server.stop();
    await expect(stat(String(server.connection.host))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('the log is put aside once it is large', async () => {
    await seed();
    await writeFile(path.join(directory, 'postgres.log'), Buffer.alloc(11 * 2 ** 20));
    await start();
    expect(await readdir(directory)).toContain('postgres.log.1');
    expect((await stat(path.join(directory, 'postgres.log'))).size).toBeLessThan(10_000);
  });
});

describe('several users', () => {
  test('two starts at once on a new folder share one server, and the last one stops it', async () => {
    const owners = [startOwner(), startOwner()] as const;
    const [one, two] = await Promise.all(owners.map((owner) => owner.answer()));
    expect(one?.pid).toBe(two?.pid);
    expect(one?.adopted).toBe(!two?.adopted);
    expect(await owners[0].stop()).toEqual({ stopped: false });
    expect((await embeddedStatus(directory)).running).toBe(true);
    expect(await owners[1].stop()).toEqual({ stopped: true });
    expect((await embeddedStatus(directory)).running).toBe(false);
    expect((await readdir(directory)).sort()).toEqual(['data', 'postgres.log', 'socket']);
  });

  test('two that leave at once: one of them stops it', async () => {
    await seed();
    const owners = [startOwner(), startOwner()];
    await Promise.all(owners.map((owner) => owner.answer()));
    const results = await Promise.all(owners.map((owner) => owner.stop()));
    expect(results.filter(({ stopped }) => stopped)).toHaveLength(1);
    expect((await embeddedStatus(directory)).running).toBe(false);
  });

  test('one that comes while the last one leaves gets a server', async () => {
    await seed();
    const leaving = startOwner();
    await leaving.answer();
    const [, server] = await Promise.all([leaving.stop(), start()]);
    expect(await queryOnce(server, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('the server of a killed owner is adopted, and stopped by its adopter', async () => {
    await seed();
    const owner = startOwner();
    const { pid } = await owner.answer();
    await owner.kill();
    const server = await start();
    expect(server).toMatchObject({ adopted: true, pid });
    expect(await server.stop()).toEqual({ stopped: true });
  });
});

describe('what a crash leaves', () => {
  /** Kills the owner and then its server, as a power cut does. */
  async function crash() {
    await seed();
    const owner = startOwner();
    const { pid } = await owner.answer();
    await owner.kill();
    process.kill(Number(pid), 'SIGKILL');
    return path.join(directory, 'data', 'postmaster.pid');
  }

  test('the pid file of a dead server', async () => {
    await crash();
    const server = await start();
    expect(server.adopted).toBe(false);
  });

  test('a pid that now belongs to another program, which is left alone', async () => {
    const pidFile = await crash();
    const other = spawn('sleep', ['1000'], { stdio: 'ignore' });
    children.push(other);
    const [, ...rest] = (await readFile(pidFile, 'utf8')).split('\n');
    await until(async () => !(await embeddedStatus(directory)).running);
    await writeFile(pidFile, [other.pid, ...rest].join('\n'));
    expect((await embeddedStatus(directory)).running).toBe(false);
    const server = await start();
    expect(server.adopted).toBe(false);
    expect(other.exitCode).toBeNull();
  });

  test('a server that dies is started again by its user', async () => {
    await seed();
    const messages: string[] = [];
    const server = await start({ fsync: true, log: (message) => messages.push(message) });
    const before = server.pid;
    await queryOnce(server, 'create table kept (x int)');
    process.kill(Number(before), 'SIGKILL');
    await until(() => server.pid !== before, { timeoutMs: 15_000 });
    expect(await queryOnce(server, 'select * from kept')).toEqual([]);
    expect(messages).toContain('PostgreSQL: the connection is lost, looking after the server');
    expect(await server.stop()).toEqual({ stopped: true });
  });

  test('an initdb that was killed looks like no data', async () => {
    await mkdir(path.join(directory, 'data.new-abc', 'data'), { recursive: true });
    await mkdir(path.join(directory, 'data'));
    expect(await embeddedStatus(directory)).toMatchObject({ initialised: false });
    await start();
  });
});

describe('refusals', () => {
  test('data of another major version are left as they are, and both versions named', async () => {
    const data = path.join(directory, 'data');
    await mkdir(data, { recursive: true });
    await writeFile(path.join(data, 'PG_VERSION'), '16\n');
    await expect(start()).rejects.toThrow(
      /written by PostgreSQL 16, but this Tutti brings PostgreSQL 18\. Nothing was changed/,
    );
    expect(await readdir(directory)).toEqual(['data']);
    expect(await readdir(data)).toEqual(['PG_VERSION']);
  });

  test('what PostgreSQL says when it cannot start is passed on', async () => {
    await seed();
    await expect(start({ settings: { shared_buffers: 'plenty' } })).rejects.toThrow(
      /did not start:.*invalid value for parameter "shared_buffers"/s,
    );
  });
});

describe.runIf(isRoot)('as root', () => {
  test('an ordinary user runs it as themselves', async () => {
    await chmod(folder.path, 0o755);
    await mkdir(directory);
    await chown(directory, NOBODY, NOBODY);
    const owner = startOwner(NOBODY);
    const answer = await owner.answer();
    expect(answer).toMatchObject({ adopted: false, user: 'tutti' });
    expect((await stat(`/proc/${String(answer.pid)}`)).uid).toBe(NOBODY);
    expect(await owner.stop()).toEqual({ stopped: true });
  });

  test('without user namespaces another user runs it, in a place that this user reaches', async () => {
    const identity = await userIdentity();
    await chmod(folder.path, 0o711);
    await mkdir(directory, { mode: 0o700 });
    const sharedFolder = path.join(folder.path, 'shared');
    const server = await start({ identity, sharedFolder });
    expect((await stat(`/proc/${server.pid}`)).uid).toBe(identity.uid);
    expect(placeOf(directory).base.startsWith(sharedFolder)).toBe(true);
    expect((await stat(directory)).uid).toBe(0);
    expect(await server.stop()).toEqual({ stopped: true });
    const again = await start({ identity, sharedFolder });
    expect(await queryOnce(again, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('programs that this user cannot reach are copied, complete and once', async () => {
    await chmod(folder.path, 0o711);
    const installed = await findBinaries();
    const target = path.join(folder.path, 'shared');
    const copies = await Promise.all([copyBinaries(installed, target), copyBinaries(installed, target)]);
    expect(copies[0]).toEqual(copies[1]);
    expect(await readdir(target)).toEqual([`postgresql-${installed.version}`]);
    const program = path.join(copies[0].folder, 'bin', 'postgres');
    const { stdout } = await promisify(execFile)(program, ['--version'], {
      uid: NOBODY,
      gid: NOBODY,
      cwd: '/',
    });
    expect(stdout).toContain(`PostgreSQL) ${installed.major}.`);
  });

  test('data that this user cannot reach are not moved behind anybody’s back', async () => {
    const own = await namespaceIdentity();
    const server = await start(own ? { identity: own } : {});
    await server.stop();
    await chmod(directory, 0o700);
    if (own) await expect(start({ identity: await userIdentity() })).rejects.toThrow(/cannot reach the data/);
  });

  test('data change hands when the way to run changes', async ({ skip }) => {
    const namespace = await namespaceIdentity();
    if (!namespace) return skip('user namespaces are not allowed here');
    await chmod(folder.path, 0o711);
    await mkdir(directory, { mode: 0o711 });
    await chmod(directory, 0o711);
    for (const identity of [namespace, await userIdentity(), namespace]) {
      const server = await startEmbedded({ directory, fsync: false, identity });
      expect(await queryOnce(server, 'select 1 as one')).toEqual([{ one: 1 }]);
      expect(await server.stop()).toEqual({ stopped: true });
    }
    return undefined;
  });
});
