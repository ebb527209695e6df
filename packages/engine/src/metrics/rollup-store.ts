import type { Queryable } from '@tutti/database';
import { bucketSql } from './histogram.ts';

/** Work of a lost node is taken over after its lease: later than this nobody may write that something ended before. */
const SETTLED_AFTER = `interval '90 seconds'`;
const MOST_AT_ONCE = `interval '1 hour'`;
const QUARTER = (instant: string): string => `date_bin('15 minutes', ${instant}, '2000-01-01Z')`;

export interface Window {
  /** Up to here all is counted for good. */
  from: Date;
  until: Date;
  /** Up to here it will be after this round. */
  settled: Date;
  /** There is more than one round can take. */
  more: boolean;
  sampleDue: boolean;
}

/** Locks the progress for one node; undefined while another counts. */
export async function lockProgress(tx: Queryable): Promise<Window | undefined> {
  const [row] = await tx.query<Window>(`
    select counted_to as "from", least(now(), counted_to + ${MOST_AT_ONCE}) as until,
           least(greatest(counted_to, date_trunc('minute', now() - ${SETTLED_AFTER})), counted_to + ${MOST_AT_ONCE}) as settled,
           now() > counted_to + ${MOST_AT_ONCE} as more,
           coalesce(sampled_at < now() - interval '59 seconds', true) as "sampleDue"
      from metrics_progress for update skip locked`);
  return row;
}

const KEYS = 'start, queue, task_type, status';
const RESULT = `b.start, b.queue, b.task_type, b.status, executions, duration_ms, wait_ms,
    coalesce(d.counts, '{}'), coalesce(w.counts, '{}'), coalesce(a.counts, '{}')
  from base b left join d using (${KEYS}) left join w using (${KEYS}) left join a using (${KEYS})`;
const INTO = `insert into execution_rollups (minutes, ${KEYS}, executions, duration_ms, wait_ms, durations, waits, attempts)`;

/** jsonb of counts by `key`, for each group. */
const counts = (name: string, key: string, from: string, n = 'count(*)'): string => `
  ${name} as (
    select ${KEYS}, jsonb_object_agg(key, n) as counts
      from (select ${KEYS}, ${key} as key, ${n} as n from ${from} group by ${KEYS}, 5) x group by ${KEYS})`;

const MINUTES = `
  with ended as materialized (
    select date_trunc('minute', completed_at) as start, queue, task_type, status, attempt, slot_count,
           greatest(0, 1000 * extract(epoch from completed_at - started_at))::float8 as duration,
           case when attempt = 1 then greatest(0, 1000 * extract(epoch from started_at - scheduled_at))::float8 end as wait
      from execution_history where completed_at >= $1 and completed_at < $2),
  base as (
    select ${KEYS}, sum(slot_count) as executions, coalesce(sum(duration), 0) as duration_ms, coalesce(sum(wait), 0) as wait_ms
      from ended group by ${KEYS}),
  ${counts('d', bucketSql('duration'), 'ended where duration is not null')},
  ${counts('w', bucketSql('wait'), 'ended where wait is not null')},
  ${counts('a', 'attempt', 'ended where duration is not null')}
  ${INTO} select 1, ${RESULT}`;

const QUARTERS = `
  with r as materialized (
    select ${QUARTER('start')} as start, queue, task_type, status, executions, duration_ms, wait_ms, durations, waits, attempts
      from execution_rollups where minutes = 1 and start >= ${QUARTER('$1::timestamptz')}),
  base as (
    select ${KEYS}, sum(executions) as executions, sum(duration_ms) as duration_ms, sum(wait_ms) as wait_ms from r group by ${KEYS}),
  ${counts('d', 'e.key', 'r, jsonb_each_text(durations) e', 'sum(e.value::bigint)')},
  ${counts('w', 'e.key', 'r, jsonb_each_text(waits) e', 'sum(e.value::bigint)')},
  ${counts('a', 'e.key', 'r, jsonb_each_text(attempts) e', 'sum(e.value::bigint)')}
  ${INTO} select 15, ${RESULT}`;

/** Counts the window anew, since rows may have come late into it. */
export async function countWindow(tx: Queryable, { from, until }: Window): Promise<void> {
  await tx.query(
    `delete from execution_rollups where (minutes = 1 and start >= $1) or (minutes = 15 and start >= ${QUARTER('$1::timestamptz')})`,
    [from],
  );
  await tx.query(MINUTES, [from, until]);
  await tx.query(QUARTERS, [from]);
}

/** What schedules ran from one instant to another. */
const BY_SCHEDULE = `
  select ${QUARTER('completed_at')}, schedule_id, count(*) filter (where status <> 'skipped'),
         count(*) filter (where status in ('failed', 'timeout')),
         coalesce(sum(slot_count) filter (where status = 'skipped'), 0),
         coalesce(sum(1000 * extract(epoch from completed_at - started_at)), 0)
    from execution_history where completed_at >= $1 and completed_at < $2 and schedule_id is not null group by 1, 2`;
const INTO_SCHEDULES = (table: string): string =>
  `insert into ${table} as s (start, schedule_id, executions, failures, skipped, duration_ms) ${BY_SCHEDULE}`;

