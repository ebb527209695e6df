import path from 'node:path';
import type { Configuration } from '@tutti/contract';
import { TuttiError } from '@tutti/contract';
import { ArchiveError, exportDatabase, importDatabase } from '@tutti/database';
import type { Database, Exported, Imported } from '@tutti/database';
import { openDatabase } from '../local-database.ts';
import { endRuns, placeEvents } from './restore-store.ts';

export type Client = Parameters<NonNullable<Parameters<typeof importDatabase>[2]>['settle']>[0];
type DatabaseSettings = Pick<Configuration, 'home' | 'databaseUrl' | 'databasePoolSize'>;

export interface BackedUp extends Exported {
  file: string;
}
export type Restored = Imported;

/** Of processes that were connected then. */
const EPHEMERAL = ['websocket_sessions', 'nodes'];
/** Filled by migrations, or by any node that only starts. */
const OF_A_FRESH_ONE = [
  ...EPHEMERAL,
  'system_state',
  'queues',
  'event_cursors',
  'metrics_progress',
  'queue_samples',
  'retry_policies',
];

/** Writes everything the database holds to a file, while Tutti goes on. */
export async function createBackup(
  configuration: DatabaseSettings,
  file = defaultFile(configuration.home, new Date()),
): Promise<BackedUp> {
  const { database, close } = await openDatabase(configuration);
  try {
    return { file, ...(await told(backUpDatabase(database, file))) };
  } finally {
    await close();
  }
}

/** Brings a backup into the database, which must be empty unless `replace` says otherwise. Nothing may run on it. */
export async function restoreBackup(
  configuration: DatabaseSettings,
  file: string,
  options: { replace?: boolean } = {},
): Promise<Restored> {
  const { database, close } = await openDatabase(configuration);
  try {
    return await told(restoreDatabase(database, file, options));
  } finally {
    await close();
  }
}

export const backUpDatabase = (database: Database, file: string): Promise<Exported> =>
  exportDatabase(database, file, { exclude: EPHEMERAL });

export const restoreDatabase = (
  database: Database,
  file: string,
  { replace = false }: { replace?: boolean } = {},
): Promise<Imported> =>
  importDatabase(database, file, {
    replace,
    mayHoldRows: OF_A_FRESH_ONE,
    stage: ['events'],
    settle: async (client) => {
      await placeEvents(client);
      await endRuns(client);
    },
  });

/** tutti-2026-11-21T02-00-00.jsonl.gz */
const defaultFile = (home: string, now: Date): string =>
  path.join(home, 'backups', `tutti-${now.toISOString().slice(0, 19).replaceAll(':', '-')}.jsonl.gz`);

async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ArchiveError)
      throw new TuttiError('BACKUP_REFUSED', error.message, { cause: error });
    throw error;
  }
}
