import path from 'node:path';
import type { Configuration } from '@tutti/contract';
import { Database, embeddedUrl, migrate, startEmbedded } from '@tutti/database';
import type { EmbeddedPostgres } from '@tutti/database';

export interface OpenDatabase {
  database: Database;
  /** Undefined when DATABASE_URL names a server. */
  embedded: EmbeddedPostgres | undefined;
  /** Ends this process's share in the embedded one; nothing otherwise. After the connections. */
  stopServer(): Promise<unknown>;
  close(): Promise<void>;
}

type DatabaseSettings = Pick<Configuration, 'home' | 'databaseUrl' | 'databasePoolSize'>;
interface Watchers {
  log?: (message: string) => void;
  onError?: (error: Error) => void;
}

/** Folder of the embedded PostgreSQL. */
export const embeddedDirectory = (home: string): string => path.join(home, 'postgres');

/** Connects to DATABASE_URL, or starts (or adopts) the embedded PostgreSQL. */
export async function openDatabase(
  settings: DatabaseSettings,
  watchers: Watchers = {},
): Promise<OpenDatabase> {
  const embedded = settings.databaseUrl
    ? undefined
    : await startEmbedded({
        directory: embeddedDirectory(settings.home),
        ...(watchers.log && { log: watchers.log }),
      });
  const database = new Database({
    connection: embedded ? embedded.connection : { connectionString: settings.databaseUrl },
    poolSize: settings.databasePoolSize,
    ...(watchers.onError && { onError: watchers.onError }),
  });
  const stopServer = async (): Promise<unknown> => embedded?.stop();
  const close = async (): Promise<void> => {
    await database.close();
    await stopServer();
  };
  return { database, embedded, stopServer, close };
}

/** For `tutti migrate`: brings the schema up to date and leaves everything as it was found otherwise. */
export async function migrateDatabase(configuration: DatabaseSettings): Promise<{ applied: string[] }> {
  const { database, close } = await openDatabase(configuration);
  try {
    return await migrate(database);
  } finally {
    await close();
  }
}

/** For psql and pg_dump. Starts nothing. */
export async function databaseUrl(
  configuration: Pick<Configuration, 'home' | 'databaseUrl'>,
): Promise<string> {
  return configuration.databaseUrl ?? (await embeddedUrl(embeddedDirectory(configuration.home)));
}
