import type {
  DeadLetterFilter,
  DeadLetterStats,
  DeadLetterStatus,
  DeadLetterSummary,
  EstimatedCost,
  ExecutionError,
  RetryPolicy,
  Trigger,
} from '@tutti/contract';
import type { Queryable } from '@tutti/database';

/** As the table has it; an archive keeps rows in this shape. */
export interface LetterRow {
  id: number;
  execution_id: number;
  execution_uuid: string;
  schedule_id: number | null;
  schedule_name: string | null;
  /** As the execution named it; what was restored from an archive has lost it. */
  breaker?: string | null;
  estimated_cost?: EstimatedCost | null;
  status: DeadLetterStatus;
  task_type: string;
  queue: string;
  priority: number;
  task_config: Record<string, unknown>;
  trigger: Trigger | null;
  tags: string[] | null;
  metadata: Record<string, unknown> | null;
  timeout_ms: number | null;
  retry_policy: RetryPolicy | null;
  concurrency_key: string | null;
  concurrency_limit: number | null;
  requires?: string | null;
  attempts: number;
  error: ExecutionError;
  fingerprint: string | null;
  node: string | null;
  resubmit_count: number;
  resubmitted_as: string | null;
  redrive_id: string | null;
  failed_at: Date;
  resolved_at: Date | null;
  resolved_by: string | null;
  notes: string | null;
  created_at: Date;
}

export function toLetterSummary(row: LetterRow): DeadLetterSummary {
  const { command, url } = row.task_config as { command?: unknown; url?: unknown };
  const subject = [command, url, row.task_type].find((text) => typeof text === 'string') as string;
  return {
    id: row.id,
    executionId: row.execution_uuid,
    label: row.schedule_name ?? subject.slice(0, 200),
    scheduleId: row.schedule_id,
    scheduleName: row.schedule_name,
    status: row.status,
    taskType: row.task_type,
    queue: row.queue,
    priority: row.priority,
    attempts: row.attempts,
    error: row.error,
    fingerprint: row.fingerprint,
    node: row.node,
    resubmitCount: row.resubmit_count,
    resubmittedAs: row.resubmitted_as,
    redriveId: row.redrive_id,
    failedAt: row.failed_at.toISOString(),
    resolvedAt: row.resolved_at?.toISOString() ?? null,
    resolvedBy: row.resolved_by,
    notes: row.notes,
    createdAt: row.created_at.toISOString(),
  };
}

export interface LetterQuery {
  cursor?: string | undefined;
  status?: readonly DeadLetterStatus[] | undefined;
  taskType?: string | undefined;
  queue?: string | undefined;
  scheduleId?: number | undefined;
  fingerprint?: string | undefined;
  text?: string | undefined;
  failedAfter?: string | undefined;
  failedBefore?: string | undefined;
}

const NAMED = `d.*, (select name from task_schedules s where s.id = d.schedule_id) as schedule_name,
  (select h.breaker from execution_history h where h.execution_id = d.execution_uuid limit 1) as breaker,
  (select h.estimated_cost from execution_history h where h.execution_id = d.execution_uuid limit 1) as estimated_cost`;
const MATCHES = `
  ($1::int is null or d.id < $1) and ($2::text[] is null or d.status = any ($2)) and ($3::text is null or d.task_type = $3)
  and ($4::text is null or d.queue = $4) and ($5::int is null or d.schedule_id = $5) and ($6::text is null or d.fingerprint = $6)
  and ($7::text is null or d.error ->> 'message' ilike $7) and ($8::timestamptz is null or d.failed_at >= $8)
  and ($9::timestamptz is null or d.failed_at < $9)`;
const like = (text: string | undefined): string | null =>
  text ? `%${text.replaceAll(/[\\%_]/g, '\\$&')}%` : null;
const parameters = (query: LetterQuery): unknown[] => [
  query.cursor === undefined ? null : Number(query.cursor),
  query.status ?? null,
  query.taskType ?? null,
  query.queue ?? null,
  query.scheduleId ?? null,
  query.fingerprint ?? null,
  like(query.text),
  query.failedAfter ?? null,
  query.failedBefore ?? null,
];

export const listLetterRows = (
  db: Queryable,
  query: LetterQuery,
  limit: number,
  offset: number,
): Promise<LetterRow[]> =>
  db.query<LetterRow>(
    `select ${NAMED} from dead_letters d where ${MATCHES} order by d.id desc limit $10 offset $11`,
    [...parameters(query), limit, offset],
  );

export async function countLetterRows(db: Queryable, query: LetterQuery, most: number): Promise<number> {
  const rows = await db.query<{ n: number }>(
    `select count(*)::int as n from (select 1 from dead_letters d where ${MATCHES} limit $10) x`,
    [...parameters({ ...query, cursor: undefined }), most],
  );
  return rows[0]?.n ?? 0;
}

export async function readLetterRow(db: Queryable, id: number): Promise<LetterRow | undefined> {
  return (await db.query<LetterRow>(`select ${NAMED} from dead_letters d where d.id = $1`, [id]))[0];
}

