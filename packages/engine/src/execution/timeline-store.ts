import { type Timeline, type TimelineBar, TuttiError } from '@tutti/contract';
import type { Queryable } from '@tutti/database';
import { uuidAt } from './execution-filter.ts';
import { type RowContext, phaseOf } from './execution-row.ts';

/** Default: the last four hours, of all executions. */
export interface TimelineQuery {
  from?: string | undefined;
  until?: string | undefined;
  queue?: string | undefined;
  scheduleId?: number | undefined;
  limit: number;
}
export interface TimelineApi {
  /** What waited or ran in a range of time, newest first. */
  timeline(query: TimelineQuery): Promise<Timeline>;
}

const HOUR_MS = 3_600_000;
const DEFAULT_RANGE_MS = 4 * HOUR_MS;
const LONGEST_RANGE_MS = 92 * 24 * HOUR_MS;
/** Beyond this a count says "more" only. */
const MOST_COUNTED = 100_000;
const LATE_NOTE_MS = 24 * HOUR_MS;

const LABEL = `left(coalesce((select name from task_schedules s where s.id = e.schedule_id),
    e.task_config ->> 'command', e.task_config ->> 'url', e.task_type), 80) as label`;
const EARLIER = `case when e.attempt > 1 then
    (select json_agg(json_build_object('startedAt', started_at, 'endedAt', ended_at, 'outcome', outcome) order by a.attempt)
       from execution_attempts a where a.execution_id = e.id and a.attempt < e.attempt) end as earlier`;
/** $1 from, $2 until, $3 queue, $4 schedule, null: any. */
const OWN = `($3::text is null or e.queue = $3) and ($4::int is null or e.schedule_id = $4)`;
const LIVE = `live_executions e where e.scheduled_at < $2 and ${OWN}`;
/**
 * UUIDs sort by when they were made, and the index on them bounds what is read of the later history ($6); a skipped slot
 * may have been noted long after it was due.
 */
const ENDED = `execution_history e where e.completed_at >= $1 and e.execution_id < $6::uuid
    and case when e.status = 'skipped' then coalesce(e.slot, e.scheduled_at) else e.scheduled_at end < $2 and ${OWN}`;

/** $5 limit. */
const READ = `
  (select e.id, ${LABEL}, e.schedule_id, e.queue, l.node,
          case when e.status = 'pending' and l.id is not null then 'running' else e.status::text end as status, e.hold,
          (select error_recovery_running from system_state) as recovery_running, e.task_type, e.requires,
          exists (select from queues q where q.name = e.queue and q.paused_at is not null) as queue_paused, null::text as skip_reason, e.attempt,
          e.scheduled_at as queued_at, e.run_at, l.claimed_at as started_at, null::timestamptz as ended_at, ${EARLIER}, e.execution_id
     from (select * from ${LIVE} order by e.execution_id desc limit $5) e
     left join (select unnest(ids) as id, claimed_at, node from leases) l on l.id = e.id)
  union all
  (select e.id, ${LABEL}, e.schedule_id, e.queue, e.node, e.status::text, null, true, e.task_type, e.requires, false, e.skip_reason, e.attempt,
          case when e.status = 'skipped' then coalesce(e.slot, e.scheduled_at) else e.scheduled_at end, null, e.started_at, e.completed_at,
          ${EARLIER}, e.execution_id
     from (select * from ${ENDED} order by e.execution_id desc limit $5) e)
  order by execution_id desc limit $5`;

const COUNT = `
  select ((select count(*) from ${LIVE}) + (select count(*) from (select 1 from ${ENDED} limit $5) x))::int as total`;

interface BarRow {
  id: number;
  label: string;
  schedule_id: number | null;
  queue: string;
  node: string | null;
  status: TimelineBar['status'];
  hold: Parameters<typeof phaseOf>[0]['hold'];
  recovery_running: boolean;
  task_type: string;
  requires: string | null;
  queue_paused: boolean;
  skip_reason: TimelineBar['skipReason'];
  attempt: number;
  queued_at: Date;
  run_at: Date | null;
  started_at: Date | null;
  ended_at: Date | null;
  earlier: TimelineBar['earlier'] | null;
}

/** What waited or ran in a range of time, the newest first. */
export async function readTimeline(
  db: Queryable,
  query: TimelineQuery,
  now: Date,
  fleet: Pick<RowContext, 'unmet'>,
): Promise<Timeline> {
  const { from, until } = rangeOf(query, now);
  const parameters = (limit: number): unknown[] => [
    from,
    until,
    query.queue ?? null,
    query.scheduleId ?? null,
    limit,
    uuidAt(until.getTime() + LATE_NOTE_MS),
  ];
  const rows = await db.query<BarRow>(READ, parameters(query.limit));
  const counted =
    rows.length < query.limit
      ? rows.length
      : ((await db.query<{ total: number }>(COUNT, parameters(MOST_COUNTED + 1)))[0]?.total ?? rows.length);
  return {
    from: from.toISOString(),
    until: until.toISOString(),
    items: rows.map((row) => toBar(row, fleet)),
    total: Math.min(counted, MOST_COUNTED),
    ...(counted > MOST_COUNTED && { totalIsEstimate: true }),
  };
}

function rangeOf(query: TimelineQuery, now: Date): { from: Date; until: Date } {
  const until = query.until === undefined ? now : new Date(query.until);
  const from = query.from === undefined ? new Date(until.getTime() - DEFAULT_RANGE_MS) : new Date(query.from);
  const span = until.getTime() - from.getTime();
  if (span > 0 && span <= LONGEST_RANGE_MS) return { from, until };
  const message = span <= 0 ? 'must be later than from' : 'must be at most 92 days after from';
  throw new TuttiError('VALIDATION_FAILED', `until ${message}.`, {
    errors: [{ field: 'until', message, fix: 'leave both out for the last four hours' }],
  });
}

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

function waitingPhase(row: BarRow, fleet: Pick<RowContext, 'unmet'>): TimelineBar['phase'] {
  const unmet = row.requires === null || row.ended_at ? undefined : fleet.unmet(row.task_type, row.requires);
  return phaseOf({ ...row, queue_pause: row.queue_paused ? { by: null, reason: null } : null }, unmet);
}

/** Without `earlier` where there was one attempt only: most have. */
const toBar = (row: BarRow, fleet: Pick<RowContext, 'unmet'>): TimelineBar => ({
  id: row.id,
  label: row.label,
  scheduleId: row.schedule_id,
  queue: row.queue,
  node: row.node,
  status: row.status,
  phase: waitingPhase(row, fleet),
  skipReason: row.skip_reason,
  attempt: row.attempt,
  queuedAt: row.queued_at.toISOString(),
  runAt: iso(row.run_at),
  startedAt: iso(row.started_at),
  endedAt: iso(row.ended_at),
  ...(row.earlier && {
    earlier: row.earlier.map((attempt) => ({
      startedAt: attempt.startedAt === null ? null : new Date(attempt.startedAt).toISOString(),
      endedAt: new Date(attempt.endedAt).toISOString(),
      outcome: attempt.outcome,
    })),
  }),
});
