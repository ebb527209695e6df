import {
  type Attempt,
  type ExecutionCounts,
  type ExecutionStatus,
  EXECUTION_STATUSES,
  ExecutionKey,
  TuttiError,
} from '@tutti/contract';
import type { Queryable } from '@tutti/database';
import type { ExecutionListQuery } from '../engine-api.ts';
import type { DetailRow, SummaryRow } from './execution-row.ts';

const SUBJECT = `left(coalesce(e.task_config ->> 'command', e.task_config ->> 'url', e.task_type), 200)`;
const NAME = `(select name from task_schedules s where s.id = e.schedule_id) as schedule_name`;
/** Of what waits for a slot of a concurrency key: how many slots there are, who has them, and one of those. */
const KEY_HOLDER = `
  case when e.hold = 'key' then (select json_build_object('slots', e.concurrency_limit, 'taken', count(*), 'id', min(h.id)) from live_executions h
    where h.concurrency_key = e.concurrency_key and (h.hold is null or h.hold = 'room')) end`;
/** Of the nodes that could do it. A limit that is not set is passed by nothing. */
const ROOMIEST = `(select json_build_object(
    'fits', coalesce(bool_or(coalesce((e.estimated_cost ->> 'cpuCores')::float8 <= n.offered_cpu_cores, true)
                         and coalesce((e.estimated_cost ->> 'memoryMb')::int <= n.offered_memory_mb, true)), true),
    'cpuCores', max(n.offered_cpu_cores), 'memoryMb', max(n.offered_memory_mb))
   from nodes n where n.lost_at is null and n.stopped_at is null and 'worker' = any (n.roles) and e.task_type = any (n.task_types))`;
const LIVE = `
  e.id, e.execution_id::text, e.schedule_id, ${NAME}, ${SUBJECT} as subject, e.slot, null::timestamptz as slot_until, 1 as slot_count, e.queue,
  e.task_type, e.priority, case when e.status = 'pending' and l.id is not null then 'running' else e.status::text end as status,
  e.hold, e.deferred_by, (select json_build_object('state', b.state, 'until', b.half_open_at) from circuit_breakers b where b.key = e.deferred_by) as breaker_state,
  (select pattern from execution_waits w where w.execution_id = e.id) as wait_pattern, null::text as skip_reason, e.attempt, e.run_at,
  e.scheduled_at, l.claimed_at as started_at, null::timestamptz as completed_at, l.node, e.tags, e.error, e.progress, e.created_at,
  e.concurrency_key, ${KEY_HOLDER} as key_holder, e.estimated_cost, case when e.hold = 'room' then ${ROOMIEST} end as roomiest,
  (select error_recovery_running from system_state) as recovery_running,
  exists (select from queues q where q.name = e.queue and q.paused_at is not null) as queue_paused`;
const HISTORY = `
  e.id, e.execution_id::text, e.schedule_id, ${NAME}, ${SUBJECT} as subject, e.slot, e.slot_until, e.slot_count, e.queue,
  e.task_type, e.priority, e.status::text as status, null::text as hold, null::text as deferred_by, null::json as breaker_state,
  null::text as wait_pattern, e.skip_reason, e.attempt,
  null::timestamptz as run_at, e.scheduled_at, e.started_at, e.completed_at, e.node, e.tags, e.error, null::json as progress, e.created_at,
  e.concurrency_key, null::json as key_holder, e.estimated_cost, null::json as roomiest, true as recovery_running, false as queue_paused`;
const LEASE = `left join (select unnest(ids) as id, claimed_at, node from leases) l on l.id = e.id`;

const TEXT = `(e.task_config ->> 'command' ilike $10 or e.task_config ->> 'url' ilike $10 or e.error ->> 'message' ilike $10
     or e.schedule_id in (select id from task_schedules where name ilike $10))`;
/** $1 page edge, $3 schedule, $4 statuses, $5 queue, $6 task type, $7 tag, $8 from, $9 until, $10 text; null: any. $14 node: of each table its own way. */
const where = (edge: '<' | '>'): string => `
  ($1::uuid is null or e.execution_id ${edge} $1) and ($3::int is null or e.schedule_id = $3) and ($5::text is null or e.queue = $5)
  and ($6::text is null or e.task_type = $6) and ($7::text is null or e.tags @> array[$7]) and ($8::uuid is null or e.execution_id >= $8)
  and ($9::uuid is null or e.execution_id < $9) and ($10::text is null or ${TEXT})`;
