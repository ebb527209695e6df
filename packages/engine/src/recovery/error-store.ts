import type { ErrorGroup, ErrorRecord, ErrorType, RecoveryStatus, Severity } from '@tutti/contract';
import type { Queryable } from '@tutti/database';

export interface ErrorRow {
  id: number;
  execution_id: number;
  execution_uuid: string | null;
  label: string | null;
  task_type: string | null;
  letter_id: number | null;
  dead_letter_id: number | null;
  schedule_id: number | null;
  error_type: ErrorType;
  severity: Severity;
  error_code: string | null;
  category: 'transient' | 'permanent' | null;
  fingerprint: string | null;
  message: string;
  stack_trace: string | null;
  error_data: unknown;
  recovery_status: RecoveryStatus;
  recovery_attempts: number;
  max_retry_attempts: number;
  next_retry_at: Date | null;
  resolved_at: Date | null;
  resolved_by: string | null;
  resolution_notes: string | null;
  created_at: Date;
  updated_at: Date;
}

const SUBJECT = (table: string): string => `
  select execution_id::text as uuid, task_type, left(coalesce(task_config ->> 'command', task_config ->> 'url', task_type), 200) as subject
    from ${table} e where e.id = r.execution_id`;
const SELECT = `
  select r.*, x.uuid as execution_uuid, x.task_type, coalesce((select name from task_schedules s where s.id = r.schedule_id), x.subject) as label,
         coalesce(r.dead_letter_id, (select d.id from dead_letters d where d.execution_id = r.execution_id)) as letter_id
    from (select * from error_records r where true {WHERE}) r
    left join lateral (${SUBJECT('live_executions')} union all ${SUBJECT('execution_history')} limit 1) x on true order by r.id desc`;

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

export const toErrorRecord = (row: ErrorRow): ErrorRecord => ({
  id: row.id,
  executionId: row.execution_uuid,
  label: row.label ?? row.error_code ?? 'execution',
  scheduleId: row.schedule_id,
  deadLetterId: row.letter_id,
  taskType: row.task_type,
  errorType: row.error_type,
  severity: row.severity,
  errorCode: row.error_code,
  category: row.category ?? 'transient',
  fingerprint: row.fingerprint ?? row.message.slice(0, 200),
  message: row.message,
  stackTrace: row.stack_trace,
  errorData: row.error_data,
  recoveryStatus: row.recovery_status,
  recoveryAttempts: row.recovery_attempts,
  maxRetryAttempts: row.max_retry_attempts,
  nextRetryAt: iso(row.next_retry_at),
  resolvedAt: iso(row.resolved_at),
  resolvedBy: row.resolved_by,
  resolutionNotes: row.resolution_notes,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
});

export interface ErrorFilter {
  cursor?: string | undefined;
  recoveryStatus?: readonly RecoveryStatus[] | undefined;
  severity?: readonly Severity[] | undefined;
  scheduleId?: number | undefined;
  fingerprint?: string | undefined;
  text?: string | undefined;
}

const MATCHES = `
  and ($1::int is null or r.id < $1) and ($2::text[] is null or r.recovery_status = any ($2)) and ($3::text[] is null or r.severity = any ($3))
  and ($4::int is null or r.schedule_id = $4) and ($5::text is null or r.fingerprint = $5) and ($6::text is null or r.message ilike $6)`;
const LIST = SELECT.replace('{WHERE}', `${MATCHES} order by r.id desc limit $7 offset $8`);
const COUNT = `select count(*)::int as n from (select 1 from error_records r where true ${MATCHES} limit $7) x`;
const ONE = SELECT.replace('{WHERE}', 'and r.id = $1');
const OF_EXECUTION = SELECT.replace('{WHERE}', 'and r.execution_id = $1');

const like = (text: string | undefined): string | null =>
  text ? `%${text.replaceAll(/[\\%_]/g, '\\$&')}%` : null;
const parameters = (filter: ErrorFilter): unknown[] => [
  filter.cursor === undefined ? null : Number(filter.cursor),
  filter.recoveryStatus ?? null,
  filter.severity ?? null,
  filter.scheduleId ?? null,
  filter.fingerprint ?? null,
  like(filter.text),
];

