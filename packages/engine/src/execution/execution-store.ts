import type { EstimatedCost } from '@tutti/contract';
import type { Queryable, Statement } from '@tutti/database';
import { storableJson } from '../kernel/index.ts';
import { roomHold } from '../queue/index.ts';
import { LEFT_BEHIND, RETRY_RECORDED } from './failure-store.ts';
import { laneOf } from '../queue/index.ts';

/** An execution as its worker needs it; JSON columns stay text until they are used. */
export interface ClaimedRow {
  id: number;
  execution_id: string;
  lease_id: number;
  fence: number;
  attempt: number;
  task_type: string;
  schedule_id: number | null;
  task_config: string;
  trigger: string | null;
  timeout_ms: number | null;
  retry_policy: string | null;
  /** As named; '' for none, null for the task type's own. */
  breaker: string | null;
  /** Attempts up to this one do not count against the policy. */
  allowance_from: number;
  resubmitted_from: number | null;
  /** Of what was claimed for the room it needs. */
  estimated_cost?: EstimatedCost;
}

export const CLAIMED = `e.id, e.execution_id::text, e.fence, e.attempt, e.task_type, e.schedule_id, e.task_config::text as task_config,
         e.trigger::text as trigger, e.timeout_ms, e.retry_policy::text as retry_policy, e.breaker, e.allowance_from, e.resubmitted_from`;

/** What a claim tells: events, and error records whose retry begins. */
export const STARTED = `told as (insert into events (type, ids) select 'execution.started', array_agg(execution_id::uuid) from rows having count(*) > 0),
  retrying as (
    update error_records set recovery_status = 'retrying', next_retry_at = null
     where execution_id = any (array(select id from rows where attempt > 1)) and recovery_status in ('retry_scheduled', 'escalated', 'unresolved'))`;

/**
 * $1 lanes, $2 limit, $3 node, $4 lease ms. Each lane is read for itself, queue by queue, in claim order through the
 * primary key, so that work nobody here can do costs nothing. Arrays instead of joins keep the plan the same
 * whatever the statistics say.
 */
export const CLAIM: Statement = { name: 'claim', text: claimText('') };

/** The same from some queues only: $5 their names. */
export const CLAIM_AMONG: Statement = {
  name: 'claim_among',
  text: claimText('and q.name = any ($5::text[])'),
};

function claimText(queues: string): string {
  return `
  with picked as materialized (
    select lane.place, lane.claim_at, lane.id
      from queues q, unnest($1::text[]) as t(task_type),
           lateral (select r.ctid as place, r.claim_at, r.id from ready_executions r
                     where r.queue = q.name and r.task_type = t.task_type
                     order by r.claim_at, r.id limit $2 for update of r skip locked) lane
     where q.paused_at is null and q.concurrency_limit is null and q.rate_count is null ${queues}
     order by lane.claim_at, lane.id limit $2),
  taken as (delete from ready_executions where ctid = any (array(select place from picked)) returning id),
  lease as (
    insert into leases (node, expires_at, ids)
    select $3, now() + $4 * interval '1 ms', array_agg(id) from taken having count(*) > 0 returning id),
  rows as materialized (
    select ${CLAIMED}, e.claim_at from live_executions e where e.id = any (array(select id from taken))),
  ${STARTED}
  select (select id from lease) as lease_id, r.* from rows r order by r.claim_at, r.id`;
}

/**
 * The same for one queue that has limits: $5 its name; $2 is what they leave room for. The caller holds the queue's row
 * locked, so that no two nodes count the same room.
 */
export const CLAIM_LIMITED = `
  with picked as materialized (
    select r.ctid as place, r.claim_at, r.id from unnest($1::text[]) as t(task_type),
           lateral (select ctid, claim_at, id from ready_executions
                     where queue = $5 and task_type = t.task_type order by claim_at, id limit $2 for update skip locked) r
     order by r.claim_at, r.id limit $2),
  taken as (delete from ready_executions where ctid = any (array(select place from picked)) returning id),
  lease as (
    insert into leases (node, expires_at, ids, queue)
    select $3, now() + $4 * interval '1 ms', array_agg(id), $5 from taken having count(*) > 0 returning id),
  rows as materialized (
    select ${CLAIMED}, e.claim_at from live_executions e where e.id = any (array(select id from taken))),
  spent as (
    update queues set rate_tokens = rate_tokens - (select count(*) from taken) where name = $5 and rate_count is not null),
  ${STARTED}
  select (select id from lease) as lease_id, r.* from rows r order by r.claim_at, r.id`;

