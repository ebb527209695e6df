import type { LogStream } from '@tutti/contract';
import type { Queryable } from '@tutti/database';
import { CLAIMED, type ClaimedRow } from './execution-store.ts';

/** What a lease token says. */
export interface LeaseClaim {
  leaseId: number;
  id: number;
  fence: number;
  hash: string;
}

export interface RemoteRow extends ClaimedRow {
  node: string;
  ran_ms: number;
  paused: boolean;
  /** Whether it was ever seen paused under this lease. */
  paused_once: boolean;
}

/** Gives leases that were just claimed to who knows the secret of this hash. Answers until when they stand. */
export async function bindLeases(
  db: Queryable,
  leaseIds: readonly number[],
  hash: string,
): Promise<Map<number, Date>> {
  const rows = await db.query<{ id: number; expires_at: Date }>(
    `update leases set token_hash = $2 where id = any ($1::bigint[]) returning id, expires_at`,
    [leaseIds, hash],
  );
  return new Map(rows.map((row) => [row.id, row.expires_at]));
}

/** Renews the leases of these claims for $5 ms; answers those of the claims whose lease and fence still stand. */
const RENEW_HELD = `
  with d as materialized (
    select * from unnest($1::bigint[], $2::bigint[], $3::integer[], $4::text[]) as d(lease_id, id, fence, hash)),
  renewed as (
    update leases l set expires_at = now() + $5 * interval '1 ms',
           paused_once = l.paused_once or exists (select from live_executions e where e.id = any (l.ids) and e.status = 'paused')
     where l.id = any ($1::bigint[]) and exists (select from d where d.lease_id = l.id and d.hash = l.token_hash)
    returning l.id as lease_id, l.ids, l.node, l.claimed_at, l.paused_once)
  select ${CLAIMED}, r.lease_id, r.node, r.paused_once, e.status = 'paused' as paused,
         (1000 * extract(epoch from now() - r.claimed_at))::float8 as ran_ms
    from d join renewed r on r.lease_id = d.lease_id join live_executions e on e.id = d.id and e.fence = d.fence
   where e.id = any ($2::bigint[]) and d.id = any (r.ids)`;

export const renewHeld = (
  db: Queryable,
  claims: readonly LeaseClaim[],
  leaseMs: number,
): Promise<RemoteRow[]> =>
  db.query<RemoteRow>(RENEW_HELD, [
    claims.map((claim) => claim.leaseId),
    claims.map((claim) => claim.id),
    claims.map((claim) => claim.fence),
    claims.map((claim) => claim.hash),
    leaseMs,
  ]);

const FIND_HELD = `
  select ${CLAIMED}, l.id as lease_id, l.node, l.paused_once, e.status = 'paused' as paused,
         (1000 * extract(epoch from now() - l.claimed_at))::float8 as ran_ms
    from live_executions e join leases l on l.id = $1 and e.id = any (l.ids)
   where e.id = $2 and e.fence = $3 and l.token_hash = $4`;

export async function findHeld(
  db: Queryable,
  { leaseId, id, fence, hash }: LeaseClaim,
): Promise<RemoteRow | undefined> {
  return (await db.query<RemoteRow>(FIND_HELD, [leaseId, id, fence, hash]))[0];
}

/** Of these, the ones that operators ended. */
export async function readCancelled(db: Queryable, executionIds: readonly string[]): Promise<Set<string>> {
  const rows = await db.query<{ execution_id: string }>(
    `select execution_id::text from execution_history where execution_id = any ($1::uuid[]) and status in ('cancelled', 'skipped')`,
    [executionIds],
  );
  return new Set(rows.map((row) => row.execution_id));
}

/** A lease whose work is all over; one that two leave at the same time runs out by itself. */
export const dropEmptyLease = (db: Queryable, leaseId: number): Promise<unknown> =>
  db.query(
    `delete from leases l where l.id = $1 and not exists (select from live_executions e where e.id = any (l.ids))`,
    [leaseId],
  );

/** Of these executions, those that still run at these fences. */
export async function stillRunning(
  db: Queryable,
  rows: readonly Pick<ClaimedRow, 'id' | 'fence'>[],
): Promise<Set<number>> {
  const found = await db.query<{ id: number }>(
    `select e.id from live_executions e join unnest($1::bigint[], $2::integer[]) d(id, fence) on e.id = d.id and e.fence = d.fence`,
    [rows.map((row) => row.id), rows.map((row) => row.fence)],
  );
  return new Set(found.map((row) => row.id));
}

/**
 * Locks the execution against others that log; answers what its log holds (`open`: how streams end that end within a line),
 * undefined when the fence has gone up.
 */
export async function lockLog(
  tx: Queryable,
  { id, fence, execution_id, attempt }: ClaimedRow,
): Promise<{ seq: number; bytes: number; open: Partial<Record<LogStream, string>> } | undefined> {
  const held = await tx.query(
    `select id from live_executions where id = $1 and fence = $2 for no key update`,
    [id, fence],
  );
  if (held.length === 0) return undefined;
  const [row] = await tx.query<{ seq: number; bytes: number; open: Partial<Record<LogStream, string>> }>(
    `select coalesce(max(seq), 0) as seq,
            coalesce(sum(octet_length(text)) filter (where attempt = $2 and stream <> 'system'), 0)::int as bytes,
            (select coalesce(json_object_agg(stream, tail), '{}') from (
               select stream, string_agg(right(text, 16), '' order by seq) as tail from (
                 select stream, text, seq, row_number() over (partition by stream order by seq desc) as back
                   from execution_logs where execution_id = $1 and attempt = $2) latest
                where back <= 3 group by stream) ends
              where tail not like E'%\\n') as open
       from execution_logs where execution_id = $1`,
    [execution_id, attempt],
  );
  return row;
}

export const appendLog = (
  tx: Queryable,
  { execution_id, attempt }: ClaimedRow,
  after: number,
  chunks: readonly { text: string; stream: LogStream }[],
): Promise<unknown> =>
  tx.query(
    `insert into execution_logs (execution_id, seq, attempt, stream, text)
     select $1, $3 + n, $2, stream, text from unnest($4::text[], $5::text[]) with ordinality as c(stream, text, n)`,
    [execution_id, attempt, after, chunks.map((chunk) => chunk.stream), chunks.map((chunk) => chunk.text)],
  );
