import {
  type Attempt,
  type DurableStep,
  type ExecutionStatus,
  ExecutionKey,
  TuttiError,
} from '@tutti/contract';
import type { Queryable } from '@tutti/database';
import type { ExecutionFilter, ExecutionListQuery } from '../execution-api.ts';
import { HISTORY_STATUS, filterParameters, historyWhere, liveWhere } from './execution-filter.ts';
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
  (select pattern from execution_waits w where w.execution_id = e.id) as wait_pattern, null::text as skip_reason, e.attempt, e.retry_policy, e.run_at,
  e.scheduled_at, l.claimed_at as started_at, null::timestamptz as completed_at, l.node, e.tags, e.error, e.progress, e.created_at,
  e.concurrency_key, e.requires, ${KEY_HOLDER} as key_holder, e.estimated_cost, case when e.hold = 'room' then ${ROOMIEST} end as roomiest,
  (select error_recovery_running from system_state) as recovery_running,
  (select json_build_object('by', q.paused_by, 'reason', q.pause_reason) from queues q where q.name = e.queue and q.paused_at is not null) as queue_pause`;
const HISTORY = `
  e.id, e.execution_id::text, e.schedule_id, ${NAME}, ${SUBJECT} as subject, e.slot, e.slot_until, e.slot_count, e.queue,
  e.task_type, e.priority, e.status::text as status, null::text as hold, null::text as deferred_by, null::json as breaker_state,
  null::text as wait_pattern, e.skip_reason, e.attempt, e.retry_policy,
  null::timestamptz as run_at, e.scheduled_at, e.started_at, e.completed_at, e.node, e.tags, e.error, null::json as progress, e.created_at,
  e.concurrency_key, e.requires, null::json as key_holder, e.estimated_cost, null::json as roomiest, true as recovery_running, null::json as queue_pause`;
const LEASE = `left join (select unnest(ids) as id, claimed_at, node from leases) l on l.id = e.id`;

/** Asked of the two tables, not of the view: the view's join would sort all live rows before the first is shown. */
const listText = (order: 'asc' | 'desc'): string => {
  const edge = order === 'desc' ? '<' : '>';
  const part = (table: string, condition: string): string =>
    `select * from ${table} e where ${condition} order by e.execution_id ${order} limit $2::int + $12::int`;
  return `
  select * from (
    (select ${LIVE} from (${part('live_executions', liveWhere(edge))}) e ${LEASE})
    union all
    (select ${HISTORY} from (${part('execution_history', `${historyWhere(edge)} and ${HISTORY_STATUS}`)}) e)) page
  order by execution_id ${order} limit $2::int offset $12::int`;
};
const LIST = { asc: listText('asc'), desc: listText('desc') };

/** $18: what a search has found; meanwhile some of it may fit no more. */
const FOUND = `
  (select ${LIVE} from live_executions e ${LEASE} where e.execution_id = any ($18::uuid[]) and ${liveWhere('<')})
  union all
  (select ${HISTORY} from execution_history e where e.execution_id = any ($18::uuid[]) and ${historyWhere('<')} and ${HISTORY_STATUS})
  limit $2::int + $12::int`;
const COUNT = `
  select ((select count(*) from (select 1 from live_executions e where ${liveWhere('<')} limit $2) a)
        + (select count(*) from (select 1 from execution_history e where ${historyWhere('<')} and ${HISTORY_STATUS} limit $2) b)
        + 0 * $12::int)::int as total`;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Refuses what no page of this list has answered. */
export function checkedCursor({ cursor }: Pick<ExecutionListQuery, 'cursor'>): string | null {
  if (cursor === undefined || UUID.test(cursor)) return cursor ?? null;
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

/** One row more than asked tells whether a page follows. */
export function listRows(db: Queryable, query: ExecutionListQuery): Promise<SummaryRow[]> {
  return db.query<SummaryRow>(
    LIST[query.order ?? 'desc'],
    filterParameters(query, checkedCursor(query), query.limit + 1),
  );
}

/** The rows of the ids that a search has found, in their order. */
export async function foundRows(
  db: Queryable,
  filter: ExecutionFilter,
  ids: readonly string[],
): Promise<SummaryRow[]> {
  if (ids.length === 0) return [];
  const rows = await db.query<SummaryRow>(FOUND, [
    ...filterParameters({ ...filter, offset: 0 }, null, ids.length),
    ids,
  ]);
  const byId = new Map(rows.map((row) => [row.execution_id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

export const EXACT_TOTAL = 10_000;

/** Exact to 10,000; one more means "more". */
export async function countRows(db: Queryable, query: ExecutionListQuery): Promise<number> {
  const [row] = await db.query<{ total: number }>(
    COUNT,
    filterParameters({ ...query, offset: 0 }, null, EXACT_TOTAL + 1),
  );
  return row?.total ?? 0;
}

const DETAIL = `e.task_config, e.metadata, e.trigger, e.timeout_ms, e.idempotency_key, e.breaker, e.concurrency_limit,
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

/** Steps that are kept, and the batch it came with. */
export async function readBackground(
  db: Queryable,
  { id, execution_id }: DetailRow,
): Promise<{ steps: DurableStep[]; batchId: string | null }> {
  const [steps, batches] = await Promise.all([
    db.query<{ name: string; created_at: Date; output: unknown }>(
      `select name, created_at, output from execution_steps where execution_id = $1 order by created_at, name limit 1000`,
      [id],
    ),
    db.query<{ batch_id: string }>(
      `select batch_id::text from batch_items where execution_id = $1::uuid limit 1`,
      [execution_id],
    ),
  ]);
  return {
    steps: steps.map(({ name, created_at, output }) => ({ name, at: created_at.toISOString(), output })),
    batchId: batches[0]?.batch_id ?? null,
  };
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
