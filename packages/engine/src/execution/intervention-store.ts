import type { Intervention, InterventionAction, RetryRequest } from '@tutti/contract';
import type { Queryable } from '@tutti/database';
import { storableJson, storableText } from '../kernel/index.ts';
import { nextHold } from '../queue/index.ts';
import { UNREADY } from './cancel-execution.ts';
import { laneOf } from '../queue/index.ts';

export interface Touched {
  id: number;
  execution_id: string;
  /** A node works on it just now. */
  running: boolean;
}

/** $1 ids, $2 actor. What was ready is held by the operator; what waits keeps its hold; what runs keeps lease and slot. */
const PAUSE = `
  with ${UNREADY},
  paused as (
    update live_executions e
       set status = 'paused', hold = case when e.hold is null and e.id = any (array(select id from unready)) then 'operator' else e.hold end
     where e.id = any ($1::bigint[]) and e.status = 'pending' and (select count(*) from unready) >= 0
    returning e.id, e.execution_id::text, e.hold is null as running),
  told as (insert into events (type, ids, actor) select 'execution.paused', array[execution_id::uuid], $2 from paused)
  select * from paused`;

export const pauseExecutions = (db: Queryable, ids: readonly number[], actor: string): Promise<Touched[]> =>
  db.query<Touched>(PAUSE, [ids, actor]);

const RESUME = `
  with seen as materialized (
    select id, hold from live_executions where id = any ($1::bigint[]) and status = 'paused' order by id for update),
  resumed as (
    update live_executions e
       set status = 'pending', hold = case when s.hold = 'operator' then ${nextHold('e.')} else e.hold end
      from seen s where e.id = any (array(select id from seen)) and e.id = s.id
    returning e.id, e.execution_id::text, e.queue, ${laneOf('e.')} as lane, e.claim_at, s.hold as was, e.hold),
  readied as (insert into ready_executions select queue, lane, claim_at, id from resumed where was = 'operator' and hold is null),
  told as (insert into events (type, ids, actor) select 'execution.resumed', array[execution_id::uuid], $2 from resumed)
  select id, execution_id, was is null as running from resumed`;

export const resumeExecutions = (db: Queryable, ids: readonly number[], actor: string): Promise<Touched[]> =>
  db.query<Touched>(RESUME, [ids, actor]);

/** $1 ids, $2 priority. Ageing goes on from where it stood. */
const PRIORITISE = `
  with seen as materialized (
    select queue, ${laneOf()} as lane, claim_at, id, priority from live_executions where id = any ($1::bigint[]) order by id),
  moved as (
    update ready_executions r set claim_at = r.claim_at + (s.priority - $2::smallint) * interval '30 min'
      from seen s where (r.queue, r.task_type, r.claim_at, r.id) = (s.queue, s.lane, s.claim_at, s.id) returning r.id),
  changed as (
    update live_executions e set priority = $2::smallint, claim_at = e.claim_at + (e.priority - $2::smallint) * interval '30 min'
     where e.id = any ($1::bigint[]) and (select count(*) from moved) >= 0
    returning e.id, e.execution_id::text, false as running)
  select * from changed`;

export const prioritiseExecutions = (
  db: Queryable,
  ids: readonly number[],
  priority: number,
): Promise<Touched[]> => db.query<Touched>(PRIORITISE, [ids, priority]);

/** $2 changes as JSON: what is not named stays. */
const CHANGES = `json_to_record($2::json) as c("taskConfig" json, priority smallint, queue text, "timeoutMs" bigint)`;

/** A waiting retry runs now. $1 ids, $2 changes, $3 actor. */
const HURRY = `
  with freed as (
    update live_executions e
       set status = 'pending', hold = ${nextHold('e.')}, run_at = now(),
           task_config = coalesce(c."taskConfig", e.task_config), priority = coalesce(c.priority, e.priority), queue = coalesce(c.queue, e.queue),
           timeout_ms = coalesce(c."timeoutMs", e.timeout_ms), claim_at = now() - coalesce(c.priority, e.priority) * interval '30 min'
      from ${CHANGES} where e.id = any ($1::bigint[]) and e.hold = 'retry'
    returning e.id, e.execution_id::text, e.attempt, e.queue, ${laneOf('e.')} as lane, e.claim_at, e.hold),
  readied as (insert into ready_executions select queue, lane, claim_at, id from freed where hold is null),
  told as (
    insert into events (type, ids, data, actor)
    select 'execution.retrying', array[execution_id::uuid], json_build_object('nextAttempt', attempt, 'by', $3::text), $3 from freed)
  select id, execution_id, false as running from freed`;

