import type pg from 'pg';
import type { ArchivedTable } from './archive.ts';

/** Few, since one row may be as long as a request body. */
const PAGE_ROWS = 200;

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Opens a cursor on the rows of a table, each as JSON on one line. */
export async function openRows(client: pg.Client, { name, columns }: ArchivedTable): Promise<void> {
  const list = columns.map(quoted).join(', ');
  // Line breaks in JSON stand only between its parts, never within a text.
  await client.query(`
    declare archived no scroll cursor for
    select translate(row_to_json(t)::text, E'\\n\\r', '  ') as line from (select ${list} from ${quoted(name)}) t`);
}

export async function readRows(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(`fetch ${PAGE_ROWS} from archived`);
  return rows.map(({ line }) => line);
}

export const closeRows = (client: pg.Client): Promise<unknown> => client.query('close archived');
