import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Database } from '../database.ts';
import { type Migration, migrate, readOwnMigrations } from '../migrate.ts';
import { isDatabaseUnavailable, toDatabaseError } from '../unavailable.ts';
import { ArchiveError, type ArchivedTable, type Header, readHeader, readMark } from './archive.ts';
import { readArchive } from './archive-file.ts';
import {
  applyMigration,
  dropReplaced,
  emptyTables,
  insertRows,
  isInService,
  listStamps,
  makePartitions,
  makeStage,
  moveSequences,
  startAfresh,
  tablesHere,
} from './import-store.ts';

export interface ImportOptions {
  /** Take the place of what the database holds. */
  replace?: boolean;
  /** Tables that hold rows also while nobody has used the database. */
  mayHoldRows: readonly string[];
  /** Tables whose rows wait in `staged_<name>` for `settle`. */
  stage: readonly string[];
  /** Puts what cannot be taken over as it was into its place, within the transaction. */
  settle(client: pg.Client): Promise<void>;
  onTable?(name: string, rows: number): void;
}
export interface Imported {
  createdAt: string;
  tables: number;
  rows: number;
  /** Migrations that came after the backup and were applied to it. */
  migrated: string[];
}

const BATCH_BYTES = 1_000_000;
const BATCH_ROWS = 1000;

/** Brings a backup into the database: wholly, or not at all. The schema is first that of the backup, then brought up to date. */
export async function importDatabase(
  database: Database,
  file: string,
  options: ImportOptions,
): Promise<Imported> {
  const client = await database.dedicated('restore');
  const lines = readArchive(file);
  try {
    const header = readHeader((await lines.next()).value as string | undefined);
    const migrations = await migrationsOf(header);
    await client.query('begin');
    await refuseUnfit(client, header, options);
    await startAfresh(client);
    for (const migration of migrations) await applyMigration(client, migration);
    await emptyTables(client);
    await makePartitions(client, header.partitions);
    for (const name of options.stage) await makeStage(client, name);
    const rows = await load(client, header, lines, options);
    await moveSequences(client, header.sequences);
    await options.settle(client);
    await dropReplaced(client);
    await client.query('commit');
    await client.query('analyze');
    const { applied } = await migrate(database);
    return { createdAt: header.createdAt, tables: header.tables.length, rows, migrated: applied };
  } catch (error) {
    if (!isDatabaseUnavailable(error)) await client.query('rollback').catch(() => undefined);
    throw toDatabaseError(error, 'restoring a backup');
  } finally {
    await lines.return(undefined);
    await client.end();
  }
}

/** Those that the backup's schema was made by, out of this version's own. */
async function migrationsOf({ migrations }: Header): Promise<Migration[]> {
  const own = new Map((await readOwnMigrations()).map((migration) => [migration.name, migration]));
  const strange = migrations.filter(({ name, checksum }) => own.get(name)?.checksum !== checksum);
  if (strange.length > 0) {
    const names = strange.map(({ name }) => name).join(', ');
    throw new ArchiveError(
      `The backup needs migrations that this version does not have (${names}). Use the version that wrote it, or a newer one.`,
    );
  }
  return migrations.map(({ name }) => own.get(name) as Migration);
}

async function refuseUnfit(client: pg.Client, header: Header, options: ImportOptions): Promise<void> {
  if (await isInService(client))
    throw new ArchiveError('A running Tutti is connected to this database. Stop it first, on all nodes.');
  const known = new Set([
    ...header.tables.map(({ name }) => name),
    ...options.mayHoldRows,
    'schema_migrations',
  ]);
  const tables = await tablesHere(client);
  const foreign = tables.filter(({ name }) => !known.has(name)).map(({ name }) => name);
  const own = new Set((await readOwnMigrations()).flatMap(({ sql }) => tablesMadeBy(sql)));
  const strangers = foreign.filter((name) => !own.has(name));
  if (strangers.length > 0)
    throw new ArchiveError(
      `The database holds tables that are not Tutti's (${strangers.slice(0, 5).join(', ')}). Restore into a database of its own.`,
    );
  const mayHold = new Set([...options.mayHoldRows, 'schema_migrations']);
  const used = tables.filter(({ name, isEmpty }) => !isEmpty && !mayHold.has(name)).map(({ name }) => name);
  if (used.length > 0 && !options.replace)
    throw new ArchiveError(
      `The database is in use (${used.slice(0, 5).join(', ')}): nothing was changed. Restore into an empty one, or add --replace to give up what it holds.`,
    );
}

const tablesMadeBy = (sql: string): string[] =>
  [...sql.matchAll(/^create table (?:if not exists )?(\w+)/gim)].map(([, name]) => name as string);

/** Rows in order, table by table; what does not add up ends it. */
async function load(
  client: pg.Client,
  header: Header,
  lines: AsyncGenerator<string>,
  { stage, onTable }: ImportOptions,
): Promise<number> {
  const stamps = await listStamps(client);
  const tables = new Map(
    header.tables.map(({ name, columns }) => {
      const stamped = stage.includes(name) ? [] : (stamps.get(name) ?? []);
      return [name, { name, columns: columns.filter((column) => !stamped.includes(column)) }];
    }),
  );
  let total = 0;
  let isWhole = false;
  for await (const line of lines) {
    const mark = readMark(line);
    if (mark?.kind === 'table') {
      const table = tables.get(mark.name);
      if (!table) throw damaged(`it holds a table ${mark.name} of which its header says nothing`);
      const rows = await loadTable(client, table, lines, stage.includes(table.name));
      total += rows;
      onTable?.(table.name, rows);
    } else if (mark?.kind === 'done') {
      isWhole = mark.rows === total;
      break;
    } else throw damaged('a line stands where none belongs');
  }
  if (!isWhole) throw damaged('its end is missing');
  return total;
}

async function loadTable(
  client: pg.Client,
  table: ArchivedTable,
  lines: AsyncGenerator<string>,
  isStaged: boolean,
): Promise<number> {
  const hash = createHash('sha256');
  let rows = 0;
  let bytes = 0;
  let batch: string[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await insertRows(client, table, batch, isStaged);
    batch = [];
    bytes = 0;
  };
  for (let next = await lines.next(); !next.done; next = await lines.next()) {
    const line = next.value;
    const mark = readMark(line);
    if (mark) {
      if (
        mark.kind !== 'end' ||
        mark.name !== table.name ||
        mark.rows !== rows ||
        mark.sha256 !== hash.digest('hex')
      )
        throw damaged(`the rows of ${table.name} are not those that were written`);
      await flush();
      return rows;
    }
    hash.update(`${line}\n`);
    rows++;
    bytes += line.length;
    batch.push(line);
    if (bytes >= BATCH_BYTES || batch.length >= BATCH_ROWS) await flush();
  }
  throw damaged('its end is missing');
}

const damaged = (how: string): ArchiveError =>
  new ArchiveError(`The backup is damaged: ${how}. Nothing was changed; use another copy.`);