const HISTORY_STATUS = `($4::text[] is null or e.status = any ($4::execution_status[])) and ($14::text is null or e.node = $14)`;
/** Running is derived from the leases; $11 phases, $13 breaker. */
const LIVE_STATUS = `
  ($4::text[] is null or (e.status = 'paused' and 'paused' = any ($4))
    or (e.status = 'pending' and 'pending' = any ($4) and e.id not in (select unnest(ids) from leases))
    or (e.status = 'pending' and 'running' = any ($4) and e.id in (select unnest(ids) from leases)))
  and ($11::text[] is null or (e.status = 'pending' and e.id not in (select unnest(ids) from leases) and
       case e.hold when 'until' then 'scheduled' when 'sleep' then 'sleeping' when 'event' then 'waiting' when 'gate' then 'waiting'
                   when 'key' then 'waiting' when 'breaker' then 'deferred'
                   when 'retry' then case when (select error_recovery_running from system_state) then 'retrying' else 'held' end
                   else 'queued' end = any ($11)))
  and ($13::text is null or (e.hold = 'breaker' and e.status = 'pending' and e.deferred_by = $13))
  and ($14::text is null or e.id in (select unnest(ids) from leases where node = $14))`;

/** Asked of the two tables, not of the view: the view's join would sort all live rows before the first is shown. */
const listText = (order: 'asc' | 'desc'): string => {
  const edge = order === 'desc' ? '<' : '>';
  const part = (table: string, status: string): string =>
    `select * from ${table} e where ${where(edge)} and ${status} order by e.execution_id ${order} limit $2::int + $12::int`;
  return `
  select * from (
    (select ${LIVE} from (${part('live_executions', LIVE_STATUS)}) e ${LEASE})
    union all
    (select ${HISTORY} from (${part('execution_history', `$11::text[] is null and $13::text is null and ${HISTORY_STATUS}`)}) e)) page
  order by execution_id ${order} limit $2::int offset $12::int`;
};
const LIST = { asc: listText('asc'), desc: listText('desc') };
const COUNT = `
  select ((select count(*) from (select 1 from live_executions e where ${where('<')} and ${LIVE_STATUS} limit $2) a)
        + (select count(*) from (select 1 from execution_history e where ${where('<')} and $11::text[] is null and $13::text is null and ${HISTORY_STATUS} limit $2) b)
        + 0 * $12::int)::int as total`;

