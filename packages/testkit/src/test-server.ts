import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { Database, migrate, startEmbedded, stopEmbedded } from '@tutti/database';
import { memoryRoot, temporaryFolder } from './temporary-folder.ts';

/** Holds the socket folder of the server in the environment of the workers. */
export const SERVER_VARIABLE = 'TUTTI_TEST_POSTGRES';
export const TEMPLATE = 'tutti_template';

export interface TestServer {
  stop(): Promise<void>;
}

/** An embedded PostgreSQL without fsync in a temporary folder, with a migrated template database. */
export async function startTestServer(): Promise<TestServer> {
  await removeLeftovers();
  const folder = await temporaryFolder({ prefix: 'tutti-test-', inMemory: true });
  const directory = folder.path;
  const server = await startEmbedded({ directory, fsync: false, maxConnections: 400, settings: SMALL });
  const admin = new Database({ connection: server.connection, poolSize: 1 });
  await admin.query(`create database ${TEMPLATE}`);
  await admin.close();
  const template = new Database({ connection: { ...server.connection, database: TEMPLATE } });
  await migrate(template);
  await template.close();
  process.env[SERVER_VARIABLE] = server.connection.host;
  return {
    stop: async () => {
      delete process.env[SERVER_VARIABLE];
      await server.stop();
      await folder.remove();
    },
  };
}

/** Ends the servers and removes the folders of test runs that were killed. */
export async function removeLeftovers(): Promise<void> {
  const root = await memoryRoot();
  for (const name of await readdir(root)) {
    const pid = Number(/^tutti-(?:test-)?(\d+)-/.exec(name)?.[1]);
    if (!(pid > 0) || isAlive(pid)) continue;
    const folder = path.join(root, name);
    for (const home of [folder, path.join(folder, 'home')]) await stopEmbedded(home);
    await rm(folder, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Hundreds of short-lived databases: background work on them is wasted. */
const SMALL = { autovacuum: 'off', max_wal_size: '1GB', log_min_messages: 'fatal' };
