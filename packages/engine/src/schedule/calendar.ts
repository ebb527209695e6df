import { type Calendar, TuttiError } from '@tutti/contract';
import type { Queryable } from '@tutti/database';
import type { CalendarQuery } from '../engine-api.ts';
import type { Plans } from './plans.ts';
import type { ScheduleRow } from './schedule-row.ts';

const DAY_MS = 86_400_000;
const LONGEST_RANGE_MS = 366 * DAY_MS;
/** Beyond these, counting costs more than the picture is worth. */
const MOST_SCHEDULES = 10_000;
const MOST_TIMES = 100_000;
const MOST_COLLISIONS = 100;
const MOST_NAMED = 20;
const LARGEST_BUCKET_MS = 7 * DAY_MS;
const BUCKETS = [60_000, 300_000, 900_000, 3_600_000, 6 * 3_600_000, DAY_MS, LARGEST_BUCKET_MS];
const MOST_BUCKETS = 400;

interface Due {
  at: number;
  schedule: ScheduleRow;
}

/** When schedules are due over a range: what they do by time, without blackouts, as they are set now. */
export async function fleetCalendar(
  db: Queryable,
  plans: Plans,
  query: CalendarQuery,
  now: Date,
): Promise<Calendar> {
  const { from, until } = rangeOf(query, now);
  const schedules = await db.query<ScheduleRow>(
    `select * from task_schedules where enabled and next_run_at is not null and ($1::int[] is null or id = any ($1))
      order by id limit $2`,
    [query.scheduleIds?.map(Number) ?? null, MOST_SCHEDULES + 1],
  );
  const { times, truncated } = dueTimes(schedules.slice(0, MOST_SCHEDULES), plans, from, until);
  times.sort((a, b) => a.at - b.at || a.schedule.id - b.schedule.id);
  const bucketMs = BUCKETS.find((size) => (until - from) / size <= MOST_BUCKETS) ?? LARGEST_BUCKET_MS;
  return {
    from: iso(from),
    until: iso(until),
    items: times.slice(0, query.limit).map(({ at, schedule: { id, name, priority, queue } }) => ({
      at: iso(at),
      scheduleId: id,
      name,
      priority,
      queue,
    })),
    total: times.length,
    truncated: truncated || schedules.length > MOST_SCHEDULES,
    bucketMs,
    density: densityOf(times, bucketMs),
    collisions: collisionsOf(times),
  };
}

const iso = (at: number): string => new Date(at).toISOString();

function rangeOf(query: CalendarQuery, now: Date): { from: number; until: number } {
  const from = query.from === undefined ? now.getTime() : Date.parse(query.from);
  const until = query.until === undefined ? from + DAY_MS : Date.parse(query.until);
  if (until > from && until - from <= LONGEST_RANGE_MS) return { from, until };
  const message = until <= from ? 'must be later than from' : 'must be at most 366 days after from';
  throw new TuttiError('VALIDATION_FAILED', `until ${message}.`, {
    errors: [{ field: 'until', message, fix: 'leave it out for a day' }],
  });
}

function dueTimes(
  schedules: readonly ScheduleRow[],
  plans: Plans,
  from: number,
  until: number,
): { times: Due[]; truncated: boolean } {
  const times: Due[] = [];
  for (const schedule of schedules) {
    const { plan, blackedOut } = plans.of(schedule);
    const first = Math.max(from, schedule.starts_at?.getTime() ?? 0) - 1;
    const last = Math.min(until - 1, schedule.ends_at?.getTime() ?? Infinity);
    let left = schedule.max_runs === null ? Infinity : schedule.max_runs - schedule.run_count;
    for (let at = plan.next(first); at !== null && at <= last && left > 0; at = plan.next(at)) {
      if (blackedOut(at)) continue;
      if (times.length >= MOST_TIMES) return { times, truncated: true };
      times.push({ at, schedule });
      left--;
    }
  }
  return { times, truncated: false };
}

/** `times` in order. */
function densityOf(times: readonly Due[], bucketMs: number): Calendar['density'] {
  const counts = new Map<number, number>();
  for (const { at } of times) {
    const bucket = Math.floor(at / bucketMs) * bucketMs;
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  return [...counts].map(([at, count]) => ({ at: iso(at), count }));
}

function collisionsOf(times: readonly Due[]): Calendar['collisions'] {
  const byInstant = new Map<number, number[]>();
  for (const { at, schedule } of times) {
    const ids = byInstant.get(at);
    if (ids) ids.push(schedule.id);
    else byInstant.set(at, [schedule.id]);
  }
  return [...byInstant]
    .filter(([, ids]) => ids.length > 1)
    .toSorted(([a, x], [b, y]) => y.length - x.length || a - b)
    .slice(0, MOST_COLLISIONS)
    .map(([at, ids]) => ({ at: iso(at), count: ids.length, scheduleIds: ids.slice(0, MOST_NAMED) }));
}
