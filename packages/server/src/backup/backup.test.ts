import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Database, type EmbeddedPostgres, startEmbedded } from '@tutti/database';
import { type Engine, type EngineOptions, createEngine, defineHandler, silentLog } from '@tutti/engine';
import {
  type TemporaryFolder,
  type TestDatabase,
  temporaryFolder,
  testDatabase,
  until,
} from '@tutti/testkit';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { backUpDatabase, restoreDatabase } from './backup.ts';

let folder: TemporaryFolder;
let cluster: EmbeddedPostgres;
beforeAll(async () => {
  folder = await temporaryFolder({ inMemory: true });
  cluster = await startEmbedded({ directory: path.join(folder.path, 'fresh'), fsync: false });
}, 60_000);
afterAll(async () => {
  await cluster.stop();
  await folder.remove();
}, 60_000);

let files = 0;
const newFile = (): string => path.join(folder.path, `backup-${++files}.jsonl.gz`);

/** A database in a cluster of its own, whose transaction ids start low. */
async function freshDatabase(): Promise<Database> {
  const name = `restored_${++files}`;
  const admin = new Database({ connection: cluster.connection, poolSize: 1 });
  await admin.query(`create database ${name} template template0`);
  await admin.close();
  const database = new Database({ connection: { ...cluster.connection, database: name } });
  onTestFinished(() => database.close());
  return database;
}

async function source(): Promise<TestDatabase> {
  const testing = await testDatabase();
  onTestFinished(() => testing.drop());
  return testing;
}

async function node(
  database: Database,
  ran: string[],
  options: Partial<EngineOptions> = {},
): Promise<Engine> {
  const engine = await createEngine({
    database,
    log: silentLog,
    handlers: [
      defineHandler('work', (context) => {
        ran.push(context.executionId);
        return { done: context.executionId };
      }),
      defineHandler('endless', async (context) => {
        await new Promise((resolve) => context.signal.addEventListener('abort', resolve));
      }),
    ],
    ...options,
  });
  onTestFinished(() => engine.stop({ drainMs: 0 }));
  return engine;
}

const count = async (database: Database, text: string): Promise<number> =>
  (await database.query<{ n: number }>(`select count(*)::int as n from ${text}`))[0]?.n ?? -1;

test('written under load, restored into a new cluster: all goes on, events fire, nothing runs twice', async () => {
  const { database } = await source();
  // As a cluster in service for long: its transaction ids lie in the future of the new one.
  await database.query(
    `do $$ begin for i in 1..20000 loop perform pg_current_xact_id(); commit; end loop; end $$`,
  );
  const before: string[] = [];
  const old = await node(database, before, { roles: ['worker'] });
  await old.start();
  await old.schedules.create({
    name: 'on order',
    taskType: 'work',
    taskConfig: {},
    scheduleType: 'event',
    scheduleConfig: { event: 'order.paid' },
    overlapPolicy: 'allow',
  });
  const endless = await old.executions.enqueue({ taskType: 'endless', retryPolicy: 'none' });
  await until(async () => (await old.executions.get(endless.executionId)).status === 'running');
  // No scheduler runs: these are still to be matched when the backup is written.
  for (let n = 0; n < 5; n++) await old.events.emit({ event: 'order.paid', data: { n } });
  const late = await old.executions.enqueue({ taskType: 'work', delayMs: 1000 });

  let isLoading = true;
  const load = (async () => {
    while (isLoading)
      await old.executions.enqueueMany(Array.from({ length: 20 }, () => ({ taskType: 'work' })));
  })();
  await until(() => before.length > 200);
  await old.settings.update({ logRetentionDays: 4 });
  const file = newFile();
  const written = await backUpDatabase(database, file);
  isLoading = false;
  await load;
  const cursor = await old.events.head();
  await old.settings.update({ logRetentionDays: 3 }, { actor: 'after the backup' });
  await old.stop({ drainMs: 0 });

  const fresh = await freshDatabase();
  const restored = await restoreDatabase(fresh, file);
  expect(restored).toMatchObject({ rows: written.rows, tables: written.tables, migrated: [] });
  const [done, waiting, lastId] = [
    await count(fresh, `execution_history where status = 'completed'`),
    await count(fresh, `live_executions where task_type = 'work'`),
    (await fresh.query<{ id: number }>(`select max(id) as id from task_executions`))[0]?.id ?? 0,
  ];
  expect(done).toBeGreaterThan(100);

  const after: string[] = [];
  const engine = await node(fresh, after);
  expect(await engine.events.checkCursor(cursor)).toBe('expired');
  const heard: string[] = [];
  engine.on('order.*', (event) => heard.push(event.id));
  await engine.start();
  await until(async () => (await count(fresh, `live_executions`)) === 0, { timeoutMs: 20_000 });
  expect(after.length).toBe(waiting + 5);
  expect(new Set(after).size).toBe(after.length);
  expect(after).toContain(late.executionId);
  expect(await engine.executions.get(endless.executionId)).toMatchObject({
    status: 'failed',
    error: { code: 'LEASE_LOST' },
  });

  expect(engine.settings.current.logRetentionDays).toBe(4);
  // Rows of the audit log that were not sealed yet are sealed here.
  await until(async () => (await count(fresh, 'audit_log where position is null')) === 0);
  expect(await count(fresh, 'audit_log')).toBeGreaterThan(0);

  for (let n = 0; n < 3; n++) await engine.events.emit({ event: 'order.paid', data: { n } });
  await until(() => after.length === waiting + 8);
  await until(() => heard.length === 3);
  const { id } = await engine.executions.enqueue({ taskType: 'work' });
  expect(id).toBeGreaterThan(lastId);
  const { items } = await engine.events.list({ cursor: '0-0-0', types: ['order.paid'], limit: 100 });
  expect(items.map(({ data }) => data['n'])).toEqual([0, 1, 2, 3, 4, 0, 1, 2]);
}, 90_000);

