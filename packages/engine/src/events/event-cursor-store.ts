import type { Queryable } from '@tutti/database';
import type { EventCursor } from './event-cursor.ts';

/** Locks the place up to which a reader of this name has come; undefined while another node works on it. */
export async function lockCursor(tx: Queryable, name: string): Promise<EventCursor | undefined> {
  const text = `select tx::text, id::text from event_cursors where name = $1 for update skip locked`;
  const [row] = await tx.query<{ tx: string; id: string }>(text, [name]);
  return row && { ...row, index: Number.MAX_SAFE_INTEGER };
}

export const moveCursor = (tx: Queryable, name: string, to: EventCursor): Promise<unknown> =>
  tx.query(
    `update event_cursors set tx = $2::xid8, id = $3::bigint where name = $1 and (tx, id) <> ($2::xid8, $3::bigint)`,
    [name, to.tx, to.id],
  );
