import type pg from 'pg';
import type { ArchivedPartition, ArchivedTable, Header } from './archive.ts';
import { quoted } from './export-store.ts';

/** Name of the schema that is being replaced, until the end of the transaction. */
const REPLACED = 'tutti_replaced';

/** True while a node runs on this database: each keeps a connection that listens. */
export async function isInService(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query(
    `select 1 from pg_stat_activity where datname = current_database() and application_name = 'tutti:listen' limit 1`,
  );
  return rows.length > 0;
}

/** Tables in this schema, with whether they hold any row. */
export async function tablesHere(client: pg.Client): Promise<{ name: string; isEmpty: boolean }[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class
      where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition order by 1`,
  );
  const tables: { name: string; isEmpty: boolean }[] = [];
  for (const { name } of rows) {
    const found = await client.query(`select 1 from ${quoted(name)} limit 1`);
    tables.push({ name, isEmpty: found.rows.length === 0 });
  }
  return tables;
}

/** An empty schema in the place of the present one, which goes with the end of the transaction. */
export async function startAfresh(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(`select current_schema() as name`);
  const name = quoted(rows[0]?.name ?? 'public');
  await client.query(`alter schema ${name} rename to ${REPLACED}`);
  await client.query(`create schema ${name}`);
}

export const dropReplaced = (client: pg.Client): Promise<unknown> =>
  client.query(`drop schema ${REPLACED} cascade`);

export async function applyMigration(
  client: pg.Client,
  { name, checksum, sql }: { name: string; checksum: string; sql: string },
): Promise<void> {
  await client.query(`create table if not exists schema_migrations (
    name text primary key, checksum text not null, applied_at timestamptz not null default now())`);
  await client.query(sql);
  await client.query('insert into schema_migrations (name, checksum) values ($1, $2)', [name, checksum]);
}

/** What migrations have put into the tables gives way to what was backed up. */
export async function emptyTables(client: pg.Client): Promise<void> {
  const filled = (await tablesHere(client)).filter(
    ({ name, isEmpty }) => !isEmpty && name !== 'schema_migrations',
  );
  for (const { name } of filled) await client.query(`delete from ${quoted(name)}`);
}

export async function makePartitions(
  client: pg.Client,
  partitions: readonly ArchivedPartition[],
): Promise<void> {
  for (const { table, name, bound } of partitions) {
    if (!/^(DEFAULT|FOR VALUES FROM \('[^'();]*'\) TO \('[^'();]*'\))$/.test(bound)) continue;
    await client.query(`create table if not exists ${quoted(name)} partition of ${quoted(table)} ${bound}`);
  }
}

/** Rows of a staged table go to a temporary one of the same columns, for whoever puts them in their place. */
export const makeStage = (client: pg.Client, table: string): Promise<unknown> =>
  client.query(`create temporary table ${quoted(`staged_${table}`)} (like ${quoted(table)}) on commit drop`);

/**
 * Columns that hold the transaction that wrote the row. Transaction ids belong to a cluster, so the restored rows get
 * that of the restoring one.
 */
export async function listStamps(client: pg.Client): Promise<Map<string, string[]>> {
  const { rows } = await client.query<{ table: string; column: string }>(
    `select c.relname as table, a.attname as column
       from pg_class c join pg_attribute a on a.attrelid = c.oid
       join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
      where c.relnamespace = current_schema()::regnamespace and not c.relispartition and a.atttypid = 'xid8'::regtype
        and pg_get_expr(d.adbin, d.adrelid) = 'pg_current_xact_id()'`,
  );
  const stamps = new Map<string, string[]>();
  for (const { table, column } of rows) stamps.set(table, [...(stamps.get(table) ?? []), column]);
  return stamps;
}

/** Rows travel as one JSON array. */
export async function insertRows(
  client: pg.Client,
  { name, columns }: ArchivedTable,
  lines: readonly string[],
  isStaged: boolean,
): Promise<void> {
  const list = columns.map(quoted).join(', ');
  const into = isStaged ? quoted(`staged_${name}`) : quoted(name);
  await client.query(
    `insert into ${into} (${list}) ${isStaged ? '' : 'overriding system value'}
     select ${list} from json_populate_recordset(null::${quoted(name)}, $1::json)`,
    [`[${lines.join(',')}]`],
  );
}

/** Identity columns go on behind what was given before, also when the newest rows are gone. */
export async function moveSequences(client: pg.Client, sequences: Header['sequences']): Promise<void> {
  for (const { table, column, last } of sequences) {
    await client.query(
      `select setval(pg_get_serial_sequence($1, $2), greatest($3::bigint, (select coalesce(max(${quoted(column)}), 1) from ${quoted(table)})))`,
      [quoted(table), column, last],
    );
  }
}
