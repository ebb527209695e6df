import type { Redrive as ShownRedrive } from '@tutti/contract';
import type { Queryable } from '@tutti/database';

export interface Redrive {
  id: string;
  canary_id: number | null;
  rate_per_minute: number | null;
  actor: string;
}

const KEEP_DAYS = 7;

export async function insertRedrive(
  tx: Queryable,
  redrive: Redrive & { total: number; sent: number },
): Promise<void> {
  await tx.query(`delete from redrives where ended_at < now() - $1 * interval '1 day'`, [KEEP_DAYS]);
  await tx.query(
    `insert into redrives (id, canary_id, canary_letter_id, rate_per_minute, actor, total, sent) values ($1, $2, $2, $3, $4, $5, $6)`,
    [redrive.id, redrive.canary_id, redrive.rate_per_minute, redrive.actor, redrive.total, redrive.sent],
  );
}

export const joinRedrive = (tx: Queryable, id: string, letterIds: readonly number[]): Promise<unknown> =>
  tx.query(`update dead_letters set redrive_id = $1 where id = any ($2::int[])`, [id, letterIds]);

/** Locks one redrive whose turn has come; another node passes it over. */
export async function lockDueRedrive(tx: Queryable): Promise<Redrive | undefined> {
  const [row] = await tx.query<Redrive>(
    `select id::text, canary_id, rate_per_minute, actor from redrives where ended_at is null and next_at <= now() order by next_at limit 1 for update skip locked`,
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

export const redriveSent = (tx: Queryable, id: string, count: number): Promise<unknown> =>
  tx.query(`update redrives set sent = sent + $2 where id = $1`, [id, count]);

/** Its figures stay for who asks; the far date keeps it from nodes that know no end. */
export async function endRedrive(
  tx: Queryable,
  id: string,
  outcome: 'completed' | 'canary_failed',
): Promise<void> {
  await tx.query(`update dead_letters set redrive_id = null where redrive_id = $1`, [id]);
  await tx.query(
    `update redrives set outcome = $2, ended_at = now(), next_at = now() + interval '100 years' where id = $1`,
    [id, outcome],
  );
}

interface RedriveRow {
  id: string;
  canary_id: number | null;
  canary_letter_id: number | null;
  canary_execution: string | null;
  rate_per_minute: number | null;
  outcome: 'completed' | 'canary_failed' | null;
  total: number;
  sent: number;
  waiting: number;
  actor: string;
  created_at: Date;
  ended_at: Date | null;
}

const SHOWN = `
  select r.id::text, canary_id, canary_letter_id, rate_per_minute, outcome, total, sent, actor, r.created_at, ended_at,
         (select resubmitted_as::text from dead_letters d where d.id = canary_letter_id) as canary_execution,
         (select count(*)::int from dead_letters d where d.redrive_id = r.id and d.status = 'pending') as waiting
    from redrives r order by r.created_at desc limit 20`;

export async function listRedriveRows(db: Queryable): Promise<ShownRedrive[]> {
  const rows = await db.query<RedriveRow>(SHOWN);
  return rows.map((row) => ({
    redriveId: row.id,
    state: row.outcome ?? (row.canary_id === null ? 'sending' : 'canary'),
    canary:
      row.canary_letter_id === null
        ? null
        : { deadLetterId: row.canary_letter_id, executionId: row.canary_execution },
    ratePerMinute: row.rate_per_minute,
    total: row.total,
    sent: row.sent,
    waiting: row.waiting,
    actor: row.actor,
    createdAt: row.created_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  }));
}

/** Milliseconds until the next redrive's turn; null when there is none. */
export async function nextRedriveDue(db: Queryable): Promise<number | null> {
  const [row] = await db.query<{ ms: number | null }>(
    `select (1000 * extract(epoch from min(next_at) - now()))::float8 as ms from redrives where ended_at is null`,
  );
  return row?.ms ?? null;
}