/** What every end leaves: history, statistics, no empty lease, an event. */
const ENDED = `
  kept as (
    insert into execution_history (id, execution_id, schedule_id, slot, queue, task_type, priority, status, attempt, fence, scheduled_at,
           started_at, completed_at, timeout_ms, retry_policy, tags, trigger, idempotency_key, node, task_config, metadata, result, error, created_at,
           breaker, resubmitted_from, concurrency_key, concurrency_limit, estimated_cost, requires)
    select id, execution_id, schedule_id, slot, queue, task_type, priority, outcome, attempt, fence, scheduled_at,
           began, ended, timeout_ms, retry_policy, tags, trigger, idempotency_key, $8, task_config, metadata, result::json, failure::json, created_at,
           breaker, resubmitted_from, concurrency_key, concurrency_limit, estimated_cost, requires
      from gone),
  tallied as (
    insert into schedule_statistics as s (schedule_id, executions, failures, duration_ms)
    select schedule_id, count(*), count(*) filter (where outcome <> 'completed'), sum(1000 * extract(epoch from ended - began))
      from gone where schedule_id is not null group by schedule_id order by schedule_id
    on conflict (schedule_id) do update set executions = s.executions + excluded.executions,
      failures = s.failures + excluded.failures, duration_ms = s.duration_ms + excluded.duration_ms),
  emptied as (delete from leases where id = any ($9::bigint[])),
  told as (
    insert into events (type, ids)
    select case outcome when 'timeout' then 'execution.timed_out' else 'execution.' || outcome::text end, array_agg(execution_id)
      from gone group by outcome)`;

/**
 * A group of final outcomes: $1 ids, $2 fences, $3 ms since start, $4 ms since end, $5 statuses, $6 results, $7 errors,
 * $8 node, $9 leases now empty. A late writer finds no row of its fence, and leaves no trace.
 */
export const FINISH: Statement = {
  name: 'finish',
  text: `
  with gone as (
    delete from live_executions e
     using unnest($1::bigint[], $2::integer[], $3::float8[], $4::float8[], $5::execution_status[], $6::text[], $7::text[])
           as d(id, fence, began_ago, ended_ago, outcome, result, failure)
     where e.id = any ($1::bigint[]) and e.id = d.id and e.fence = d.fence
    returning e.*, now() - d.began_ago * interval '1 ms' as began, now() - d.ended_ago * interval '1 ms' as ended,
              d.outcome, d.result, d.failure),
${ENDED}
  select id from gone`,
};

/**
 * The same for what failed for good, what another attempt put right, and what was resubmitted: $10 error reports as
 * JSON, null for what completed. A failure leaves an error record and a dead letter; a success closes those it had.
 */
export const FINISH_TROUBLED: Statement = {
  name: 'finish_troubled',
  text: `
  with gone as (
    delete from live_executions e
     using unnest($1::bigint[], $2::integer[], $3::float8[], $4::float8[], $5::execution_status[], $6::text[], $7::text[], $10::text[])
           as d(id, fence, began_ago, ended_ago, outcome, result, failure, report)
     where e.id = any ($1::bigint[]) and e.id = d.id and e.fence = d.fence
    returning e.*, now() - d.began_ago * interval '1 ms' as began, now() - d.ended_ago * interval '1 ms' as ended,
              d.outcome, d.result, d.failure, d.report),
${ENDED},
${LEFT_BEHIND}
  select id from gone`,
};

/**
 * Gives unfinished executions back: $1 ids, $2 fences, $3 leases, $4 holds (null: ready at once), $5 delays ms (null:
 * no end), $6 whether an attempt was spent, $7 outcomes, $8 errors, $9 ms since start, $10 node, $11-13 step, pattern
 * and filter of a wait for an event, $14 breakers that they wait for, $15 error reports of spent attempts. The fence goes
 * up and the lease forgets them. One that was paused while it ran stays paused; one of a concurrency key keeps its slot
 * only if it stays ready.
 */
export const PUT_BACK: Statement = {
  name: 'put_back',
  text: `
  with d as materialized (
    select * from unnest($1::bigint[], $2::integer[], $4::text[], $5::float8[], $6::boolean[], $7::text[], $8::text[], $9::float8[],
                         $11::text[], $12::text[], $13::text[], $14::text[], $15::text[])
             as d(id, fence, hold, delay_ms, spent, outcome, failure, began_ago, step, pattern, filter, breaker, report)),
  again as (
    update live_executions e
       set hold = case when d.hold is null and e.status = 'paused' then 'operator' else coalesce(d.hold, ${roomHold('e.')}) end, fence = e.fence + 1,
           attempt = (e.attempt + d.spent::int)::smallint, error = coalesce(d.failure::json, e.error),
           run_at = now() + d.delay_ms * interval '1 ms', deferred_by = d.breaker,
           claim_at = case when d.hold is null or d.breaker is not null or (d.hold = 'retry' and d.delay_ms = 0) then e.claim_at
                           else now() + coalesce(d.delay_ms, 0) * interval '1 ms' - e.priority * interval '30 min' end
      from d where e.id = any ($1::bigint[]) and e.id = d.id and e.fence = d.fence
    returning e.id, e.execution_id, e.schedule_id, e.resubmitted_from, e.allowance_from, e.attempt, e.queue, e.task_type, ${laneOf('e.')} as lane, e.claim_at, e.run_at,
              e.hold, d.spent, d.outcome, d.failure, d.began_ago, d.step, d.pattern, d.filter, d.breaker, d.report),
  forgot as (
    update leases l set ids = array(select x from unnest(l.ids) x where x <> all (array(select id from again)))
     where l.id = any ($3::bigint[])),
  noted as (
    insert into execution_attempts (execution_id, attempt, outcome, node, started_at, error)
    select id, attempt - 1, outcome, $10, now() - began_ago * interval '1 ms', failure::json from again where spent
    on conflict do nothing),
  waits as (
    insert into execution_waits (execution_id, step, pattern, filter)
    select id, step, pattern, filter::json from again where pattern is not null
    on conflict (execution_id) do update set step = excluded.step, pattern = excluded.pattern, filter = excluded.filter),
  readied as (insert into ready_executions select queue, lane, claim_at, id from again where hold is null),
  told as (
    insert into events (type, ids, data)
    select 'execution.retrying', array[execution_id],
           json_build_object('attempt', attempt - 1, 'nextAttempt', attempt, 'nextRunAt', run_at, 'outcome', outcome, 'error', failure::json)
      from again where spent),
  put_off as (
    insert into events (type, ids, data)
    select 'execution.deferred', array_agg(execution_id), json_build_object('breaker', breaker) from again
     where breaker is not null group by breaker),
${RETRY_RECORDED}
  select id from again`,
};

