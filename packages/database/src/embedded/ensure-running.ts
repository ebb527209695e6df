import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { RoutedClient } from '../client.ts';
import { Route } from '../route.ts';
import { isDatabaseUnavailable } from '../unavailable.ts';
import { initialise } from './initialise.ts';
import type { Prepared } from './install.ts';
import { DATABASE, connectionTo } from './place.ts';
import { findPostmaster, removeStalePidFile } from './postmaster.ts';
import { type Launch, launchServer } from './server-process.ts';
import type { ServerSettings } from './settings.ts';

export interface StartContext {
  log: (message: string) => void;
  signal: AbortSignal;
}

export interface Running {
  pid: number;
  sockets: string;
  /** It ran already, or another process was faster. */
  adopted: boolean;
}

/** A killed server's backends, or a pid not yet reaped, hold its lock for a while. */
const RETRY_TIMEOUT_MS = 30_000;
const RETRY_DELAY_MS = 150;
/** Replaying the log after a crash may take long, and the server says that it is at it. */
const RECOVERY_TIMEOUT_MS = 15 * 60_000;
const TELL_AFTER_MS = 5_000;
const POLL_MS = 15;

const PASSING =
  /lock file .* already exists|pre-existing shared memory block|could not (create|lock|open|read from) lock file|No such file or directory/;

/** Adopts the running server or starts one, and waits until it answers. */
export async function ensureRunning(
  prepared: Prepared,
  options: ServerSettings,
  context: StartContext,
): Promise<Running> {
  const { installation, place } = prepared;
  const deadline = performance.now() + RETRY_TIMEOUT_MS;
  for (;;) {
    context.signal.throwIfAborted();
    const found = await findPostmaster(place);
    if (found) {
      const isGone = async () => (await findPostmaster(place)) === undefined;
      if (await answers(found.sockets, context, isGone)) return { ...found, adopted: true };
    } else {
      await removeStalePidFile(place);
      const isNew = await initialise(installation, place, options.fsync ?? true);
      context.log(isNew ? 'PostgreSQL: created a new database' : 'PostgreSQL: starting');
      const launch = await launchServer(installation, place, options);
      const isAnswered = await answers(place.sockets, context, async () => launch.ended() !== undefined);
      // Of two launched at once the other one's may be the one that answers.
      const running = isAnswered ? await findPostmaster(place) : undefined;
      if (running) return { ...running, adopted: running.pid !== launch.pid };
      refuseLasting(launch, performance.now() > deadline);
    }
    await delay(RETRY_DELAY_MS);
  }
}

function refuseLasting(launch: Launch, late: boolean): void {
  const end = launch.ended();
  if (!end || (PASSING.test(end.log) && !late)) return;
  throw new Error(`PostgreSQL did not start: ${end.log.trim().slice(-1_000) || 'it said nothing'}`);
}

/** True once the server accepts connections and has our database; false when it ended instead. */
async function answers(
  sockets: string,
  { log, signal }: StartContext,
  hasEnded: () => Promise<boolean>,
): Promise<boolean> {
  const startedAt = performance.now();
  for (let told = false; !(await hasEnded());) {
    signal.throwIfAborted();
    try {
      await createDatabase(connectionTo(sockets, 'postgres'));
      return true;
    } catch (error) {
      if (!isDatabaseUnavailable(error) || performance.now() - startedAt > RECOVERY_TIMEOUT_MS) throw error;
    }
    if (!told && performance.now() - startedAt > TELL_AFTER_MS) {
      log('PostgreSQL: still starting; after a crash it first replays its log');
      told = true;
    }
    await delay(POLL_MS);
  }
  return false;
}

async function createDatabase(connection: pg.ClientConfig): Promise<void> {
  const client = new RoutedClient(new Route(connection), { application_name: 'tutti:start' });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } catch (error) {
    // Another process starting at the same moment created it.
    if (!['42P04', '23505'].includes((error as pg.DatabaseError).code ?? '')) throw error;
  } finally {
    await client.end();
  }
}
