import { type RecentRun, TuttiError } from '@tutti/contract';
import type { Queryable } from '@tutti/database';
import type { ScheduleListQuery } from '../engine-api.ts';
import { isUniqueViolation, storableJson, storableText } from '../kernel/index.ts';
import type { ScheduleRow } from './schedule-row.ts';
import type { ScheduleDefinition } from './schedule-rules.ts';
import { requiresText } from '../queue/index.ts';

const SELECT = `
  select s.*, t.executions, t.failures, t.duration_ms
    from task_schedules s left join schedule_statistics t on t.schedule_id = s.id`;

export async function findSchedule(db: Queryable, id: number): Promise<ScheduleRow> {
  const [row] = await db.query<ScheduleRow>(`${SELECT} where s.id = $1`, [id]);
  if (!row) throw new TuttiError('SCHEDULE_NOT_FOUND', `There is no schedule ${id}.`);
  return row;
}

/** Keeps ticks and other editors away until the transaction ends. */
export async function lockSchedule(tx: Queryable, id: number): Promise<ScheduleRow> {
  const [row] = await tx.query<ScheduleRow>(`${SELECT} where s.id = $1 for update of s`, [id]);
  if (!row) throw new TuttiError('SCHEDULE_NOT_FOUND', `There is no schedule ${id}.`);
  return row;
}

export const findByName = async (db: Queryable, names: readonly string[]): Promise<ScheduleRow[]> =>
  db.query<ScheduleRow>(`${SELECT} where s.name = any ($1::text[]) order by s.id for update of s`, [names]);

const SORTS = { id: 's.id', name: 's.name', nextRunAt: 's.next_run_at', lastRunAt: 's.last_run_at' } as const;
const FILTER = `
  ($1::boolean is null or s.enabled = $1) and ($2::text is null or s.schedule_type = $2) and ($3::text is null or $3 = any (s.tags))
  and ($4::text is null or s.name ilike $4 or s.description ilike $4)`;

export async function listSchedules(
  db: Queryable,
  query: ScheduleListQuery,
): Promise<{ rows: ScheduleRow[]; total: number }> {
  const text = query.text ? `%${query.text.replaceAll(/[\\%_]/g, '\\$&')}%` : null;
  const filter = [query.enabled ?? null, query.type ?? null, query.tag ?? null, text];
  const order = query.order === 'desc' ? 'desc' : 'asc';
  const page = `${SELECT} where ${FILTER} order by ${SORTS[query.sort ?? 'id']} ${order} nulls last, s.id ${order} limit $5 offset $6`;
  const [rows, [count]] = await Promise.all([
    db.query<ScheduleRow>(page, [...filter, query.limit, query.offset ?? 0]),
    db.query<{ total: number }>(
      `select count(*)::int as total from (select 1 from task_schedules s where ${FILTER} limit 10001) x`,
      filter,
    ),
  ]);
  return { rows, total: count?.total ?? 0 };
}

const RECENT = `
  select wanted as schedule_id, r.* from unnest($1::int[]) as wanted, lateral (
    select execution_id::text, status::text, slot, slot_count, skip_reason, at, duration_ms from (
      (select execution_id, case when exists (select from leases l where e.id = any (l.ids)) then 'running' else e.status::text end as status,
              slot, 1 as slot_count, null::text as skip_reason, scheduled_at as at, null::float8 as duration_ms
         from live_executions e where schedule_id = wanted order by execution_id desc limit $2)
      union all
      (select execution_id, status::text, slot, slot_count, skip_reason, completed_at, 1000 * extract(epoch from completed_at - started_at)::float8
         from execution_history where schedule_id = wanted order by execution_id desc limit $2)) x
     order by execution_id desc limit $2) r`;

/** The newest runs of each schedule, newest first. */
export async function recentRuns(
  db: Queryable,
  ids: readonly number[],
  limit: number,
): Promise<Map<number, RecentRun[]>> {
  interface Row {
    schedule_id: number;
    execution_id: string;
    status: RecentRun['status'];
    slot: Date | null;
    slot_count: number;
    skip_reason: RecentRun['skipReason'];
    at: Date;
    duration_ms: number | null;
  }
  const found = new Map<number, RecentRun[]>(ids.map((id) => [id, []]));
  for (const row of await db.query<Row>(RECENT, [ids, limit])) {
    found.get(row.schedule_id)?.push({
      executionId: row.execution_id,
      status: row.status,
      slot: row.slot?.toISOString() ?? null,
      at: row.at.toISOString(),
      durationMs: row.duration_ms,
      skipReason: row.skip_reason,
      slotCount: row.slot_count,
    });
  }
  return found;
}

const COLUMNS = `name, description, task_type, task_config, schedule_type, schedule_config, enabled, queue, priority, tags, retry_policy,
  timeout_ms, overlap_policy, catch_up_policy, catch_up_limit, jitter_ms, starts_at, ends_at, max_runs, blackouts,
  expected_within_ms, max_duration_ms, on_failure, on_success, breaker, concurrency_key, concurrency_limit,
  requires, estimated_cost, error_severity`;
const COUNT = COLUMNS.split(',').length;
const VALUES = Array.from({ length: COUNT }, (_, index) => `$${index + 1}`).join(', ');
/** The parameters behind those of the definition, from 1. */
const more = (index: number): string => `$${COUNT + index}`;