async function small(): Promise<{ database: Database; file: string }> {
  const { database } = await source();
  const engine = await node(database, []);
  await engine.executions.enqueueMany([
    {
      taskType: 'work',
      taskConfig: { text: 'line\nbreak "quoted" \\ ünï 🎉', nested: [1, { a: null }] },
      tags: ['a', 'b,c'.slice(0, 1)],
    },
    { taskType: 'work', metadata: { n: 1e21 } },
  ]);
  const file = newFile();
  await backUpDatabase(database, file);
  return { database, file };
}

test('every value comes back as it was', async () => {
  const { database, file } = await small();
  // Whatever stands between the parts of a JSON text.
  await database.query(
    `update live_executions set task_config = E'{\\n  "b": 1,\\r\\n "a": "x\\\\ny" }' where metadata is not null`,
  );
  await backUpDatabase(database, file + '.2');
  const fresh = await freshDatabase();
  await restoreDatabase(fresh, file + '.2');
  const text = `select id, execution_id, task_config->>'a' as a, task_config->>'text' as text, tags, metadata::text as metadata, claim_at::text, created_at::text
                  from live_executions order by id`;
  expect(await fresh.query(text)).toEqual(await database.query(text));
});

test('a database in use is left alone unless told otherwise, and then replaced', async () => {
  const { file } = await small();
  const fresh = await freshDatabase();
  await restoreDatabase(fresh, file);
  await fresh.query(`insert into queues (name) values ('added later')`);
  await expect(restoreDatabase(fresh, file)).rejects.toThrow(/in use .*nothing was changed/);
  expect(await count(fresh, `queues where name = 'added later'`)).toBe(1);
  await restoreDatabase(fresh, file, { replace: true });
  expect(await count(fresh, `queues where name = 'added later'`)).toBe(0);
  expect(await count(fresh, `pg_namespace where nspname = 'tutti_replaced'`)).toBe(0);
});

test('a damaged, cut, foreign or newer backup changes nothing', async () => {
  const { file } = await small();
  const fresh = await freshDatabase();
  await restoreDatabase(fresh, file);
  const whole = gunzipSync(readFileSync(file)).toString();
  const attempt = async (text: string | Buffer, zipped = true): Promise<string> => {
    const bad = newFile();
    writeFileSync(bad, zipped ? gzipSync(text) : text);
    return restoreDatabase(fresh, bad, { replace: true }).then(
      () => 'restored',
      (error: Error) => error.message,
    );
  };
  expect(await attempt(whole.replace('quoted', 'QUOTED'))).toMatch(/rows of live_executions are not those/);
  expect(await attempt(whole.slice(0, whole.length - 30))).toMatch(/damaged/);
  expect(await attempt(whole.split('\n').slice(0, 20).join('\n') + '\n')).toMatch(/damaged/);
  expect(await attempt('hello\n')).toMatch(/not a backup of Tutti/);
  expect(await attempt('hello', false)).toMatch(/cannot be unpacked/);
  expect(await attempt(readFileSync(file).subarray(0, 2000), false)).toMatch(/damaged/);
  expect(await attempt(whole.replace('"version":1', '"version":2'))).toMatch(/newer Tutti/);
  expect(await attempt(whole.replace('0001_foundation.sql', '9999_later.sql'))).toMatch(/9999_later/);
  await expect(restoreDatabase(fresh, newFile(), { replace: true })).rejects.toThrow(/There is no file/);
  expect(await count(fresh, 'live_executions')).toBe(2);
});

test('a database that others use too, or that a node works on, is refused', async () => {
  const { file } = await small();
  const fresh = await freshDatabase();
  await fresh.query(`create table customers (id int)`);
  await expect(restoreDatabase(fresh, file)).rejects.toThrow(/not Tutti's \(customers\)/);
  await fresh.query(`drop table customers`);
  const engine = await node(fresh, []);
  await expect(restoreDatabase(fresh, file, { replace: true })).rejects.toThrow(/running Tutti/);
  await engine.stop();
  await until(() => restoreDatabase(fresh, file, { replace: true }));
});

test('the file is whole or not there', async () => {
  const { database, file } = await small();
  const hash = () => createHash('sha256').update(readFileSync(file)).digest('hex');
  const first = hash();
  await database.query(`alter table queues rename to queues_gone`);
  await expect(backUpDatabase(database, path.join(file, 'x.gz'))).rejects.toThrow();
  expect(hash()).toBe(first);
});

test('every place in the event log is kept in columns that a restore knows', async () => {
  const { database } = await source();
  const rows = await database.query<{ place: string }>(
    `select c.relname || '.' || a.attname as place from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and a.atttypid = 'xid8'::regtype and not a.atthasdef and not (a.attname = 'tx' and exists (
          select from pg_attribute i where i.attrelid = c.oid and i.attname = 'id' and i.atttypid = 'bigint'::regtype))`,
  );
  expect(rows).toEqual([]);
});
