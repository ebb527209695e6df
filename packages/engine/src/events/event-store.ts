import type { Event, Trigger } from '@tutti/contract';
import type { Queryable } from '@tutti/database';
import { storableJson } from '../kernel/index.ts';
import { type EventCursor, formatCursor } from './event-cursor.ts';

/** An event about to be appended. */
export interface NewEvent {
  type: string;
  data: Record<string, unknown>;
  actor?: string | undefined;
  correlationId?: string | undefined;
  causationId?: string | undefined;
  depth?: number | undefined;
  traceparent?: string | undefined;
}

/** A row of the log: one event, or one per execution named in `ids`. */
export interface EventRow {
  tx: string;
  id: string;
  at: Date;
  type: string;
  ids: string[] | null;
  data: Record<string, unknown> | null;
  actor: string | null;
  correlation_id: string | null;
  causation_id: string | null;
  depth: number;
  traceparent: string | null;
}

const APPEND = `
  insert into events (type, data, actor, correlation_id, causation_id, depth, traceparent)
  select type, data::json, actor, correlation_id, causation_id, depth, traceparent
    from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::smallint[], $7::text[])
         as x(type, data, actor, correlation_id, causation_id, depth, traceparent)
  returning tx::text, id::text`;

/** Appends events within the caller's transaction, so that they stand if and only if the change does. */
export async function appendEvents(tx: Queryable, events: readonly NewEvent[]): Promise<EventCursor[]> {
  if (events.length === 0) return [];
  const rows = await tx.query<{ tx: string; id: string }>(APPEND, [
    events.map((event) => event.type),
    events.map((event) => storableJson(event.data)),
    events.map((event) => event.actor ?? null),
    events.map((event) => event.correlationId ?? null),
    events.map((event) => event.causationId ?? null),
    events.map((event) => event.depth ?? 0),
    events.map((event) => event.traceparent ?? null),
  ]);
  return rows.map((row) => ({ ...row, index: 0 }));
}

/** Order by `e.tx` and `e.id`: the bare names are those of the output, which is text, and 1000 comes before 999 there. */
const COLUMNS =
  'tx::text, id::text, at, type, ids::text[], data, actor, correlation_id, causation_id, depth, traceparent';

/**
 * Rows from a place on whose transactions have all ended; `$4` narrows to types (null: all). A row at the cursor
 * itself comes again when it tells of a batch, since the cursor may stand within it.
 */
const READ = `
  select ${COLUMNS} from events e
   where (tx, id) >= ($1::xid8, $2::bigint) and tx < pg_snapshot_xmin(pg_current_snapshot())
   order by e.tx, e.id limit $3`;

export const readEventRows = (db: Queryable, from: EventCursor, limit: number): Promise<EventRow[]> =>
  db.query<EventRow>(READ, [from.tx, from.id, limit]);

/** The newest rows, oldest first. */
export async function readNewestRows(db: Queryable, limit: number): Promise<EventRow[]> {
  const rows = await db.query<EventRow>(
    `select ${COLUMNS} from events e where tx < pg_snapshot_xmin(pg_current_snapshot()) order by e.tx desc, e.id desc limit $1`,
    [limit],
  );
  return rows.reverse();
}

const ABOUT = `
  select ${COLUMNS} from events e
   where e.at >= $2 and e.at <= $3 and ($1::uuid = any (e.ids) or (e.ids is null and e.data ->> 'executionId' = $1::text))
   order by e.tx, e.id limit $4`;

/** Rows that name an execution, oldest first. There is no index for it: the times bound what is looked through. */
export const readRowsAbout = (
  db: Queryable,
  executionId: string,
  { from, until }: { from: Date; until: Date },
  limit: number,
): Promise<EventRow[]> => db.query<EventRow>(ABOUT, [executionId, from, until, limit]);

/** As its index names them. */
const OF_BREAKER = `
  select ${COLUMNS} from events e
   where type in ('breaker.opened', 'breaker.half_opened', 'breaker.closed', 'breaker.tripped') and data ->> 'key' = $1
   order by e.tx desc, e.id desc limit $2`;

/** Changes of a circuit breaker's state, the newest first. */
export const readRowsOfBreaker = (db: Queryable, key: string, limit: number): Promise<EventRow[]> =>
  db.query<EventRow>(OF_BREAKER, [key, limit]);

/** The data of one event; undefined when it is no longer kept. */
export async function readEventData(
  db: Queryable,
  { tx, id }: EventCursor,
): Promise<Record<string, unknown> | undefined> {
  const [row] = await db.query<{ data: Record<string, unknown> | null }>(
    `select data from events where tx = $1::xid8 and id = $2::bigint`,
    [tx, id],
  );
  return row && (row.data ?? {});
}

/** The place before which every transaction has ended: what comes later stands at or after it. */
export async function readHead(db: Queryable): Promise<EventCursor> {
  const [row] = await db.query<{ tx: string }>(`select pg_snapshot_xmin(pg_current_snapshot())::text as tx`);
  return { tx: (row as { tx: string }).tx, id: '0', index: 0 };
}

