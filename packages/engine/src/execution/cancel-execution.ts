import type { Queryable } from '@tutti/database';
import { storableJson } from '../kernel/index.ts';
import { laneOf } from '../queue/index.ts';

/** Locks ready before live, as the claim does: the other way round the two deadlock. */
export const UNREADY = `
  seen as materialized (select queue, ${laneOf()} as lane, claim_at, id from live_executions where id = any ($1::bigint[]) order by id),
  unready as (
    delete from ready_executions r using seen s
     where (r.queue, r.task_type, r.claim_at, r.id) = (s.queue, s.lane, s.claim_at, s.id) returning r.id)`;

/** What an end by an operator leaves of `gone`; $3 actor. */
const CLOSED = `
  calmed as (
    update error_records set recovery_status = 'ignored', resolved_at = now(), resolved_by = $3, next_retry_at = null,
           resolution_notes = 'the execution was ' || (select min(outcome) from gone)
     where execution_id = any (array(select id from gone)) and recovery_status not in ('resolved', 'ignored')
    returning id, severity),
  told_errors as (
    insert into events (type, data, actor) select 'error.ignored', json_build_object('errorId', id, 'severity', severity), $3 from calmed),
  returned as (
    update dead_letters set status = 'pending' where status = 'resubmitted' and resubmitted_as = any (array(select execution_id from gone)))`;

/** Ends unfinished executions that `which` lets through: $1 ids, $2 error JSON, $3 actor. */
const endText = (outcome: 'cancelled' | 'skipped', which: string): string => `
  with ${UNREADY},
  gone as (
    delete from live_executions where id = any ($1::bigint[]) and (select count(*) from unready) >= 0 and ${which}
    returning *, '${outcome}' as outcome),
  unwaiting as (delete from execution_waits where execution_id = any (array(select id from gone))),
  kept as (
    insert into execution_history (id, execution_id, schedule_id, slot, queue, task_type, priority, status, skip_reason, attempt, fence,
           scheduled_at, started_at, completed_at, timeout_ms, retry_policy, tags, trigger, idempotency_key, node, task_config, metadata, error,
           created_at, breaker, resubmitted_from, concurrency_key, concurrency_limit, estimated_cost, requires)
    select g.id, execution_id, schedule_id, slot, queue, task_type, priority, '${outcome}',
           ${outcome === 'skipped' ? `'operator'` : 'null'}, attempt, fence, scheduled_at,
           l.claimed_at, now(), timeout_ms, retry_policy, tags, trigger, idempotency_key, l.node, task_config, metadata, $2::json, created_at,
           breaker, resubmitted_from, concurrency_key, concurrency_limit, estimated_cost, requires
      from gone g left join lateral (select claimed_at, node from leases where g.id = any (ids) limit 1) l on true),
  told as (
    insert into events (type, ids, data, actor)
    select 'execution.${outcome}', array[execution_id], json_build_object('reason', ($2::json) ->> 'message'), $3 from gone),
${CLOSED}
  select id from gone`;

/** Pending, paused or running, at once; a running worker's late result finds no row and is refused. */
const CANCEL = endText('cancelled', 'true');
/** What is ready leaves by `unready`; what is neither ready nor held is running. */
const SKIP = endText('skipped', '(hold is not null or id = any (array(select id from unready)))');

async function end(
  db: Queryable,
  text: string,
  ids: readonly number[],
  error: object,
  actor: string,
): Promise<number[]> {
  const rows = await db.query<{ id: number }>(text, [ids, storableJson(error), actor]);
  return rows.map((row) => row.id);
}

/** Cancels what is not final yet; returns the ids that this call cancelled. */
export const cancelExecutions = (
  db: Queryable,
  ids: readonly number[],
  reason: string,
  actor: string,
): Promise<number[]> => end(db, CANCEL, ids, { code: 'CANCELLED', message: reason, permanent: true }, actor);

/** Ends what does not run yet; returns the ids that this call skipped. */
export const skipExecutions = (
  db: Queryable,
  ids: readonly number[],
  reason: string,
  actor: string,
): Promise<number[]> => end(db, SKIP, ids, { code: 'SKIPPED', message: reason, permanent: true }, actor);
