import type { Queryable } from '@tutti/database';
import type { Chart } from './chart.ts';
import type { Histogram } from './histogram.ts';
import { QUEUE_DEPTHS } from './rollup-store.ts';

/** $1 length of a step, $2 first instant. */
const STEP = (column: string): string => `date_bin($1 * interval '1 ms', ${column}, '1970-01-01Z')`;
const GROUP = `group by 1, 2, 3`;

export interface CountRow {
  at: Date;
  status: 'completed' | 'failed' | 'timeout' | 'cancelled' | 'skipped';
  /** Queue or task type, where it was asked for. */
  subject: string;
  executions: number;
  durations: Histogram;
  waits: Histogram;
  attempts: Histogram;
}

const merged = (name: string, column: string): string => `
  ${name} as (
    select at, status, subject, jsonb_object_agg(key, n) as counts
      from (select at, status, subject, e.key, sum(e.value::bigint) as n from r, jsonb_each_text(${column}) e group by 1, 2, 3, 4) x
     ${GROUP})`;

/** Counts of each step by status, and by queue or task type where that is asked for. */
export async function readCounts(
  db: Queryable,
  chart: Chart,
  {
    by,
    queue,
    type,
  }: { by?: 'queue' | 'task_type'; queue?: string | undefined; type?: string | undefined } = {},
): Promise<CountRow[]> {
  const subject = by ?? `''::text`;
  const text = `
  with r as materialized (
    select ${STEP('start')} as at, status::text as status, ${subject} as subject, executions, durations, waits, attempts
      from execution_rollups
     where minutes = $3 and start >= $2 and ($4::text is null or queue = $4) and ($5::text is null or task_type = $5)),
  base as (select at, status, subject, sum(executions)::bigint as executions from r ${GROUP}),
  ${merged('d', 'durations')}, ${merged('w', 'waits')}, ${merged('a', 'attempts')}
  select b.*, coalesce(d.counts, '{}') as durations, coalesce(w.counts, '{}') as waits, coalesce(a.counts, '{}') as attempts
    from base b left join d using (at, status, subject) left join w using (at, status, subject) left join a using (at, status, subject)
   order by at, subject, status`;
  return db.query<CountRow>(text, [chart.stepMs, chart.from, chart.minutes, queue ?? null, type ?? null]);
}

export interface DepthRow {
  at: Date;
  queue: string;
  ready: number;
  running: number;
  delayed: number;
  oldest_ms: number | null;
  came: number | null;
  went: number | null;
}

/** The deepest each queue was in each step. */
export const readDepths = (db: Queryable, chart: Chart): Promise<DepthRow[]> =>
  db.query<DepthRow>(
    `select ${STEP('at')} as at, queue, max(ready)::int as ready, max(running)::int as running, max(delayed)::int as delayed,
            max(oldest_ms) as oldest_ms, sum(came)::int as came, sum(went)::int as went
       from queue_samples where at >= $2 group by 1, 2 order by 2, 1`,
    [chart.stepMs, chart.from],
  );

/** What will not change any more, and what ended since. */
const ALL_SCHEDULES = `(select * from schedule_rollups union all select * from schedule_tail)`;

export interface ScheduleCountRow {
  at: Date;
  executions: number;
  failures: number;
  skipped: number;
}

export const readScheduleCounts = (db: Queryable, chart: Chart): Promise<ScheduleCountRow[]> =>
  db.query<ScheduleCountRow>(
    `select ${STEP('start')} as at, sum(executions)::bigint as executions, sum(failures)::bigint as failures, sum(skipped)::bigint as skipped
       from ${ALL_SCHEDULES} r where start >= $2 group by 1 order by 1`,
    [chart.stepMs, chart.from],
  );

export interface ScheduleRow {
  schedule_id: number;
  name: string | null;
  executions: number;
  failures: number;
  skipped: number;
  average_ms: number | null;
}

export const readSchedules = (db: Queryable, chart: Chart): Promise<ScheduleRow[]> =>
  db.query<ScheduleRow>(
    `select r.schedule_id, (select name from task_schedules s where s.id = r.schedule_id) as name, r.executions, r.failures, r.skipped,
            r.duration_ms / nullif(r.executions, 0) as average_ms
       from (select schedule_id, sum(executions)::bigint as executions, sum(failures)::bigint as failures, sum(skipped)::bigint as skipped,
                    sum(duration_ms) as duration_ms
               from ${ALL_SCHEDULES} a where start >= $1 group by schedule_id order by 3 desc, 2 desc, 1 limit 100) r`,
    [chart.from],
  );

export interface TotalRow {
  queue: string;
  task_type: string;
  status: string;
  executions: number;
}

/** What ended since the beginning: settled sums, and the minutes that are still counted anew. */
export const readTotals = (db: Queryable): Promise<TotalRow[]> =>
  db.query<TotalRow>(
    `select queue, task_type, status::text as status, sum(executions)::bigint as executions
       from (select queue, task_type, status, executions from execution_totals
             union all
             select queue, task_type, status, executions from execution_rollups
              where minutes = 1 and start >= (select counted_to from metrics_progress)) x
      group by 1, 2, 3 order by 1, 2, 3`,
  );

export const readDepthsNow = (db: Queryable): Promise<Omit<DepthRow, 'at' | 'came' | 'went'>[]> =>
  db.query<Omit<DepthRow, 'at' | 'came' | 'went'>>(QUEUE_DEPTHS);

export interface WastedRow {
  scheduleId: number | null;
  name: string | null;
  taskType: string;
  policy: string;
  executions: number;
  retries: number;
  wastedMs: number;
  newestId: number;
}

const MOST_LOOKED_AT = 10_000;

/** Attempts after the first, of the newest executions that failed for good: by schedule, or by task type and policy. */
export const readWasted = (
  db: Queryable,
  chart: Chart,
  { queue, type }: { queue?: string | undefined; type?: string | undefined } = {},
): Promise<WastedRow[]> =>
  db.query<WastedRow>(
    `
  with failed as materialized (
    select id, schedule_id, task_type, attempt, 1000 * extract(epoch from completed_at - started_at) as last_ms,
           case when retry_policy is null then 'default' when json_typeof(retry_policy) = 'string' then retry_policy #>> '{}' else 'own' end as policy
      from execution_history
     where status in ('failed', 'timeout') and completed_at >= $1 and attempt > 1 and started_at is not null
       and ($2::text is null or queue = $2) and ($3::text is null or task_type = $3)
     order by execution_id desc limit ${MOST_LOOKED_AT}),
  earlier as (
    select a.execution_id as id, sum(1000 * extract(epoch from a.ended_at - a.started_at)) as ms from execution_attempts a
     where a.execution_id = any (array(select id from failed)) and a.attempt > 1 and a.started_at is not null group by 1)
  select g.*, (select name from task_schedules s where s.id = g."scheduleId") as name
    from (select f.schedule_id as "scheduleId", f.task_type as "taskType", f.policy, count(*)::int as executions,
                 sum(f.attempt - 1)::int as retries, sum(f.last_ms + coalesce(e.ms, 0))::float8 as "wastedMs", max(f.id) as "newestId"
            from failed f left join earlier e using (id) group by 1, 2, 3 order by 6 desc limit 20) g
   order by "wastedMs" desc`,
    [chart.from, queue ?? null, type ?? null],
  );
