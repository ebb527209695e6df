import type { Configuration } from '@tutti/contract';
import { Database, embeddedStatus, pendingMigrations } from '@tutti/database';
import { partitionNamesAhead, readEventLag } from '@tutti/engine';
import { embeddedDirectory } from '../local-database.ts';
import {
  bloatedTables,
  countConnections,
  countNodes,
  forgottenHolders,
  oldTransactions,
  partitionTroubles,
  readServerSettings,
  scheduleTroubles,
  stuckLeases,
  waitingLanes,
} from './database-store.ts';
import { type Finding, fail, ok, warn } from './finding.ts';
import {
  judgeBloat,
  judgeLag,
  judgeLeases,
  judgePartitions,
  judgeSchedules,
  judgeServer,
  judgeTransactions,
  judgeWaiting,
} from './judge-database.ts';

const MOST_SKEW_MS = 2000;
const LONG_TRANSACTION_MS = 300_000;
const LONG_WAIT_MS = 300_000;

/** Asks the database that is configured; the embedded one only while it runs, since nothing is started here. */
export async function checkDatabase({ databaseUrl, home }: Configuration): Promise<Finding[]> {
  if (databaseUrl)
    return questionServer(
      { connectionString: databaseUrl },
      'check DATABASE_URL, and that the server runs and lets this machine in',
    );
  const status = await embeddedStatus(embeddedDirectory(home));
  if (status.running) return questionServer(status.connection, `look into ${status.logFile}`);
  return [
    ok(
      'database',
      status.initialised
        ? 'the embedded PostgreSQL is stopped; tutti start starts it'
        : 'the embedded PostgreSQL is made at the first start',
    ),
  ];
}

async function questionServer(
  connection: ConstructorParameters<typeof Database>[0]['connection'],
  fix: string,
): Promise<Finding[]> {
  const database = new Database({
    connection,
    poolSize: 2,
    acquireTimeoutMs: 5000,
    statementTimeoutMs: 10_000,
  });
  try {
    return await questionDatabase(database);
  } catch (error) {
    return [fail('database', (error as Error).message, fix)];
  } finally {
    await database.close();
  }
}

/** All that is asked of a database that answers. */
export async function questionDatabase(database: Database): Promise<Finding[]> {
  const version = Math.floor((await database.serverVersion()) / 10_000);
  const reached =
    version >= 15
      ? ok('database', `PostgreSQL ${version} answers`)
      : fail('database', `PostgreSQL ${version} is too old`, 'use PostgreSQL 15 or newer');
  const server = judgeServer(await readServerSettings(database), await countConnections(database));
  const schema = await checkMigrations(database);
  const found = [reached, ...server, schema, await checkClock(database), await checkTransactions(database)];
  // Without the tables there is nothing more to ask.
  return schema.status === 'ok' ? [...found, ...(await checkTables(database))] : found;
}

async function checkTransactions(database: Database): Promise<Finding> {
  return judgeTransactions(
    await oldTransactions(database, LONG_TRANSACTION_MS),
    await forgottenHolders(database),
  );
}

async function checkTables(database: Database): Promise<Finding[]> {
  const nodes = await countNodes(database);
  const [row] = await database.query<{ now: Date }>('select now() as now');
  const ahead = partitionNamesAhead(row?.now ?? new Date());
  return [
    nodes > 0
      ? ok('nodes', `${nodes} connected`)
      : warn('nodes', 'none runs on this database', 'tutti start'),
    judgeLag(await readEventLag(database)),
    judgeLeases(await stuckLeases(database)),
    judgeWaiting(await waitingLanes(database, LONG_WAIT_MS), nodes),
    judgeSchedules(await scheduleTroubles(database), nodes),
    judgePartitions(await partitionTroubles(database, ahead), nodes),
    judgeBloat(await bloatedTables(database)),
  ];
}

async function checkMigrations(database: Database): Promise<Finding> {
  try {
    const pending = await pendingMigrations(database);
    if (pending.length === 0) return ok('migrations', 'the schema is up to date');
    return warn(
      'migrations',
      `${pending.length} pending: ${pending.join(', ')}`,
      'run tutti migrate, or just start',
    );
  } catch (error) {
    return fail(
      'migrations',
      (error as Error).message,
      'use the version of Tutti that this database belongs to, or a newer one',
    );
  }
}

async function checkClock(database: Database): Promise<Finding> {
  const before = Date.now();
  const [row] = await database.query<{ now: Date }>('select clock_timestamp() as now');
  const skewMs = Math.round((row?.now.getTime() ?? before) - (before + Date.now()) / 2);
  const message = `${Math.abs(skewMs)} ms apart from the database`;
  return Math.abs(skewMs) > MOST_SKEW_MS
    ? warn('clock', message, 'let both machines follow NTP')
    : ok('clock', message);
}