/** Locks letters in order of their ids. */
export const lockLetters = (tx: Queryable, ids: readonly number[]): Promise<LetterRow[]> =>
  tx.query<LetterRow>(
    `select ${NAMED} from dead_letters d where d.id = any ($1::int[]) order by d.id for update of d`,
    [ids],
  );

/** Ids of pending letters that match, oldest first. */
export async function findPending(db: Queryable, filter: DeadLetterFilter, limit: number): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `select id from dead_letters d
      where status = 'pending' and ($1::text is null or task_type = $1) and ($2::int is null or schedule_id = $2)
        and ($3::text is null or queue = $3) and ($4::text is null or fingerprint = $4)
        and ($5::timestamptz is null or failed_at < $5) and ($6::timestamptz is null or failed_at >= $6)
        and ($7::text is null or error ->> 'message' ilike $7)
      order by id limit $8`,
    [
      filter.taskType ?? null,
      filter.scheduleId ?? null,
      filter.queue ?? null,
      filter.fingerprint ?? null,
      filter.failedBefore ?? null,
      filter.failedAfter ?? null,
      like(filter.text),
      limit,
    ],
  );
  return rows.map((row) => row.id);
}

export const markResubmitted = (
  tx: Queryable,
  marks: readonly { id: number; executionId: string }[],
): Promise<unknown> =>
  tx.query(
    `update dead_letters d set status = 'resubmitted', resubmit_count = resubmit_count + 1, resubmitted_as = x.execution_id, redrive_id = null
       from unnest($1::int[], $2::uuid[]) as x(id, execution_id) where d.id = x.id`,
    [marks.map((mark) => mark.id), marks.map((mark) => mark.executionId)],
  );

export const resolveLetterRow = (
  tx: Queryable,
  id: number,
  notes: string | undefined,
  actor: string,
): Promise<unknown> =>
  tx.query(
    `update dead_letters set status = 'resolved', resolved_at = now(), resolved_by = $3, notes = coalesce($2, notes), redrive_id = null where id = $1`,
    [id, notes ?? null, actor],
  );

/** Open error records of the letter's execution and of its resubmissions. */
export async function resolveErrorsOf(
  tx: Queryable,
  letter: { id: number; execution_id: number },
  notes: string | undefined,
  actor: string,
): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    `update error_records set recovery_status = 'resolved', resolved_at = now(), resolved_by = $4, next_retry_at = null,
            resolution_notes = coalesce($3, resolution_notes)
      where (execution_id = $1 or dead_letter_id = $2) and recovery_status not in ('resolved', 'ignored') returning id`,
    [letter.execution_id, letter.id, notes ?? null, actor],
  );
  return rows.map((row) => row.id);
}

/** The letter of an execution, its own or the one it is a resubmission of, is settled with its error. */
export async function settleLetterOf(
  tx: Queryable,
  executionId: number,
  notes: string | undefined,
  actor: string,
): Promise<{ id: number; execution_uuid: string }[]> {
  return tx.query<{ id: number; execution_uuid: string }>(
    `update dead_letters set status = 'resolved', resolved_at = now(), resolved_by = $3, notes = coalesce($2, notes), redrive_id = null
      where (execution_id = $1 or resubmitted_as = (select execution_id from execution_history where id = $1 limit 1))
        and status in ('pending', 'resubmitted') returning id, execution_uuid::text`,
    [executionId, notes ?? null, actor],
  );
}

export async function readStats(db: Queryable): Promise<DeadLetterStats> {
  const [statuses, types, prints, [times]] = await Promise.all([
    db.query<{ status: DeadLetterStatus; n: number }>(
      `select status, count(*)::int as n from dead_letters group by status`,
    ),
    db.query<{ task_type: string; n: number }>(
      `select task_type, count(*)::int as n from dead_letters where status = 'pending' group by 1 order by 2 desc, 1 limit 20`,
    ),
    db.query<{ fingerprint: string; message: string; n: number }>(
      `select fingerprint, min(error ->> 'message') as message, count(*)::int as n from dead_letters
        where status = 'pending' and fingerprint is not null group by 1 order by 3 desc, 1 limit 20`,
    ),
    db.query<{ oldest: Date | null; added: number; resolved: number }>(
      `select (select min(failed_at) from dead_letters where status = 'pending') as oldest,
              (select count(*)::int from dead_letters where failed_at >= now() - interval '1 day') as added,
              (select count(*)::int from dead_letters where resolved_at >= now() - interval '1 day') as resolved`,
    ),
  ]);
  const byStatus = { pending: 0, resubmitted: 0, resolved: 0, archived: 0 };
  for (const { status, n } of statuses) byStatus[status] = n;
  return {
    byStatus,
    byTaskType: types.map(({ task_type: taskType, n }) => ({ taskType, pending: n })),
    byFingerprint: prints.map(({ fingerprint, message, n }) => ({ fingerprint, message, pending: n })),
    oldestPendingAt: times?.oldest?.toISOString() ?? null,
    addedLastDay: times?.added ?? 0,
    resolvedLastDay: times?.resolved ?? 0,
  };
}
