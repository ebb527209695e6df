import type { Queryable } from '@tutti/database';
import type { SkippedSlots } from './firing.ts';
import type { ScheduleRow } from './schedule-row.ts';

const CLAIM_DUE = `
  select s.* from task_schedules s where enabled and next_run_at <= now()
   order by next_run_at limit $1 for update skip locked`;

/** Locks schedules whose time has come; other nodes pass them over. */
export const claimDue = (tx: Queryable, limit: number): Promise<ScheduleRow[]> =>
  tx.query<ScheduleRow>(CLAIM_DUE, [limit]);

/** Unfinished executions per schedule; schedules without any are absent. */
export async function countBusy(tx: Queryable, scheduleIds: readonly number[]): Promise<Map<number, number>> {
  if (scheduleIds.length === 0) return new Map();
  const text = `select schedule_id, count(*)::int as n from live_executions where schedule_id = any ($1::int[]) group by schedule_id`;
  const rows = await tx.query<{ schedule_id: number; n: number }>(text, [scheduleIds]);
  return new Map(rows.map((row) => [row.schedule_id, row.n]));
}

/** Ids of the unfinished executions of schedules. */
export async function unfinishedOf(tx: Queryable, scheduleIds: readonly number[]): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    `select id from live_executions where schedule_id = any ($1::int[]) order by id`,
    [scheduleIds],
  );
  return rows.map((row) => row.id);
}

export interface SlotRun {
  scheduleId: number;
  slot: Date;
  executionId: string;
}

/** Takes slots; those that were taken before do not come back. */
export async function takeSlots(tx: Queryable, runs: readonly SlotRun[]): Promise<Set<string>> {
  if (runs.length === 0) return new Set();
  const text = `
    insert into schedule_slots (schedule_id, slot, execution_id)
    select * from unnest($1::int[], $2::timestamptz[], $3::uuid[]) on conflict do nothing returning execution_id::text`;
  const rows = await tx.query<{ execution_id: string }>(text, [
    runs.map((run) => run.scheduleId),
    runs.map((run) => run.slot),
    runs.map((run) => run.executionId),
  ]);
  return new Set(rows.map((row) => row.execution_id));
}

export interface Advance {
  id: number;
  nextRunAt: Date | null;
  lastRunAt: Date | null;
  runs: number;
  skipId: string | null;
  skipReason: string | null;
}

/** Leaves the definition columns alone, so that firing is no edit. */
const ADVANCE = `
  update task_schedules s set next_run_at = x.next_run_at, last_run_at = coalesce(x.last_run_at, s.last_run_at),
         run_count = s.run_count + x.runs, skip_id = x.skip_id, skip_reason = x.skip_reason
    from unnest($1::int[], $2::timestamptz[], $3::timestamptz[], $4::int[], $5::uuid[], $6::text[])
         as x(id, next_run_at, last_run_at, runs, skip_id, skip_reason)
   where s.id = x.id`;

export async function advanceSchedules(tx: Queryable, advances: readonly Advance[]): Promise<void> {
  await tx.query(ADVANCE, [
    advances.map((advance) => advance.id),
    advances.map((advance) => advance.nextRunAt),
    advances.map((advance) => advance.lastRunAt),
    advances.map((advance) => advance.runs),
    advances.map((advance) => advance.skipId),
    advances.map((advance) => advance.skipReason),
  ]);
}

export const disableSchedules = (tx: Queryable, ids: readonly number[]): Promise<unknown> =>
  tx.query(`update task_schedules set enabled = false where id = any ($1::int[])`, [ids]);

export interface SkipRow {
  executionId: string;
  schedule: ScheduleRow;
  skip: SkippedSlots;
}

const INSERT_SKIPS = `
  insert into execution_history (id, execution_id, schedule_id, slot, slot_until, slot_count, queue, task_type, priority, status, skip_reason,
         attempt, fence, scheduled_at, completed_at, tags, trigger, task_config, created_at)
  select nextval(pg_get_serial_sequence('live_executions', 'id')), x.execution_id, s.id, x.slot, x.slot_until, x.slot_count, s.queue, s.task_type,
         s.priority, 'skipped', x.reason, 1, 0, now(), now(), s.tags, json_build_object('kind', 'schedule', 'slot', x.slot), s.task_config, now()
    from unnest($1::uuid[], $2::int[], $3::timestamptz[], $4::timestamptz[], $5::int[], $6::text[])
         as x(execution_id, schedule_id, slot, slot_until, slot_count, reason)
    join task_schedules s on s.id = x.schedule_id`;

export async function insertSkips(tx: Queryable, rows: readonly SkipRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(INSERT_SKIPS, [
    rows.map((row) => row.executionId),
    rows.map((row) => row.schedule.id),
    rows.map((row) => new Date(row.skip.from)),
    rows.map((row) => (row.skip.count > 1 ? new Date(row.skip.until) : null)),
    rows.map((row) => row.skip.count),
    rows.map((row) => row.skip.reason),
  ]);
}

/** Lengthens open rows of skipped slots. */
export async function extendSkips(tx: Queryable, rows: readonly SkipRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `update execution_history h set slot_until = x.slot_until, slot_count = h.slot_count + x.n
       from unnest($1::uuid[], $2::timestamptz[], $3::int[]) as x(execution_id, slot_until, n)
      where h.execution_id = x.execution_id`,
    [
      rows.map((row) => row.executionId),
      rows.map((row) => new Date(row.skip.until)),
      rows.map((row) => row.skip.count),
    ],
  );
}

export const stampTick = (db: Queryable): Promise<unknown> =>
  db.query(`update system_state set scheduler_last_tick_at = clock_timestamp()`);

/** Milliseconds until the next schedule is due; null when none is. */
export async function nextScheduleDue(db: Queryable): Promise<number | null> {
  const [row] = await db.query<{ ms: number | null }>(
    `select (1000 * extract(epoch from min(next_run_at) - clock_timestamp()))::float8 as ms from task_schedules where enabled and next_run_at is not null`,
  );
  return row?.ms ?? null;
}
