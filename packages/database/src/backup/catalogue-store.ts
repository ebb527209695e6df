import type pg from 'pg';
import type { ArchivedPartition, ArchivedTable, Header } from './archive.ts';

const HERE = `current_schema()::regnamespace`;

/** Every table that is not a part of another, those first that others refer to. */
export async function listTables(client: pg.Client): Promise<ArchivedTable[]> {
  const { rows } = await client.query<{ name: string; columns: string[]; needs: string[] }>(`
    select c.relname as name,
           array(select a.attname::text from pg_attribute a
                  where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
           array(select r.relname::text from pg_constraint k join pg_class r on r.oid = k.confrelid
                  where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid) as needs
      from pg_class c
     where c.relnamespace = ${HERE} and c.relkind in ('r', 'p') and not c.relispartition order by c.relname`);
  return inOrder(rows).map(({ name, columns }) => ({ name, columns }));
}

/** Those that are needed come before those that need them. */
function inOrder<T extends { name: string; needs: string[] }>(tables: T[]): T[] {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const ordered = new Set<T>();
  const visit = (table: T): void => {
    byName.delete(table.name);
    for (const need of table.needs) {
      const needed = byName.get(need);
      if (needed) visit(needed);
    }
    ordered.add(table);
  };
  for (const table of tables) if (byName.has(table.name)) visit(table);
  return [...ordered];
}

export async function listPartitions(client: pg.Client): Promise<ArchivedPartition[]> {
  const { rows } = await client.query<ArchivedPartition>(`
    select p.relname as table, c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bound
      from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
     where c.relnamespace = ${HERE} and c.relkind = 'r' order by c.relname`);
  return rows;
}

export async function listSequences(client: pg.Client): Promise<Header['sequences']> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(`
    select c.relname as table, a.attname as column, pg_get_serial_sequence(format('%I', c.relname), a.attname) as sequence
      from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = ${HERE} and c.relkind in ('r', 'p') and not c.relispartition and a.attidentity <> '' order by 1`);
  const sequences: Header['sequences'] = [];
  for (const { table, column, sequence } of rows) {
    const found = await client.query<{ last: string }>(`select last_value::text as last from ${sequence}`);
    sequences.push({ table, column, last: found.rows[0]?.last ?? '1' });
  }
  return sequences;
}

export async function listMigrations(client: pg.Client): Promise<Header['migrations']> {
  const known = await client.query<{ known: boolean }>(
    `select to_regclass('schema_migrations') is not null as known`,
  );
  if (!known.rows[0]?.known) return [];
  return (
    await client.query<{ name: string; checksum: string }>(
      'select name, checksum from schema_migrations order by name',
    )
  ).rows;
}
