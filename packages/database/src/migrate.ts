import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import type pg from 'pg';
import type { Database } from './database.ts';
import { isDatabaseUnavailable, toDatabaseError } from './unavailable.ts';

export interface Migration {
  name: string;
  checksum: string;
  sql: string;
}

export interface MigrateOptions {
  /** A folder with NNNN_name.sql files. Default: the ones that belong to this version of Tutti. */
  folder?: string;
}

/** Held while migrating, so that nodes starting together apply each migration once. */
const LOCK_KEY = 7_488_110_271;
const FILE_NAME = /^\d{4}_[a-z0-9_]+\.sql$/;

/** Brings the schema up to date, one transaction a migration. Safe to run on several nodes at once. */
export async function migrate(
  database: Database,
  options: MigrateOptions = {},
): Promise<{ applied: string[] }> {
  const migrations = await readMigrations(options.folder ?? migrationsFolder());
  // Connection of its own: no statement timeout, and the session lock must live exactly as long as the work.
  const client = await database.dedicated('migrate');
  try {
    await client.query(`select pg_advisory_lock(${LOCK_KEY})`);
    await client.query(`create table if not exists schema_migrations (
      name text primary key, checksum text not null, applied_at timestamptz not null default now())`);
    const pending = pendingAmong(migrations, await readApplied(client));
    for (const migration of pending) await apply(client, migration);
    return { applied: pending.map(({ name }) => name) };
  } catch (error) {
    throw toDatabaseError(error, 'migrating');
  } finally {
    await client.end();
  }
}

/** The names migrate() would apply. Refuses as migrate() would; changes nothing. */
export async function pendingMigrations(database: Database, options: MigrateOptions = {}): Promise<string[]> {
  const migrations = await readMigrations(options.folder ?? migrationsFolder());
  const [row] = await database.query<{ known: boolean }>(
    `select to_regclass('schema_migrations') is not null as known`,
  );
  const applied = row?.known
    ? await database.query<Applied>('select name, checksum from schema_migrations order by name')
    : [];
  return pendingAmong(migrations, applied).map(({ name }) => name);
}

/** The migrations of this version, in order. */
export const readOwnMigrations = (): Promise<Migration[]> => readMigrations(migrationsFolder());

type Applied = Pick<Migration, 'name' | 'checksum'>;

async function readApplied(client: pg.Client): Promise<Applied[]> {
  const { rows } = await client.query<Applied>('select name, checksum from schema_migrations order by name');
  return rows;
}

function pendingAmong(migrations: Migration[], applied: Applied[]): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  const newer = applied.filter(({ name }) => !known.has(name)).map(({ name }) => name);
  if (newer.length > 0) {
    throw new Error(
      `The database was migrated by a newer version of Tutti (${newer.join(', ')}). Upgrade this one; nothing was changed.`,
    );
  }
  const changed = applied.filter(({ name, checksum }) => known.get(name)?.checksum !== checksum);
  if (changed.length > 0) {
    const names = changed.map(({ name }) => name).join(', ');
    throw new Error(
      `Applied migrations were edited afterwards: ${names}. Restore the files and put the change into a new migration; nothing was changed.`,
    );
  }
  const done = new Set(applied.map(({ name }) => name));
  return migrations.filter(({ name }) => !done.has(name));
}

async function apply(client: pg.Client, { name, checksum, sql }: Migration): Promise<void> {
  try {
    await client.query('begin');
    await client.query(sql);
    await client.query('insert into schema_migrations (name, checksum) values ($1, $2)', [name, checksum]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => {});
    if (isDatabaseUnavailable(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Migration ${name} failed and was rolled back: ${reason}`, { cause: error });
  }
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const odd = names.find((name) => !FILE_NAME.test(name));
  if (odd) throw new Error(`Migration ${odd} must be named like 0001_what_it_does.sql. Rename it.`);
  const second = names.findIndex((name, at) => names[at - 1]?.slice(0, 4) === name.slice(0, 4));
  if (second > 0)
    throw new Error(
      `Migrations ${names[second - 1]} and ${names[second]} have one number. Give the newer one the next free number.`,
    );
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(path.join(folder, name), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex') };
    }),
  );
}

/** Beside `src` in the sources, beside the bundle in the published package. */
function migrationsFolder(): string {
  const candidates = ['../migrations', './migrations'].map((place) => path.join(import.meta.dirname, place));
  const folder = candidates.find((candidate) => existsSync(candidate));
  if (!folder)
    throw new Error(`The migrations are missing (looked in ${candidates.join(', ')}). Install Tutti again.`);
  return folder;
}