/** The least UUIDv7 of an instant: UUIDs sort by when they were made. */
export const uuidAt = (ms: number): string => {
  const hex = Math.max(0, ms).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`;
};
const uuidFrom = (iso: string | undefined): string | null =>
  iso === undefined ? null : uuidAt(Date.parse(iso));
const like = (text: string | undefined): string | null =>
  text ? `%${text.replaceAll(/[\\%_]/g, '\\$&')}%` : null;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function parameters(query: ExecutionListQuery, edge: string | null, limit: number): unknown[] {
  return [
    edge,
    limit,
    query.scheduleId ?? null,
    query.status ?? null,
    query.queue ?? null,
    query.type ?? null,
    query.tag ?? null,
    uuidFrom(query.from),
    uuidFrom(query.until),
    like(query.text),
    query.phase ?? null,
    query.offset ?? 0,
    query.deferredBy ?? null,
    query.node ?? null,
  ];
}

/** One row more than asked tells whether a page follows. */
export function listRows(db: Queryable, query: ExecutionListQuery): Promise<SummaryRow[]> {
  const cursor = query.cursor ?? null;
  if (cursor !== null && !UUID.test(cursor)) {
    throw new TuttiError('VALIDATION_FAILED', 'The cursor is not one of this list.', {
      errors: [
        {
          field: 'cursor',
          message: 'is not a cursor of this list',
          fix: 'pass nextCursor of the page before, or leave it out',
        },
      ],
    });
  }
  return db.query<SummaryRow>(LIST[query.order ?? 'desc'], parameters(query, cursor, query.limit + 1));
}

export const EXACT_TOTAL = 10_000;

/** Exact to 10,000; one more means "more". */
export async function countRows(db: Queryable, query: ExecutionListQuery): Promise<number> {
  const [row] = await db.query<{ total: number }>(
    COUNT,
    parameters({ ...query, offset: 0 }, null, EXACT_TOTAL + 1),
  );
  return row?.total ?? 0;
}

const DETAIL = `e.task_config, e.metadata, e.trigger, e.retry_policy, e.timeout_ms, e.idempotency_key, e.breaker, e.concurrency_limit,
  e.resubmitted_from`;
const GET = (condition: string): string => `
  select ${LIVE}, ${DETAIL}, null::json as result from live_executions e ${LEASE} where ${condition}
  union all
  select ${HISTORY}, ${DETAIL}, e.result from execution_history e where ${condition}`;
const GET_BY_UUID = GET('e.execution_id = $1::uuid');
const GET_BY_ID = GET('e.id = $1::bigint');

/** By integer id or UUID. Between the two tables an execution may be seen in neither for one snapshot only if it is not there at all. */
export async function getRow(db: Queryable, key: string): Promise<DetailRow> {
  if (!ExecutionKey.safeParse(key).success) throw notFound(key);
  const [row] = await db.query<DetailRow>(key.includes('-') ? GET_BY_UUID : GET_BY_ID, [key]);
  if (!row) throw notFound(key);
  return row;
}

/** Those of them that are there; for what is done to many at once. */
export const getRows = (
  db: Queryable,
  ids: readonly number[],
): Promise<{ id: number; execution_id: string; status: ExecutionStatus; priority: number }[]> =>
  db.query(
    `select e.id, e.execution_id::text, case when e.status = 'pending' and l.id is not null then 'running' else e.status::text end as status, e.priority
       from live_executions e ${LEASE} where e.id = any ($1::bigint[])
     union all
     select id, execution_id::text, status::text, priority from execution_history where id = any ($1::bigint[])`,
    [ids],
  );

/** Those that are there, by the key they were asked for: an integer id or a lower-case UUID. */
export async function keyedRows(
  db: Queryable,
  keys: readonly string[],
): Promise<Map<string, { id: number; execution_id: string; status: string }>> {
  const uuids = keys.filter((key) => key.includes('-'));
  const ids = keys.filter((key) => !key.includes('-'));
  const rows = await db.query<{ id: number; execution_id: string; status: string }>(
    `select e.id, e.execution_id::text, case when e.status = 'pending' and l.id is not null then 'running' else e.status::text end as status
       from live_executions e ${LEASE} where e.execution_id = any ($1::uuid[]) or e.id = any ($2::bigint[])
     union all
     select e.id, e.execution_id::text, e.status::text from execution_history e
      where e.execution_id = any ($1::uuid[]) or e.id = any ($2::bigint[])`,
    [uuids, ids],
  );
  return new Map(rows.flatMap((row) => [[String(row.id), row] as const, [row.execution_id, row] as const]));
}

const notFound = (key: string): TuttiError =>
  new TuttiError('EXECUTION_NOT_FOUND', `There is no execution ${key}.`);

const COUNTS = `
  select 'running' as status, count(*)::int as n from live_executions e
   where status = 'pending' and id in (select unnest(ids) from leases) and ($1::int is null or schedule_id = $1)
  union all
  select 'pending', count(*)::int from (select 1 from live_executions
   where status = 'pending' and id not in (select unnest(ids) from leases) and ($1::int is null or schedule_id = $1) limit $2) x
  union all
  select 'paused', count(*)::int from live_executions where status = 'paused' and ($1::int is null or schedule_id = $1)
  union all
  select s, (select count(*)::int from (select 1 from execution_history e where e.status = s::execution_status
                                          and ($1::int is null or e.schedule_id = $1) limit $2) x)
    from unnest(array['completed', 'failed', 'timeout', 'cancelled', 'skipped']) s`;

export async function countByStatus(db: Queryable, scheduleId: number | null): Promise<ExecutionCounts> {
  const rows = await db.query<{ status: ExecutionStatus; n: number }>(COUNTS, [scheduleId, EXACT_TOTAL + 1]);
  const found = new Map(rows.map((row) => [row.status, row.n]));
  return Object.fromEntries(
    EXECUTION_STATUSES.map((status) => {
      const n = found.get(status) ?? 0;
      return [status, { count: Math.min(n, EXACT_TOTAL), capped: n > EXACT_TOTAL }];
    }),
  ) as ExecutionCounts;
}

interface AttemptRow {
  attempt: number;
  outcome: Attempt['outcome'];
  node: string | null;
  started_at: Date | null;
  ended_at: Date | null;
  error: Attempt['error'];
}

const FINAL_OUTCOMES = new Set<string>(['completed', 'failed', 'timeout', 'cancelled']);

/** Every attempt that began, the current and the last one too. */
export async function listAttempts(db: Queryable, execution: DetailRow): Promise<Attempt[]> {
  const text = `select attempt, outcome, node, started_at, ended_at, error from execution_attempts where execution_id = $1 order by attempt`;
  const earlier = await db.query<AttemptRow>(text, [execution.id]);
  const outcome =
    execution.status === 'running'
      ? 'running'
      : FINAL_OUTCOMES.has(execution.status)
        ? execution.status
        : null;
  const current = outcome !== null && execution.started_at !== null;
  const rows = current
    ? [
        ...earlier,
        {
          attempt: execution.attempt,
          outcome: outcome as Attempt['outcome'],
          node: execution.node,
          started_at: execution.started_at,
          ended_at: execution.completed_at,
          error: outcome === 'running' ? null : execution.error,
        },
      ]
    : earlier;
  return rows.map((row) => ({
    attempt: row.attempt,
    outcome: row.outcome,
    startedAt: row.started_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
    durationMs: row.started_at && row.ended_at ? row.ended_at.getTime() - row.started_at.getTime() : null,
    node: row.node,
    error: row.error,
  }));
}
