import type { Queryable } from '@tutti/database';

export interface Redrive {
  id: string;
  canary_id: number | null;
  rate_per_minute: number | null;
  actor: string;
}

export const insertRedrive = (tx: Queryable, redrive: Redrive): Promise<unknown> =>
  tx.query(`insert into redrives (id, canary_id, rate_per_minute, actor) values ($1, $2, $3, $4)`, [
    redrive.id,
    redrive.canary_id,
    redrive.rate_per_minute,
    redrive.actor,
  ]);

export const joinRedrive = (tx: Queryable, id: string, letterIds: readonly number[]): Promise<unknown> =>
  tx.query(`update dead_letters set redrive_id = $1 where id = any ($2::int[])`, [id, letterIds]);

/** Locks one redrive whose turn has come; another node passes it over. */
export async function lockDueRedrive(tx: Queryable): Promise<Redrive | undefined> {
  const [row] = await tx.query<Redrive>(
    `select id::text, canary_id, rate_per_minute, actor from redrives where next_at <= now() order by next_at limit 1 for update skip locked`,
  );
  return row;
}

/** What became of the canary. */
export async function readCanary(tx: Queryable, id: number): Promise<'waiting' | 'succeeded' | 'failed'> {
  const [row] = await tx.query<{ status: string }>(`select status from dead_letters where id = $1`, [id]);
  if (row?.status === 'resubmitted') return 'waiting';
  return row?.status === 'resolved' ? 'succeeded' : 'failed';
}

export const canarySucceeded = (tx: Queryable, id: string): Promise<unknown> =>
  tx.query(`update redrives set canary_id = null where id = $1`, [id]);

export const postponeRedrive = (tx: Queryable, id: string, ms: number): Promise<unknown> =>
  tx.query(`update redrives set next_at = now() + $2 * interval '1 ms' where id = $1`, [id, ms]);

export async function nextOfRedrive(tx: Queryable, id: string, limit: number): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    `select id from dead_letters where redrive_id = $1 and status = 'pending' order by id limit $2`,
    [id, limit],
  );
  return rows.map((row) => row.id);
}

export async function endRedrive(tx: Queryable, id: string): Promise<void> {
  await tx.query(`update dead_letters set redrive_id = null where redrive_id = $1`, [id]);
  await tx.query(`delete from redrives where id = $1`, [id]);
}

/** Milliseconds until the next redrive's turn; null when there is none. */
export async function nextRedriveDue(db: Queryable): Promise<number | null> {
  const [row] = await db.query<{ ms: number | null }>(
    `select (1000 * extract(epoch from min(next_at) - now()))::float8 as ms from redrives`,
  );
  return row?.ms ?? null;
}