/** Counts anew what may still change, by schedule. */
export async function countTail(tx: Queryable, { settled, until }: Window): Promise<void> {
  await tx.query(`delete from schedule_tail`);
  await tx.query(INTO_SCHEDULES('schedule_tail'), [settled, until]);
}

/** Adds what will not change any more to the sums that are only ever added to. */
export async function settleWindow(tx: Queryable, { from, settled }: Window): Promise<void> {
  if (settled <= from) return;
  await tx.query(
    `insert into execution_totals as t (queue, task_type, status, executions)
     select queue, task_type, status, sum(executions) from execution_rollups
      where minutes = 1 and start >= $1 and start < $2 group by 1, 2, 3
     on conflict (queue, task_type, status) do update set executions = t.executions + excluded.executions`,
    [from, settled],
  );
  await tx.query(
    `${INTO_SCHEDULES('schedule_rollups')}
     on conflict (start, schedule_id) do update set executions = s.executions + excluded.executions,
       failures = s.failures + excluded.failures, skipped = s.skipped + excluded.skipped, duration_ms = s.duration_ms + excluded.duration_ms`,
    [from, settled],
  );
  await tx.query(`update metrics_progress set counted_to = $1`, [settled]);
}

/** How many of the ready ones are looked at for the oldest, in the order they will be claimed. */
const LOOKED_AT = 1000;

/** Depth of each queue at this moment. */
export const QUEUE_DEPTHS = `
  with ready as (select queue, count(*)::int as n from ready_executions group by queue),
  taken as (
    select e.queue, count(*)::int as n from live_executions e
     where e.id = any (array(select unnest(ids) from leases)) and e.status = 'pending' group by e.queue),
  held as (select queue, count(*)::int as n from live_executions where hold is not null or status = 'paused' group by queue)
  select q.name as queue, coalesce(r.n, 0) as ready, coalesce(t.n, 0) as running, coalesce(h.n, 0) as delayed, o.oldest_ms
    from queues q left join ready r on r.queue = q.name left join taken t on t.queue = q.name left join held h on h.queue = q.name
    left join lateral (
      select max(1000 * extract(epoch from now() - coalesce(e.run_at, e.scheduled_at)))::float8 as oldest_ms
        from (select id from ready_executions x where x.queue = q.name order by x.claim_at limit ${LOOKED_AT}) x
        join live_executions e on e.id = x.id) o on r.n > 0
   order by q.name`;

/** An id is made shortly before its row can be seen, so both ends of the period lie a little back. */
const LATE = `interval '5 seconds'`;
const LONGEST_PERIOD = `interval '5 minutes'`;
/** The least UUIDv7 of an instant. */
const uuidAt = (instant: string): string =>
  `(lpad(to_hex((1000 * extract(epoch from ${instant}))::bigint), 12, '0') || '70008000000000000000')::uuid`;

/** What came and went since the sample before, by queue; nothing after a pause of minutes. */
const FLOW = `
  period as (
    select sampled_at - ${LATE} as since, now() - ${LATE} as until, (1000 * extract(epoch from now() - sampled_at))::int as ms
      from metrics_progress where sampled_at > now() - ${LONGEST_PERIOD} and sampled_at < now()),
  bounds as (select ${uuidAt('since')} as first, ${uuidAt('until')} as last from period),
  came as (
    select queue, count(*)::int as n from (
      select queue from live_executions, bounds where execution_id >= first and execution_id < last
      union all
      select queue from execution_history, bounds where execution_id >= first and execution_id < last and status <> 'skipped') x
     group by queue),
  went as (
    select queue, count(*)::int as n from execution_history, period
     where completed_at >= since and completed_at < until and status <> 'skipped' group by queue)`;

export async function sampleQueues(tx: Queryable): Promise<void> {
  await tx.query(
    `with ${FLOW}
     insert into queue_samples (at, queue, ready, running, delayed, oldest_ms, came, went, period_ms)
     select now(), x.queue, ready, running, delayed, oldest_ms, case when p.ms is not null then coalesce(c.n, 0) end,
            case when p.ms is not null then coalesce(w.n, 0) end, p.ms
       from (${QUEUE_DEPTHS}) x left join period p on true left join came c on c.queue = x.queue left join went w on w.queue = x.queue
     on conflict do nothing`,
  );
  await tx.query(`update metrics_progress set sampled_at = now()`);
}

const KEPT: readonly [table: string, where: string][] = [
  ['execution_rollups', `minutes = 1 and start < now() - interval '26 hours'`],
  ['execution_rollups', `minutes = 15 and start < now() - interval '35 days'`],
  ['schedule_rollups', `start < now() - interval '8 days'`],
  ['queue_samples', `at < now() - interval '8 days'`],
];

/** Forgets what no chart shows any more: a bounded number of rows; returns how many. */
export async function pruneMetrics(tx: Queryable): Promise<number> {
  let total = 0;
  for (const [table, where] of KEPT) {
    const [row] = await tx.query<{ n: number }>(
      `with gone as (delete from ${table} where ctid = any (array(select ctid from ${table} where ${where} limit 2500)) returning 1)
       select count(*)::int as n from gone`,
    );
    total += row?.n ?? 0;
  }
  return total;
}
