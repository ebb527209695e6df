import type { Queryable } from '@tutti/database';
import { storableJson } from '../kernel/index.ts';

/**
 * $1 ids, $2 error JSON, $3 actor: pending, paused or running, at once; a running worker's late result finds no row
 * and is refused. Locks ready before live, as the claim does: the other way round the two deadlock.
 */
const CANCEL = `
  with seen as materialized (select queue, task_type, claim_at, id from live_executions where id = any ($1::bigint[]) order by id),
  unready as (
    delete from ready_executions r using seen s
     where (r.queue, r.task_type, r.claim_at, r.id) = (s.queue, s.task_type, s.claim_at, s.id) returning 1),
  gone as (
    delete from live_executions where id = any ($1::bigint[]) and (select count(*) from unready) >= 0 returning *),
  unwaiting as (delete from execution_waits where execution_id = any ($1::bigint[])),
  kept as (
    insert into execution_history (id, execution_id, schedule_id, slot, queue, task_type, priority, status, attempt, fence, scheduled_at,
           started_at, completed_at, timeout_ms, retry_policy, tags, trigger, idempotency_key, node, task_config, metadata, error, created_at, breaker)
    select g.id, execution_id, schedule_id, slot, queue, task_type, priority, 'cancelled', attempt, fence, scheduled_at,
           l.claimed_at, now(), timeout_ms, retry_policy, tags, trigger, idempotency_key, l.node, task_config, metadata, $2::json, created_at, breaker
      from gone g left join lateral (select claimed_at, node from leases where g.id = any (ids) limit 1) l on true),
  told as (
    insert into events (type, ids, data, actor)
    select 'execution.cancelled', array[execution_id], json_build_object('reason', ($2::json) ->> 'message'), $3 from gone)
  select id from gone`;

/** Cancels what is not final yet; returns the ids that this call cancelled. */
export async function cancelExecutions(
  db: Queryable,
  ids: readonly number[],
  reason: string,
  actor: string,
): Promise<number[]> {
  const error = { code: 'CANCELLED', message: reason, permanent: true };
  const rows = await db.query<{ id: number }>(CANCEL, [ids, storableJson(error), actor]);
  return rows.map((row) => row.id);
}