export const listErrorRows = (
  db: Queryable,
  filter: ErrorFilter,
  limit: number,
  offset: number,
): Promise<ErrorRow[]> => db.query<ErrorRow>(LIST, [...parameters(filter), limit, offset]);

export async function countErrorRows(db: Queryable, filter: ErrorFilter, most: number): Promise<number> {
  const rows = await db.query<{ n: number }>(COUNT, [...parameters({ ...filter, cursor: undefined }), most]);
  return rows[0]?.n ?? 0;
}

export async function readErrorRow(db: Queryable, id: number): Promise<ErrorRow | undefined> {
  return (await db.query<ErrorRow>(ONE, [id]))[0];
}

export const errorRowsOf = (db: Queryable, executionId: number): Promise<ErrorRow[]> =>
  db.query<ErrorRow>(OF_EXECUTION, [executionId]);

/** Locks a record, so that two operators act one after the other. */
export async function lockErrorRow(
  tx: Queryable,
  id: number,
): Promise<
  { id: number; execution_id: number; recovery_status: RecoveryStatus; severity: Severity } | undefined
> {
  const text = `select id, execution_id, recovery_status, severity from error_records where id = $1 for update`;
  const [row] = await tx.query<{
    id: number;
    execution_id: number;
    recovery_status: RecoveryStatus;
    severity: Severity;
  }>(text, [id]);
  return row;
}

const CLOSE = `
  update error_records set recovery_status = $2, next_retry_at = null, resolution_notes = coalesce($3, resolution_notes),
         resolved_at = case when $2 = 'escalated' then null else now() end, resolved_by = case when $2 = 'escalated' then null else $4 end
   where id = $1`;

export const closeError = (
  tx: Queryable,
  id: number,
  status: 'resolved' | 'ignored' | 'escalated',
  notes: string | undefined,
  actor: string,
): Promise<unknown> => tx.query(CLOSE, [id, status, notes ?? null, actor]);

/**
 * The waiting retry is called off: its execution is failed for good, with its last error; a letter it is a resubmission
 * of is pending again. $1 execution. Answers no row when nothing waits.
 */
const CALL_OFF = `
  with gone as (delete from live_executions where id = $1 and hold in ('retry') returning *),
  last as (
    delete from execution_attempts a using gone g where a.execution_id = g.id and a.attempt = g.attempt - 1 returning a.node, a.started_at),
  kept as (
    insert into execution_history (id, execution_id, schedule_id, slot, queue, task_type, priority, status, attempt, fence, scheduled_at,
           node, started_at, completed_at, timeout_ms, retry_policy, tags, trigger, idempotency_key, task_config, metadata, error, created_at, resubmitted_from,
           concurrency_key, concurrency_limit, breaker)
    select id, execution_id, schedule_id, slot, queue, task_type, priority, 'failed', (attempt - 1)::smallint, fence, scheduled_at,
           (select node from last), (select started_at from last), now(), timeout_ms, retry_policy, tags, trigger, idempotency_key, task_config, metadata, error, created_at, resubmitted_from,
           concurrency_key, concurrency_limit, breaker
      from gone),
  returned as (
    update dead_letters set status = 'pending' where status = 'resubmitted' and resubmitted_as = any (array(select execution_id from gone))),
  told as (insert into events (type, ids, actor) select 'execution.failed', array[execution_id], $2 from gone)
  select id from gone`;

export async function callOffRetry(tx: Queryable, executionId: number, actor: string): Promise<boolean> {
  return (await tx.query(CALL_OFF, [executionId, actor])).length > 0;
}

