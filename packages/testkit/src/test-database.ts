import { randomBytes } from 'node:crypto';
import { Database, type DatabaseOptions } from '@tutti/database';
import pg from 'pg';
import { SERVER_VARIABLE, TEMPLATE } from './test-server.ts';

export interface TestDatabase {
  database: Database;
  connection: pg.ClientConfig;
  /** Closes the Database and removes the database, whoever else is still connected. */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions extends Omit<DatabaseOptions, 'connection'> {
  /** Without the schema: for tests of the migrator. */
  empty?: boolean;
}

/** A database of one's own with the current schema, cloned in some 30 ms. */
export async function testDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const { empty, ...databaseOptions } = options;
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin((client) =>
    client.query(`create database ${name} template ${empty ? 'template0' : TEMPLATE}`),
  );
  const connection = { ...serverConnection(), database: name };
  const database = new Database({ connection, ...databaseOptions });
  return {
    database,
    connection,
    drop: async () => {
      await database.close();
      await asAdmin((client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}

function serverConnection(): pg.ClientConfig {
  const host = process.env[SERVER_VARIABLE];
  if (!host) {
    throw new Error(
      'No test server runs. Start tests through vitest at the root, or call startTestServer() first.',
    );
  }
  return { host, port: 5432, user: 'tutti' };
}

async function asAdmin(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ ...serverConnection(), database: 'postgres' });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
