import type { Client } from './backup.ts';

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * The place of an event is (transaction, id), and transaction ids belong to a cluster: those of the old one would lie
 * in the future of the new one, where readers wait for them. So all restored events get this transaction, and new ids
 * in their old order behind all that were ever given: a reader with a cursor of old stands before or beside them, never
 * between them.
 */
export async function placeEvents(client: Client): Promise<void> {
  const { rows: named } = await client.query<{ column: string }>(
    `select attname::text as column from pg_attribute where attrelid = 'events'::regclass and attnum > 0 and not attisdropped
        and attname not in ('tx', 'id')`,
  );
  const columns = named.map(({ column }) => quoted(column)).join(', ');
  const { rows } = await client.query<{ base: string }>(`select last_value::text as base from events_id_seq`);
  const base = rows[0]?.base ?? '0';
  await client.query(`create index on staged_events (tx, id)`);
  await client.query(
    `insert into events (tx, id, ${columns}) overriding system value
     select pg_current_xact_id(), $1::bigint + row_number() over (order by tx, id), ${columns} from staged_events`,
    [base],
  );
  await client.query(
    `select setval('events_id_seq', $1::bigint + (select count(*) from staged_events) + 1)`,
    [base],
  );
  for (const table of await cursorTables(client)) {
    await client.query(
      `update ${quoted(table)} c set tx = pg_current_xact_id(),
              id = $1::bigint + (select count(*) from staged_events s where (s.tx, s.id) <= (c.tx, c.id))`,
      [base],
    );
  }
}

/** Tables that keep places in the event log, as columns tx and id. A tx with a default is that of the row itself. */
async function cursorTables(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and not c.relispartition
        and a.attname = 'tx' and a.atttypid = 'xid8'::regtype and not a.atthasdef`,
  );
  return rows.map(({ name }) => name);
}

/** Runs of old are taken over as those of a node that was lost; answers that were never given are not waited for. */
export async function endRuns(client: Client): Promise<void> {
  await client.query(`update leases set expires_at = now()`);
  await client.query(`delete from http_idempotency where status is null`);
}
