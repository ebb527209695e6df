import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Database, migrate, startEmbedded } from '@tutti/database';

/** Holds the socket folder of the server in the environment of the workers. */
export const SERVER_VARIABLE = 'TUTTI_TEST_POSTGRES';
export const TEMPLATE = 'tutti_template';

export interface TestServer {
  stop(): Promise<void>;
}

/** An embedded PostgreSQL without fsync in a temporary folder, with a migrated template database. */
export async function startTestServer(): Promise<TestServer> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'tutti-test-'));
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
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Hundreds of short-lived databases: background work on them is wasted. */
const SMALL = { autovacuum: 'off', max_wal_size: '1GB', log_min_messages: 'fatal' };