/** A dead letter of an execution that failed and has none open. */
const ADD_LETTER = `
  insert into dead_letters as x (execution_id, execution_uuid, schedule_id, task_type, queue, priority, task_config, trigger, tags, metadata,
         timeout_ms, retry_policy, concurrency_key, concurrency_limit, attempts, error, fingerprint, node)
  select h.id, h.execution_id, h.schedule_id, h.task_type, h.queue, h.priority, h.task_config, h.trigger, h.tags, h.metadata, h.timeout_ms,
         h.retry_policy, h.concurrency_key, h.concurrency_limit, h.attempt, h.error, r.fingerprint, h.node
    from execution_history h join error_records r on r.id = $2
   where h.id = $1 and h.status in ('failed', 'timeout') and h.resubmitted_from is null
  on conflict (execution_id) do update set status = 'pending', failed_at = now(), resolved_at = null, resolved_by = null
  returning id, execution_uuid::text`;

export async function addLetter(
  tx: Queryable,
  executionId: number,
  errorId: number,
): Promise<{ id: number; execution_uuid: string } | undefined> {
  return (await tx.query<{ id: number; execution_uuid: string }>(ADD_LETTER, [executionId, errorId]))[0];
}

const GROUPS = `
  select fingerprint, (array_agg(error_code order by id desc))[1] as error_code, (array_agg(message order by id desc))[1] as message,
         (array['low', 'medium', 'high', 'critical'])[max(array_position(array['low', 'medium', 'high', 'critical'], severity))] as severity,
         count(*)::int as count, count(*) filter (where recovery_status not in ('resolved', 'ignored'))::int as open,
         coalesce((array_agg(distinct schedule_id) filter (where schedule_id is not null))[1:100], '{}') as schedule_ids,
         min(created_at) as first_seen_at, max(updated_at) as last_seen_at, max(id) as newest_id, count(*) over ()::int as total
    from error_records r
   where fingerprint is not null and ($1::int is null or schedule_id = $1)
   group by fingerprint having not $2 or count(*) filter (where recovery_status not in ('resolved', 'ignored')) > 0
   order by max(updated_at) desc, max(id) desc limit $3 offset $4`;

interface GroupRow {
  fingerprint: string;
  error_code: string | null;
  message: string;
  severity: Severity;
  count: number;
  open: number;
  schedule_ids: number[];
  first_seen_at: Date;
  last_seen_at: Date;
  newest_id: number;
  total: number;
}

export async function listGroups(
  db: Queryable,
  query: { scheduleId?: number | undefined; openOnly: boolean; limit: number; offset: number },
): Promise<{ items: ErrorGroup[]; total: number }> {
  const values = [query.scheduleId ?? null, query.openOnly, query.limit, query.offset];
  const rows = await db.query<GroupRow>(GROUPS, values);
  const items = rows.map((row) => ({
    fingerprint: row.fingerprint,
    errorCode: row.error_code,
    message: row.message,
    severity: row.severity,
    count: row.count,
    open: row.open,
    scheduleIds: row.schedule_ids,
    firstSeenAt: row.first_seen_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    newestId: row.newest_id,
  }));
  return { items, total: rows[0]?.total ?? 0 };
}

interface StateRow {
  running: boolean;
  last_run_at: Date | null;
  waiting: number;
  held: number;
  next_retry_at: Date | null;
}

export async function readRecoveryRow(db: Queryable): Promise<StateRow> {
  const [row] = await db.query<StateRow>(
    `select s.error_recovery_running as running, s.error_recovery_last_run_at as last_run_at, w.waiting, w.next_retry_at,
            case when s.error_recovery_running then 0 else w.due end as held
       from system_state s, (select count(*)::int as waiting, count(*) filter (where run_at <= now())::int as due, min(run_at) as next_retry_at
                               from live_executions where hold = 'retry' and status = 'pending') w`,
  );
  return row as StateRow;
}

export async function countOpen(db: Queryable): Promise<Map<Severity, number>> {
  const rows = await db.query<{ severity: Severity; n: number }>(
    `select severity, count(*)::int as n from error_records where recovery_status not in ('resolved', 'ignored') group by severity`,
  );
  return new Map(rows.map((row) => [row.severity, row.n]));
}

/** Returns whether this changed anything. */
export async function setRecoveryRunning(tx: Queryable, running: boolean): Promise<boolean> {
  const rows = await tx.query(
    `update system_state set error_recovery_running = $1 where error_recovery_running <> $1 returning id`,
    [running],
  );
  return rows.length > 0;
}
