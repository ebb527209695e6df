import type { ExecutionFilter } from '../execution-api.ts';

/** What a text is looked for in: it costs about a microsecond and a half a row, so that it is asked last. */
export const TEXT = `(e.task_config ->> 'command' ilike $10 or e.task_config ->> 'url' ilike $10 or e.error ->> 'message' ilike $10
     or e.schedule_id in (select id from task_schedules where name ilike $10) or e.execution_id = $16::uuid or e.id = $17::bigint)`;

/**
 * $1 page edge, $3 schedule, $4 statuses, $5 queue, $6 task type, $7 tag, $8 from, $9 until, $14 node, $15 batch; null: any.
 * $10 text, with $16 and $17 the id that it may be. $2 and $12 are the limit and the offset of whoever asks.
 */
const where = (edge: '<' | '>', node: string): string => `
  ($1::uuid is null or e.execution_id ${edge} $1) and ($3::int is null or e.schedule_id = $3) and ($5::text is null or e.queue = $5)
  and ($6::text is null or e.task_type = $6) and ($7::text is null or e.tags @> array[$7]) and ($8::uuid is null or e.execution_id >= $8)
  and ($9::uuid is null or e.execution_id < $9) and ($14::text is null or ${node})
  and ($15::uuid is null or e.execution_id in (select execution_id from batch_items where batch_id = $15))`;

/** Nobody that lives and takes work has the labels that the row requires. */
const UNROUTABLE = `e.requires is not null and not exists (
                select from nodes n where 'worker' = any (n.roles) and n.lost_at is null and n.stopped_at is null and n.drained_at is null
                   and e.task_type = any (n.task_types) and n.labels::jsonb @> e.requires::jsonb)`;

/** The phase of a waiting row, as far as the database knows it. */
export const PHASE = `
  case e.hold when 'until' then 'scheduled' when 'sleep' then 'sleeping' when 'event' then 'waiting' when 'gate' then 'waiting'
              when 'key' then 'waiting' when 'breaker' then 'deferred'
              when 'retry' then case when (select error_recovery_running from system_state) then 'retrying' else 'held' end
              else case when exists (select from queues q where q.name = e.queue and q.paused_at is not null) then 'held'
                        when ${UNROUTABLE} then 'unroutable' else 'queued' end
   end`;

/** Running is derived from the leases; $11 phases, $13 breaker. */
const LIVE_STATUS = `
  ($4::execution_status[] is null or (e.status = 'paused' and 'paused' = any ($4))
    or (e.status = 'pending' and 'pending' = any ($4) and e.id not in (select unnest(ids) from leases))
    or (e.status = 'pending' and 'running' = any ($4) and e.id in (select unnest(ids) from leases)))
  and ($11::text[] is null or (e.status = 'pending' and e.id not in (select unnest(ids) from leases) and ${PHASE} = any ($11)))
  and ($13::text is null or (e.hold = 'breaker' and e.status = 'pending' and e.deferred_by = $13))`;

const FITS_TEXT = `($10::text is null or ${TEXT})`;

/** Conditions on `live_executions e`, beside that on its text. */
export const liveNarrowed = (edge: '<' | '>'): string =>
  `${where(edge, 'e.id in (select unnest(ids) from leases where node = $14)')} and ${LIVE_STATUS}`;
export const liveWhere = (edge: '<' | '>'): string => `${liveNarrowed(edge)} and ${FITS_TEXT}`;

/** Conditions on `execution_history e`, beside those on its text and its status. */
export const historyNarrowed = (edge: '<' | '>'): string =>
  `${where(edge, 'e.node = $14')} and $11::text[] is null and $13::text is null`;
export const historyWhere = (edge: '<' | '>'): string => `${historyNarrowed(edge)} and ${FITS_TEXT}`;
export const HISTORY_STATUS = `($4::execution_status[] is null or e.status = any ($4))`;

/** The least UUIDv7 of an instant: UUIDs sort by when they were made. */
export const uuidAt = (ms: number): string => {
  const hex = Math.max(0, ms).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`;
};
const uuidFrom = (iso: string | undefined): string | null =>
  iso === undefined ? null : uuidAt(Date.parse(iso));
const like = (text: string | undefined): string | null =>
  text ? `%${text.replaceAll(/[\\%_]/g, '\\$&')}%` : null;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** `#4812`; a number alone is a text like any other. */
const NUMBERED = /^#(\d{1,15})$/;

/** What the conditions above stand on, in their order. */
export function filterParameters(
  query: ExecutionFilter & { offset?: number },
  edge: string | null,
  limit: number,
): unknown[] {
  return [
    edge,
    limit,
    query.scheduleId ?? null,
    query.status ?? null,
    query.queue ?? null,
    query.type ?? null,
    query.tag ?? null,
    uuidFrom(query.from),
    uuidFrom(query.until),
    like(query.text),
    query.phase ?? null,
    query.offset ?? 0,
    query.deferredBy ?? null,
    query.node ?? null,
    query.batchId ?? null,
    query.text && UUID.test(query.text) ? query.text : null,
    NUMBERED.exec(query.text ?? '')?.[1] ?? null,
  ];
}