/** Milliseconds by which the oldest open transaction holds readers back; null when nothing waits. */
export async function readLag(db: Queryable): Promise<number | null> {
  const [row] = await db.query<{ lag: number | null }>(
    `select 1000 * extract(epoch from now() - min(at))::float8 as lag from events
      where tx >= pg_snapshot_xmin(pg_current_snapshot()) and at > now() - interval '1 day'`,
  );
  return row?.lag ?? null;
}

/** The oldest row still kept. */
export async function readOldest(db: Queryable): Promise<EventCursor | undefined> {
  const [row] = await db.query<{ tx: string; id: string }>(
    `select tx::text, id::text from events e order by e.tx, e.id limit 1`,
  );
  return row && { ...row, index: 0 };
}

/**
 * False for a cursor that was never given by this database: of one that was restored since, or of another. Those that
 * stand between events (id 0) are told by their transaction alone.
 */
export async function isOwnPlace(db: Queryable, { tx, id }: EventCursor): Promise<boolean> {
  // Longer ones are no numbers of PostgreSQL.
  if (tx.length > 18 || id.length > 18) return false;
  const [row] = await db.query<{ own: boolean }>(
    `select $1::xid8 <= pg_snapshot_xmax(pg_current_snapshot())
        and ($2::bigint = 0 or exists (select from events where tx = $1::xid8 and id = $2::bigint)) as own`,
    [tx, id],
  );
  return row?.own ?? false;
}

/** What the events of executions tell, looked up by the batch rows that name them. */
interface Subject {
  execution_id: string;
  id: number;
  schedule_id: number | null;
  task_type: string;
  queue: string;
  priority: number;
  attempt: number;
  label: string;
  status: string | null;
  duration_ms: number | null;
  trigger: Pick<Trigger, 'actor' | 'correlationId' | 'depth' | 'event' | 'traceparent'> | null;
}

const SUBJECTS = `
  select execution_id::text, id, schedule_id, task_type, queue, priority, attempt, trigger, status, duration_ms,
         coalesce((select name from task_schedules s where s.id = schedule_id),
           left(coalesce(task_config ->> 'command', task_config ->> 'url', task_type), 120)) as label
    from (
      select execution_id, id, schedule_id, task_type, queue, priority, attempt, trigger, task_config, null::text as status,
             null::float8 as duration_ms
        from live_executions where execution_id = any ($1::uuid[])
      union all
      select execution_id, id, schedule_id, task_type, queue, priority, attempt, trigger, task_config, status::text,
             (1000 * extract(epoch from completed_at - started_at))::float8
        from execution_history where execution_id = any ($1::uuid[])) x`;

function subjectEvent(
  row: EventRow,
  executionId: string,
  index: number,
  subject: Subject | undefined,
): Event {
  const trigger = subject?.trigger;
  return {
    id: formatCursor({ tx: row.tx, id: row.id, index: index + 1 }),
    type: row.type,
    at: row.at.toISOString(),
    data: {
      executionId,
      ...(subject && {
        id: subject.id,
        label: subject.label,
        scheduleId: subject.schedule_id,
        taskType: subject.task_type,
        queue: subject.queue,
        priority: subject.priority,
        attempt: subject.attempt,
        ...(subject.duration_ms !== null &&
          row.type !== 'execution.started' &&
          row.type !== 'execution.queued' && { durationMs: subject.duration_ms }),
      }),
      ...row.data,
    },
    actor: row.actor ?? trigger?.actor ?? null,
    correlationId: row.correlation_id ?? trigger?.correlationId ?? executionId,
    causationId: row.causation_id ?? trigger?.event?.id ?? null,
    depth: trigger?.depth ?? row.depth,
    ...tracedBy(row.traceparent ?? trigger?.traceparent),
  };
}

const plainEvent = (row: EventRow): Event => ({
  id: formatCursor({ tx: row.tx, id: row.id, index: 0 }),
  type: row.type,
  at: row.at.toISOString(),
  data: row.data ?? {},
  actor: row.actor,
  correlationId: row.correlation_id,
  causationId: row.causation_id,
  depth: row.depth,
  ...tracedBy(row.traceparent),
});

const tracedBy = (traceparent: string | null | undefined): { traceparent?: string } =>
  traceparent ? { traceparent } : {};

/** Unfolds rows into single events; of a batch in which `after` stands, only what follows it. */
export async function unfoldEvents(
  db: Queryable,
  rows: readonly EventRow[],
  after?: EventCursor,
): Promise<Event[]> {
  const ids = rows.flatMap((row) => row.ids ?? []);
  const subjects = new Map<string, Subject>();
  if (ids.length > 0)
    for (const subject of await db.query<Subject>(SUBJECTS, [ids]))
      subjects.set(subject.execution_id, subject);
  return rows.flatMap((row) => {
    const resumed = after && row.tx === after.tx && row.id === after.id;
    if (!row.ids) return resumed ? [] : [plainEvent(row)];
    const events = row.ids.map((id, index) => subjectEvent(row, id, index, subjects.get(id)));
    return resumed ? events.slice(after.index) : events;
  });
}
