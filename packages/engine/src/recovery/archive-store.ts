import type { Queryable } from '@tutti/database';
import { storableJson } from '../kernel/index.ts';
import type { LetterRow } from './letter-store.ts';

const RESTORE = `
  insert into dead_letters (id, execution_id, execution_uuid, schedule_id, status, task_type, queue, priority, task_config, trigger, tags, metadata,
         timeout_ms, retry_policy, concurrency_key, concurrency_limit, requires, attempts, error, fingerprint, node, resubmit_count, resubmitted_as,
         failed_at, resolved_at, resolved_by, notes, created_at)
    overriding system value
  select id, execution_id, execution_uuid, schedule_id, status, task_type, queue, priority, task_config, trigger, tags, metadata, timeout_ms,
         retry_policy, concurrency_key, concurrency_limit, requires, attempts, error, fingerprint, node, resubmit_count, resubmitted_as, now(),
         resolved_at, resolved_by, notes, created_at
    from json_populate_recordset(null::dead_letters, $1::json)
  on conflict do nothing returning id`;

/** Rows of an archive come back under their ids; those that are there are left as they are. Returns how many came. */
export async function insertLetters(tx: Queryable, rows: readonly LetterRow[]): Promise<number> {
  return (await tx.query(RESTORE, [storableJson(rows)])).length;
}

/** What has waited, or been settled, for longer than `days`. */
export async function findOld(db: Queryable, days: number, limit: number): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `select id from dead_letters where status in ('pending', 'resolved') and failed_at < now() - $1 * interval '1 day' order by id limit $2`,
    [days, limit],
  );
  return rows.map((row) => row.id);
}

export const deleteLetters = (tx: Queryable, ids: readonly number[]): Promise<unknown> =>
  tx.query(`delete from dead_letters where id = any ($1::int[])`, [ids]);
