import { type Calendar, TuttiError } from '@tutti/contract';
import type { Queryable } from '@tutti/database';
import type { Plans } from './plans.ts';
import type { ScheduleRow } from './schedule-row.ts';

/** Default: the day to come, of all schedules. */
export interface CalendarQuery {
  from?: string | undefined;
  until?: string | undefined;
  scheduleIds?: readonly string[] | undefined;
  limit: number;
  mostPerDay?: number | undefined;
  bucketMinutes?: number | undefined;
}

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
const MOST_ASKED_BUCKETS = 5000;

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
  const { times, frequent, truncated } = dueTimes(schedules.slice(0, MOST_SCHEDULES), plans, {
    from,
    until,
    mostPerDay: query.mostPerDay ?? Infinity,
  });
  times.sort((a, b) => a.at - b.at || a.schedule.id - b.schedule.id);
  const bucketMs =
    query.bucketMinutes === undefined
      ? (BUCKETS.find((size) => (until - from) / size <= MOST_BUCKETS) ?? LARGEST_BUCKET_MS)
      : query.bucketMinutes * 60_000;
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
    frequent,
    bucketMs,
    density: densityOf(times, bucketMs),
    ...collisionsOf(times),
  };
}

const iso = (at: number): string => new Date(at).toISOString();

function rangeOf(query: CalendarQuery, now: Date): { from: number; until: number } {
  const from = query.from === undefined ? now.getTime() : Date.parse(query.from);
  const until = query.until === undefined ? from + DAY_MS : Date.parse(query.until);
  const buckets = (until - from) / ((query.bucketMinutes ?? LARGEST_BUCKET_MS) * 60_000);
  if (buckets > MOST_ASKED_BUCKETS) {
    throw new TuttiError('VALIDATION_FAILED', 'bucketMinutes makes too many buckets.', {
      errors: [
        {
          field: 'bucketMinutes',
          message: `makes ${Math.ceil(buckets)} buckets; at most ${MOST_ASKED_BUCKETS}`,
          fix: 'a larger number, or a shorter range',
        },
      ],
    });
  }
  if (until > from && until - from <= LONGEST_RANGE_MS) return { from, until };
  const message = until <= from ? 'must be later than from' : 'must be at most 366 days after from';
  throw new TuttiError('VALIDATION_FAILED', `until ${message}.`, {
    errors: [{ field: 'until', message, fix: 'leave it out for a day' }],
  });
}

interface Range {
  from: number;
  until: number;
  mostPerDay: number;
}

interface DueTimes {
  times: Due[];
  frequent: Calendar['frequent'];
  truncated: boolean;
}

function dueTimes(schedules: readonly ScheduleRow[], plans: Plans, range: Range): DueTimes {
  const most = range.mostPerDay * Math.max(1, (range.until - range.from) / DAY_MS);
  const times: Due[] = [];
  const frequent: Calendar['frequent'] = [];
  for (const schedule of schedules) {
    const left = MOST_TIMES - times.length;
    const own = ownTimes(schedule, plans, range, Math.min(most, left) + 1);
    if (own.length > most) {
      frequent.push({ scheduleId: schedule.id, name: schedule.name, perDay: perDay(own) });
      continue;
    }
    for (const at of own.slice(0, left)) times.push({ at, schedule });
    if (own.length > left) return { times, frequent, truncated: true };
  }
  return { times, frequent, truncated: false };
}

/** The due times of one schedule, up to `most`. */
function ownTimes(schedule: ScheduleRow, plans: Plans, { from, until }: Range, most: number): number[] {
  const { plan, blackedOut } = plans.of(schedule);
  const first = Math.max(from, schedule.starts_at?.getTime() ?? 0) - 1;
  const last = Math.min(until - 1, schedule.ends_at?.getTime() ?? Infinity);
  const runs = schedule.max_runs === null ? Infinity : schedule.max_runs - schedule.run_count;
  const times: number[] = [];
  for (let at = plan.next(first); at !== null && at <= last; at = plan.next(at)) {
    if (blackedOut(at)) continue;
    if (times.length >= Math.min(runs, most)) break;
    times.push(at);
  }
  return times;
}

/** How often a day, by the times that were counted before it was clear that they are many. */
function perDay(times: readonly number[]): number {
  const spanned = (times.at(-1) ?? 0) - (times[0] ?? 0);
  return Math.round((times.length - 1) / (Math.max(1, spanned) / DAY_MS));
}

/** `times` in order. */
function densityOf(times: readonly Due[], bucketMs: number): Calendar['density'] {
  const buckets = new Map<number, { count: number; atOnce: number }>();
  let atOnce = 0;
  for (const [index, { at }] of times.entries()) {
    atOnce = times[index - 1]?.at === at ? atOnce + 1 : 1;
    const start = Math.floor(at / bucketMs) * bucketMs;
    const bucket = buckets.get(start) ?? { count: 0, atOnce: 0 };
    bucket.count += 1;
    bucket.atOnce = Math.max(bucket.atOnce, atOnce);
    buckets.set(start, bucket);
  }
  return [...buckets].map(([at, bucket]) => ({ at: iso(at), ...bucket }));
}

function collisionsOf(times: readonly Due[]): Pick<Calendar, 'collisions' | 'collisionTotal'> {
  const byInstant = new Map<number, number[]>();
  for (const { at, schedule } of times) {
    const ids = byInstant.get(at);
    if (ids) ids.push(schedule.id);
    else byInstant.set(at, [schedule.id]);
  }
  const several = [...byInstant].filter(([, ids]) => ids.length > 1);
  const collisions = several
    .toSorted(([a, x], [b, y]) => y.length - x.length || a - b)
    .slice(0, MOST_COLLISIONS)
    .map(([at, ids]) => ({ at: iso(at), count: ids.length, scheduleIds: ids.slice(0, MOST_NAMED) }));
  return { collisions, collisionTotal: several.length };
}
