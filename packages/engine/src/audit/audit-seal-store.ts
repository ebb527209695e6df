import type { Queryable } from '@tutti/database';
import { type AuditSigner, type Link, type SealedRow, anchorText, headText } from './audit-chain.ts';

/** Times as text to the microsecond: a Date would round what was hashed. */
const ISO = (column: string): string =>
  `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
const FACTS = `id::text, ${ISO('at')} as at, actor, action, entity_type, entity_id, before::text as before, after::text as after, request_id`;

/** True when no other node seals or cuts until this transaction ends. */
export async function takeSealing(tx: Queryable): Promise<boolean> {
  const [row] = await tx.query<{ taken: boolean }>(
    `select pg_try_advisory_xact_lock(hashtext('tutti audit sealing')) as taken`,
  );
  return row?.taken === true;
}

export const waitForSealing = (tx: Queryable): Promise<unknown> =>
  tx.query(`select pg_advisory_xact_lock(hashtext('tutti audit sealing'))`);

/**
 * Rows without a place whose transaction has ended, as have all older ones: none can come before them any more. A row
 * from beyond the newest transaction was restored from another cluster, whose numbers mean nothing here.
 */
const UNSEALED = `
  select ${FACTS}, ${ISO('clock_timestamp()')} as sealed_at from audit_log a
   where position is null and (tx < pg_snapshot_xmin(pg_current_snapshot()) or tx >= pg_snapshot_xmax(pg_current_snapshot()))
   order by a.id limit $1`;

export const readUnsealed = (tx: Queryable, limit: number): Promise<Omit<SealedRow, 'hash' | 'position'>[]> =>
  tx.query(UNSEALED, [limit]);

export async function writeSeals(tx: Queryable, rows: readonly SealedRow[]): Promise<void> {
  await tx.query(
    `update audit_log a set position = x.position, hash = x.hash, sealed_at = x.sealed_at
       from unnest($1::bigint[], $2::bigint[], $3::text[], $4::timestamptz[]) as x(id, position, hash, sealed_at)
      where a.id = x.id`,
    [
      rows.map((row) => row.id),
      rows.map((row) => row.position),
      rows.map((row) => row.hash),
      rows.map((row) => row.sealed_at),
    ],
  );
}

export interface SignedLink extends Link {
  key_id: string | null;
  signature: string | null;
}
export interface Anchor extends SignedLink {
  removed: number;
}

export async function readHead(db: Queryable): Promise<SignedLink | undefined> {
  const [row] = await db.query<SignedLink>(`select position, hash, key_id, signature from audit_head`);
  return row;
}

export async function readAnchor(db: Queryable): Promise<Anchor | undefined> {
  const [row] = await db.query<Anchor>(
    `select position, hash, removed, key_id, signature from audit_anchors order by position desc limit 1`,
  );
  return row;
}

/** Where the chain ends by its rows alone. */
export async function readLastRow(db: Queryable): Promise<Link | undefined> {
  const [row] = await db.query<Link>(
    `select position, hash from audit_log where position is not null order by position desc limit 1`,
  );
  return row;
}

export async function writeHead(tx: Queryable, head: Link, signer: AuditSigner | undefined): Promise<void> {
  await tx.query(
    `insert into audit_head (position, hash, key_id, signature) values ($1, $2, $3, $4)
     on conflict (one) do update set position = excluded.position, hash = excluded.hash, key_id = excluded.key_id,
        signature = excluded.signature, updated_at = now()`,
    [head.position, head.hash, signer?.keyId ?? null, signer?.sign(headText(head)) ?? null],
  );
}

export const readSealed = (db: Queryable, after: number, limit: number): Promise<SealedRow[]> =>
  db.query<SealedRow>(
    `select ${FACTS}, position, hash, ${ISO('sealed_at')} as sealed_at from audit_log
      where position > $1 order by position limit $2`,
    [after, limit],
  );

export async function countUnsealed(db: Queryable): Promise<{ count: number; oldest: Date | null }> {
  const [row] = await db.query<{ count: number; oldest: Date | null }>(
    `select count(*)::int as count, min(at) as oldest from audit_log where position is null`,
  );
  return row as { count: number; oldest: Date | null };
}

/** The last row that may go: all up to it are older than `before`; at most `limit` of them. */
export async function findCut(tx: Queryable, before: Date, limit: number): Promise<Link | undefined> {
  const [row] = await tx.query<Link>(
    `with old as (
       select position from audit_log where position is not null order by position limit $2),
     first_kept as (select min(position) as position from audit_log where position is not null and at >= $1)
     select a.position, a.hash from audit_log a, first_kept f
      where a.position <= (select max(position) from old) and (f.position is null or a.position < f.position)
      order by a.position desc limit 1`,
    [before, limit],
  );
  return row;
}

/** The anchor comes first: the table lets go only of rows that one stands for. */
export async function cutAt(tx: Queryable, cut: Link, signer: AuditSigner | undefined): Promise<number> {
  const [row] = await tx.query<{ removed: number }>(
    `select count(*)::int as removed from audit_log where position <= $1`,
    [cut.position],
  );
  const removed = row?.removed ?? 0;
  await tx.query(
    `insert into audit_anchors (position, hash, removed, key_id, signature) values ($1, $2, $3, $4, $5)`,
    [cut.position, cut.hash, removed, signer?.keyId ?? null, signer?.sign(anchorText(cut, removed)) ?? null],
  );
  await tx.query(`delete from audit_log where position <= $1`, [cut.position]);
  return removed;
}
