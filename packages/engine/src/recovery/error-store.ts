import type { ErrorRecord, ErrorType, RecoveryStatus, Severity } from '@tutti/contract';
import type { Queryable } from '@tutti/database';
import { guardOf } from './guard-of.ts';

export interface ErrorRow {
  id: number;
  execution_id: number;
  execution_uuid: string | null;
  label: string | null;
  task_type: string | null;
  queue: string | null;
  rule: string | null;
  /** As its execution names its breaker. */
  breaker: string | null;
  url: string | null;
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
  select execution_id::text as uuid, breaker, task_config ->> 'url' as url,
         left(coalesce(task_config ->> 'command', task_config ->> 'url', task_type), 200) as subject
    from ${table} e where e.id = r.execution_id`;
const SELECT = `
  select r.*, x.uuid as execution_uuid, x.breaker, x.url, coalesce((select name from task_schedules s where s.id = r.schedule_id), x.subject) as label,
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
  queue: row.queue,
  breaker: row.execution_uuid === null ? null : guardOf(row.breaker, row.task_type, { url: row.url }),
  errorType: row.error_type,
  severity: row.severity,
  errorCode: row.error_code,
  category: row.category ?? 'transient',
  rule: row.rule,
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
  queue?: string | undefined;
  taskType?: string | undefined;
  from?: string | undefined;
  until?: string | undefined;
}

/** $1 page edge, $2 statuses, $3 severities, $4 schedule, $5 fingerprint, $6 text, $7 queue, $8 task type, $9 from, $10 until; null: any. */
export const MATCHES = `
  and ($1::int is null or r.id < $1) and ($2::text[] is null or r.recovery_status = any ($2)) and ($3::text[] is null or r.severity = any ($3))
  and ($4::int is null or r.schedule_id = $4) and ($5::text is null or r.fingerprint = $5)
  and ($6::text is null or r.message ilike $6 or r.error_code ilike $6) and ($7::text is null or r.queue = $7)
  and ($8::text is null or r.task_type = $8) and ($9::timestamptz is null or r.created_at >= $9)
  and ($10::timestamptz is null or r.created_at < $10)`;
const LIST = SELECT.replace('{WHERE}', `${MATCHES} order by r.id desc limit $11 offset $12`);
const COUNT = `select count(*)::int as n from (select 1 from error_records r where true ${MATCHES} limit $11) x`;
const IDS = `select r.id from error_records r where true ${MATCHES} order by r.id limit $11`;
const SOME = SELECT.replace('{WHERE}', 'and r.id = any ($1::int[])');
const ONE = SELECT.replace('{WHERE}', 'and r.id = $1');
const OF_EXECUTION = SELECT.replace('{WHERE}', 'and r.execution_id = $1');

const like = (text: string | undefined): string | null =>
  text ? `%${text.replaceAll(/[\\%_]/g, '\\$&')}%` : null;
export const errorParameters = (filter: ErrorFilter): unknown[] => [
  filter.cursor === undefined ? null : Number(filter.cursor),
  filter.recoveryStatus ?? null,
  filter.severity ?? null,
  filter.scheduleId ?? null,
  filter.fingerprint ?? null,
  like(filter.text),
  filter.queue ?? null,
  filter.taskType ?? null,
  filter.from === undefined ? null : new Date(filter.from),
  filter.until === undefined ? null : new Date(filter.until),
];

export const listErrorRows = (
  db: Queryable,
  filter: ErrorFilter,
  limit: number,
  offset: number,
): Promise<ErrorRow[]> => db.query<ErrorRow>(LIST, [...errorParameters(filter), limit, offset]);

export async function countErrorRows(db: Queryable, filter: ErrorFilter, most: number): Promise<number> {
  const rows = await db.query<{ n: number }>(COUNT, [
    ...errorParameters({ ...filter, cursor: undefined }),
    most,
  ]);
  return rows[0]?.n ?? 0;
}

/** Ids of the records that match, oldest first. */
export async function findErrors(db: Queryable, filter: ErrorFilter, limit: number): Promise<number[]> {
  return (await db.query<{ id: number }>(IDS, [...errorParameters(filter), limit])).map((row) => row.id);
}

export const readErrorRows = (db: Queryable, ids: readonly number[]): Promise<ErrorRow[]> =>
  db.query<ErrorRow>(SOME, [ids]);

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
           concurrency_key, concurrency_limit, breaker, estimated_cost, requires)
    select id, execution_id, schedule_id, slot, queue, task_type, priority, 'failed', (attempt - 1)::smallint, fence, scheduled_at,
           (select node from last), (select started_at from last), now(), timeout_ms, retry_policy, tags, trigger, idempotency_key, task_config, metadata, error, created_at, resubmitted_from,
           concurrency_key, concurrency_limit, breaker, estimated_cost, requires
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
         timeout_ms, retry_policy, concurrency_key, concurrency_limit, requires, attempts, error, fingerprint, node)
  select h.id, h.execution_id, h.schedule_id, h.task_type, h.queue, h.priority, h.task_config, h.trigger, h.tags, h.metadata, h.timeout_ms,
         h.retry_policy, h.concurrency_key, h.concurrency_limit, h.requires, h.attempt, h.error, r.fingerprint, h.node
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