export const DROP_LEASES: Statement = {
  name: 'drop_leases',
  text: `delete from leases where id = any ($1::bigint[])`,
};

/** $1 leases, $2 lease ms. One that does not come back was taken over. By id, not by node: a lease that nobody here works on must run out. */
export const RENEW: Statement = {
  name: 'renew',
  text: `update leases set expires_at = now() + $2 * interval '1 ms' where id = any ($1::bigint[]) returning id`,
};

/** $1 ids: those still live, with their fences; the rest was cancelled or taken over. */
export const STILL_LIVE: Statement = {
  name: 'still_live',
  text: `select id, fence, status = 'paused' as paused from live_executions where id = any ($1::bigint[])`,
};

export interface RescuedRow {
  lease_id: number;
  /** Null when the lease held nothing unfinished. */
  id: number | null;
  execution_id: string;
  fence: number;
  attempt: number;
  task_type: string;
  retry_policy: string | null;
  schedule_id: number | null;
  allowance_from: number;
  began_ago: number;
  lost_node: string;
}

/**
 * Takes over expired leases under a new id ($1 rescuer, $2 lease ms) and raises the fence of what they still hold, so
 * that the old owner is refused from here on. The rescuer then ends each attempt as lost by the ordinary path, and
 * may itself die at any point of it.
 */
export const RESCUE: Statement = {
  name: 'rescue',
  text: `
  with dead as materialized (
    select id, node, claimed_at from leases where expires_at < now() order by id limit 20 for update skip locked),
  mine as (
    update leases l set id = default, node = $1, expires_at = now() + $2 * interval '1 ms'
      from dead where l.id = any (array(select id from dead)) and l.id = dead.id
    returning l.id as lease_id, l.ids, dead.node as lost_node, dead.claimed_at),
  held as materialized (select m.lease_id, m.lost_node, m.claimed_at, x.id from mine m, unnest(m.ids) as x(id)),
  raised as (
    update live_executions e set fence = fence + 1 from held h
     where e.id = any (array(select id from held)) and e.id = h.id
    returning h.lease_id, e.id, e.execution_id::text, e.fence, e.attempt, e.task_type, e.retry_policy::text as retry_policy, e.schedule_id,
              e.allowance_from)
  select m.lease_id, r.id, r.execution_id, r.fence, r.attempt, r.task_type, r.retry_policy, r.schedule_id, r.allowance_from, m.lost_node,
         (1000 * extract(epoch from now() - m.claimed_at))::float8 as began_ago
    from mine m left join raised r on r.lease_id = m.lease_id`,
};

/** Steps of running executions: $1 ids, $2 fences, $3 names, $4 outputs. Answers those whose lease still stands. */
export const SAVE_STEPS: Statement = {
  name: 'save_steps',
  text: `
  with held as materialized (
    select d.* from unnest($1::bigint[], $2::integer[], $3::text[], $4::text[]) as d(id, fence, name, output), live_executions e
     where e.id = any ($1::bigint[]) and e.id = d.id and e.fence = d.fence),
  saved as (
    insert into execution_steps (execution_id, name, output) select id, name, output::json from held on conflict do nothing)
  select distinct id from held`,
};

export const loadSteps = (db: Queryable, id: number): Promise<{ name: string; output: unknown }[]> =>
  db.query(`select name, output from execution_steps where execution_id = $1`, [id]);

export const saveProgress = (db: Queryable, id: number, fence: number, progress: object): Promise<unknown> =>
  db.query(
    `with told as (
       update live_executions set progress = $3::json where id = $1 and fence = $2 returning execution_id)
     insert into events (type, ids, data) select 'execution.progressed', array[execution_id], $3::json from told`,
    [id, fence, storableJson(progress)],
  );