const definitionValues = (input: ScheduleDefinition): unknown[] => [
  storableText(input.name),
  input.description && storableText(input.description),
  input.taskType,
  storableJson(input.taskConfig),
  input.scheduleType,
  storableJson(input.scheduleConfig),
  input.enabled,
  input.queue,
  input.priority,
  input.tags,
  input.retryPolicy === null ? null : JSON.stringify(input.retryPolicy),
  input.timeoutMs,
  input.overlapPolicy,
  input.catchUpPolicy,
  input.catchUpLimit,
  input.jitterMs,
  input.startsAt,
  input.endsAt,
  input.maxRuns,
  JSON.stringify(input.blackouts),
  input.expectedWithinMs,
  input.maxDurationMs,
  input.onFailure,
  input.onSuccess,
  input.breaker === false ? '' : input.breaker,
  input.concurrencyKey,
  input.concurrencyKey === null ? null : (input.concurrencyLimit ?? 1),
  requiresText(input.requires) ?? null,
  input.estimatedCost === null ? null : JSON.stringify(input.estimatedCost),
  input.errorSeverity,
];

const nameTaken = (name: string): TuttiError =>
  new TuttiError('SCHEDULE_NAME_TAKEN', `A schedule named ${JSON.stringify(name)} exists already.`, {
    errors: [
      { field: 'name', message: 'is taken', fix: 'choose another name, or edit the schedule that has it' },
    ],
  });
const isNameConflict = (error: unknown): boolean => isUniqueViolation(error, 'task_schedules_name_key');

interface Placement {
  nextRunAt: Date | null;
  createdBy: string;
  managedBy: string | null;
  createdAt: Date;
}

export async function insertSchedule(
  db: Queryable,
  input: ScheduleDefinition,
  placement: Placement,
): Promise<ScheduleRow> {
  const text = `insert into task_schedules (${COLUMNS}, next_run_at, created_by, managed_by, created_at, updated_at)
    values (${VALUES}, ${more(1)}, ${more(2)}, ${more(3)}, ${more(4)}, ${more(4)}) returning *`;
  try {
    const [row] = await db.query<ScheduleRow>(text, [
      ...definitionValues(input),
      placement.nextRunAt,
      placement.createdBy,
      placement.managedBy,
      placement.createdAt,
    ]);
    return row as ScheduleRow;
  } catch (error) {
    throw isNameConflict(error) ? nameTaken(input.name) : error;
  }
}

export async function writeSchedule(
  tx: Queryable,
  id: number,
  input: ScheduleDefinition,
  nextRunAt: Date | null,
  managedBy: string | null,
): Promise<void> {
  const text = `update task_schedules set (${COLUMNS}) = (${VALUES}), next_run_at = ${more(1)}, managed_by = ${more(2)},
    skip_id = null, skip_reason = null where id = ${more(3)}`;
  try {
    await tx.query(text, [...definitionValues(input), nextRunAt, managedBy, id]);
  } catch (error) {
    throw isNameConflict(error) ? nameTaken(input.name) : error;
  }
}

/** The schedule goes, with what belongs to it alone; its executions stay. */
export async function removeSchedule(tx: Queryable, id: number): Promise<void> {
  await tx.query(
    `with gone as (delete from task_schedules where id = $1), slots as (delete from schedule_slots where schedule_id = $1)
     delete from schedule_statistics where schedule_id = $1`,
    [id],
  );
}

interface StateRow {
  scheduler_running: boolean;
  scheduler_changed_at: Date | null;
  scheduler_stopped_at: Date | null;
  scheduler_last_tick_at: Date | null;
  error_recovery_running: boolean;
  error_recovery_last_run_at: Date | null;
  now: Date;
}

export async function readState(db: Queryable): Promise<StateRow> {
  const text = `select scheduler_running, scheduler_changed_at, scheduler_stopped_at, scheduler_last_tick_at,
      error_recovery_running, error_recovery_last_run_at, clock_timestamp() as now from system_state`;
  const [row] = await db.query<StateRow>(text);
  return row as StateRow;
}

/** True when this call changed it. */
export async function setRunning(tx: Queryable, running: boolean): Promise<boolean> {
  const text = `update system_state set scheduler_running = $1, scheduler_changed_at = now(),
      scheduler_stopped_at = case when $1 then scheduler_stopped_at else now() end
    where scheduler_running <> $1 returning id`;
  return (await tx.query(text, [running])).length > 0;
}

export async function readStatus(db: Queryable): Promise<{
  enabled: number;
  disabled: number;
  due: number;
  next: { id: number; name: string; next_run_at: Date } | null;
}> {
  const [counts, [next]] = await Promise.all([
    db.query<{ enabled: number; disabled: number; due: number }>(
      `select count(*) filter (where enabled)::int as enabled, count(*) filter (where not enabled)::int as disabled,
              count(*) filter (where enabled and next_run_at <= now())::int as due from task_schedules`,
    ),
    db.query<{ id: number; name: string; next_run_at: Date }>(
      `select id, name, next_run_at from task_schedules where enabled and next_run_at is not null order by next_run_at limit 1`,
    ),
  ]);
  return { ...(counts[0] ?? { enabled: 0, disabled: 0, due: 0 }), next: next ?? null };
}
