import { createHash } from 'node:crypto';
import type { Database } from '../database.ts';
import { toDatabaseError } from '../unavailable.ts';
import { type ArchivedTable, FORMAT, FORMAT_VERSION, type Header, markLine } from './archive.ts';
import { type LineSink, writeArchive } from './archive-file.ts';
import { listMigrations, listPartitions, listSequences, listTables } from './catalogue-store.ts';
import { closeRows, openRows, readRows } from './export-store.ts';

export interface ExportOptions {
  /** Tables left out: what means nothing elsewhere. */
  exclude: readonly string[];
  onTable?(name: string, rows: number): void;
}
export interface Exported {
  bytes: number;
  tables: number;
  rows: number;
}

/**
 * Writes all tables as they were at one instant, while others work on. The transaction only reads: it takes no
 * transaction id, so that it holds no reader of the event log back.
 */
export async function exportDatabase(
  database: Database,
  file: string,
  options: ExportOptions,
): Promise<Exported> {
  const client = await database.dedicated('backup');
  try {
    await client.query('begin isolation level repeatable read read only');
    const header = await readCatalogue(client, options.exclude);
    let rows = 0;
    const bytes = await writeArchive(file, async (sink) => {
      await sink.write(markLine(header));
      for (const table of header.tables) {
        const written = await writeTable(client, table, sink);
        rows += written;
        options.onTable?.(table.name, written);
      }
      await sink.write(markLine({ kind: 'done', tables: header.tables.length, rows }));
    });
    await client.query('commit');
    return { bytes, tables: header.tables.length, rows };
  } catch (error) {
    throw toDatabaseError(error, 'writing a backup');
  } finally {
    await client.end();
  }
}

type Client = Parameters<typeof listTables>[0];

async function readCatalogue(client: Client, exclude: readonly string[]): Promise<Header> {
  const { rows } = await client.query<{ version: number; now: Date }>(
    `select current_setting('server_version_num')::int as version, now() as now`,
  );
  const leftOut = new Set(['schema_migrations', ...exclude]);
  return {
    format: FORMAT,
    version: FORMAT_VERSION,
    createdAt: (rows[0]?.now ?? new Date()).toISOString(),
    postgres: rows[0]?.version ?? 0,
    migrations: await listMigrations(client),
    tables: (await listTables(client)).filter(({ name }) => !leftOut.has(name)),
    partitions: await listPartitions(client),
    sequences: await listSequences(client),
  };
}

async function writeTable(client: Client, table: ArchivedTable, sink: LineSink): Promise<number> {
  const hash = createHash('sha256');
  let rows = 0;
  await sink.write(markLine({ kind: 'table', name: table.name }));
  await openRows(client, table);
  for (let page = await readRows(client); page.length > 0; page = await readRows(client)) {
    rows += page.length;
    const text = `${page.join('\n')}\n`;
    hash.update(text);
    await sink.write(text);
  }
  await closeRows(client);
  await sink.write(markLine({ kind: 'end', name: table.name, rows, sha256: hash.digest('hex') }));
  return rows;
}