/**
 * A final execution comes back as the same row with the next attempt and a fresh allowance. The fence goes on from
 * where it stood, so that a worker of an earlier life is still refused. $1 ids, $2 changes, $3 actor.
 */
const REVIVE = `
  with gone as (
    delete from execution_history where id = any ($1::bigint[]) and status in ('failed', 'timeout', 'cancelled', 'skipped') returning *),
  back as (
    insert into live_executions (id, execution_id, schedule_id, slot, queue, task_type, priority, hold, attempt, allowance_from, fence, run_at,
           claim_at, scheduled_at, timeout_ms, retry_policy, tags, trigger, idempotency_key, error, task_config, metadata, created_at,
           resubmitted_from, concurrency_key, concurrency_limit, breaker, estimated_cost, requires)
      overriding system value
    select id, execution_id, schedule_id, slot, coalesce(c.queue, g.queue), task_type, coalesce(c.priority, g.priority),
           ${nextHold()}, (attempt + 1)::smallint, attempt, fence + 1, now(),
           now() - coalesce(c.priority, g.priority) * interval '30 min', scheduled_at, coalesce(c."timeoutMs", g.timeout_ms), retry_policy, tags,
           trigger, idempotency_key, error, coalesce(c."taskConfig", g.task_config), metadata, created_at, resubmitted_from, concurrency_key,
           concurrency_limit, breaker, estimated_cost, requires
      from gone g, ${CHANGES}
    returning id, execution_id, attempt, queue, ${laneOf()} as lane, claim_at, hold),
  laned as (
    insert into label_lanes (task_type, requires) select distinct task_type, requires from gone where requires is not null order by 1, 2
    on conflict (task_type, requires) do update set used_at = now()),
  noted as (
    insert into execution_attempts (execution_id, attempt, outcome, node, started_at, ended_at, error)
    select id, attempt, status::text, node, started_at, completed_at, error from gone
    on conflict do nothing),
  readied as (insert into ready_executions select queue, lane, claim_at, id from back where hold is null),
  scheduled as (
    update error_records set recovery_status = 'retry_scheduled', next_retry_at = now()
     where execution_id = any (array(select id from back)) and recovery_status in ('unresolved', 'escalated')),
  told as (
    insert into events (type, ids, data, actor)
    select 'execution.retrying', array[execution_id], json_build_object('nextAttempt', attempt, 'by', $3::text), $3 from back)
  select id, execution_id::text, false as running from back`;

/** Another attempt now, of what waits for one or has ended unhappily. */
export async function retryExecutions(
  db: Queryable,
  ids: readonly number[],
  changes: Omit<RetryRequest, 'reason'>,
  actor: string,
): Promise<Touched[]> {
  const values = [ids, storableJson(changes), actor];
  return [...(await db.query<Touched>(HURRY, values)), ...(await db.query<Touched>(REVIVE, values))];
}

export interface NewIntervention {
  executionId: number;
  action: InterventionAction;
  actor: string;
  reason: string | undefined;
  before?: object | undefined;
  after?: object | undefined;
}

const NOTE = `
  insert into interventions (execution_id, action, actor, reason, before, after)
  select id, action, actor, reason, before::json, after::json
    from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) as x(id, action, actor, reason, before, after)`;

export async function noteInterventions(db: Queryable, notes: readonly NewIntervention[]): Promise<void> {
  if (notes.length === 0) return;
  await db.query(NOTE, [
    notes.map((note) => note.executionId),
    notes.map((note) => note.action),
    notes.map((note) => note.actor),
    notes.map((note) => (note.reason === undefined ? null : storableText(note.reason))),
    notes.map((note) => (note.before ? storableJson(note.before) : null)),
    notes.map((note) => (note.after ? storableJson(note.after) : null)),
  ]);
}

interface InterventionRow {
  id: string;
  action: InterventionAction;
  actor: string;
  reason: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  at: Date;
}

export async function listInterventions(db: Queryable, executionId: number): Promise<Intervention[]> {
  const rows = await db.query<InterventionRow>(
    `select id::text, action, actor, reason, before, after, at from interventions i where execution_id = $1 order by i.id`,
    [executionId],
  );
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
