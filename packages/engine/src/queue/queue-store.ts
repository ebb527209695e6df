import type { ConcurrencyKeyState, Queue, QueuePatch } from '@tutti/contract';
import type { Queryable } from '@tutti/database';

/** Counts beyond this are not worth their time. */
const MOST_COUNTED = 100_000;

interface QueueRow {
  name: string;
  ready: number;
  running: number;
  delayed: number;
  oldest_ready_at: Date | null;
  paused_at: Date | null;
  paused_by: string | null;
  pause_reason: string | null;
  concurrency_limit: number | null;
  rate_count: number | null;
  rate_period_ms: number | null;
  depth_limit: number;
  flow_at: Date | null;
  came: number | null;
  went: number | null;
}

const LIST = `
  select q.*, (select count(*)::int from (select 1 from ready_executions r where r.queue = q.name limit ${MOST_COUNTED}) x) as ready,
         (select count(*)::int from live_executions e where e.queue = q.name and e.id in (select unnest(ids) from leases)) as running,
         (select count(*)::int from (select 1 from live_executions e where e.queue = q.name and e.hold is not null limit ${MOST_COUNTED}) x) as delayed,
         (select min(scheduled_at) from (
            select e.scheduled_at from ready_executions r join live_executions e on e.id = r.id where r.queue = q.name
             order by r.claim_at limit 1000) x) as oldest_ready_at,
         f.at as flow_at, 60000::float8 * f.came / f.period_ms as came, 60000::float8 * f.went / f.period_ms as went
    from queues q
    left join lateral (
      select s.at, s.came, s.went, s.period_ms from queue_samples s
       where s.queue = q.name and s.at = (select sampled_at from metrics_progress) and s.at > now() - interval '5 minutes'
         and s.came is not null) f on true
   where $1::text is null or q.name = $1 order by q.name`;

const oneDigit = (value: number | null): number => Math.round(10 * (value ?? 0)) / 10;

const toQueue = (row: QueueRow): Queue => ({
  name: row.name,
  ready: row.ready,
  running: row.running,
  delayed: row.delayed,
  oldestReadyAt: row.oldest_ready_at?.toISOString() ?? null,
  paused: row.paused_at && {
    at: row.paused_at.toISOString(),
    by: row.paused_by ?? 'unknown',
    reason: row.pause_reason,
  },
  concurrencyLimit: row.concurrency_limit,
  rate: row.rate_count === null ? null : { count: row.rate_count, periodMs: row.rate_period_ms as number },
  depthLimit: row.depth_limit,
  flow: row.flow_at && {
    at: row.flow_at.toISOString(),
    cameIn: oneDigit(row.came),
    wentOut: oneDigit(row.went),
  },
});

export async function readQueues(db: Queryable, name: string | null): Promise<Queue[]> {
  return (await db.query<QueueRow>(LIST, [name])).map(toQueue);
}

/** Sets the limits that the patch names; a new rate starts with a full bucket. Returns whether there is such a queue. */
export async function updateLimits(tx: Queryable, name: string, patch: QueuePatch): Promise<boolean> {
  const rows = await tx.query(
    `update queues set concurrency_limit = case when $2 then $3::int else concurrency_limit end,
            rate_count = case when $4 then $5::int else rate_count end,
            rate_period_ms = case when $4 then $6::int else rate_period_ms end,
            rate_tokens = case when $4 then $5::int else rate_tokens end, rate_at = case when $4 then now() else rate_at end,
            depth_limit = coalesce($7::int, depth_limit), updated_at = now()
      where name = $1 returning name`,
    [
      name,
      patch.concurrencyLimit !== undefined,
      patch.concurrencyLimit ?? null,
      patch.rate !== undefined,
      patch.rate?.count ?? null,
      patch.rate?.periodMs ?? null,
      patch.depthLimit ?? null,
    ],
  );
  return rows.length > 0;
}

/** Undefined: there is no such queue. */
export async function setPaused(
  tx: Queryable,
  name: string,
  pause: { by: string; reason: string | null } | null,
): Promise<{ changed: boolean } | undefined> {
  const [row] = await tx.query<{ paused: boolean }>(
    `select paused_at is not null as paused from queues where name = $1 for update`,
    [name],
  );
  if (!row) return undefined;
  await tx.query(
    `update queues set paused_at = case when $2 then coalesce(paused_at, now()) end, paused_by = $3, pause_reason = $4, updated_at = now()
      where name = $1`,
    [name, pause !== null, pause?.by ?? null, pause?.reason ?? null],
  );
  return { changed: row.paused !== (pause !== null) };
}

export interface QueueLimits {
  name: string;
  /** Claimed by the slower way, which counts. */
  limited: boolean;
  depth_limit: number;
  ready: number;
}

/** What nodes keep at hand of queues: whether they have limits, and how deep they are. */
export const readLimits = (db: Queryable): Promise<QueueLimits[]> =>
  db.query<QueueLimits>(
    `select name, paused_at is null and (concurrency_limit is not null or rate_count is not null) as limited, depth_limit,
            case when depth_limit = 0 then 0
                 else (select count(*)::int from (select 1 from ready_executions r where r.queue = q.name limit q.depth_limit + 1) x) end as ready
       from queues q`,
  );

/**
 * Locks a limited queue and answers how many more of it may start now; undefined while another node counts, or it is
 * paused. What a lease holds and is no longer live has ended.
 */
export async function lockRoom(tx: Queryable, name: string): Promise<number | undefined> {
  const [queue] = await tx.query<{
    concurrency_limit: number | null;
    rate_count: number | null;
    tokens: number | null;
  }>(
    `update queues set rate_tokens = least(rate_count, rate_tokens + rate_count * 1000 * extract(epoch from now() - rate_at) / rate_period_ms),
            rate_at = now()
      where name = (select name from queues where name = $1 and paused_at is null for update skip locked)
     returning concurrency_limit, rate_count, rate_tokens as tokens`,
    [name],
  );
  if (!queue) return undefined;
  const [busy] = await tx.query<{ n: number }>(
    `select count(*)::int as n from live_executions where id in (select unnest(ids) from leases where queue = $1)`,
    [name],
  );
  const places = queue.concurrency_limit === null ? Infinity : queue.concurrency_limit - (busy?.n ?? 0);
  const tokens = queue.rate_count === null ? Infinity : Math.floor(queue.tokens ?? 0);
  return Math.max(0, Math.min(places, tokens));
}

interface SlotRow {
  key: string;
  key_limit: number;
  id: number | null;
  label: string | null;
  waiting: number;
  execution_id: string | null;
  node: string | null;
  claimed_at: Date | null;
  expires_at: Date | null;
}

const KEYS = `
  with keys as (
    select concurrency_key as key, max(concurrency_limit) as key_limit, count(*) filter (where hold = 'key')::int as waiting
      from live_executions
     where concurrency_key is not null and (hold is null or hold in ('key', 'room')) and ($1::text is null or concurrency_key = $1)
     group by 1 order by 1 limit 500)
  select k.key, k.key_limit, k.waiting, e.id, e.execution_id::text,
         coalesce((select name from task_schedules s where s.id = e.schedule_id),
           left(coalesce(e.task_config ->> 'command', e.task_config ->> 'url', e.task_type), 200)) as label,
         l.node, l.claimed_at, l.expires_at
    from keys k left join live_executions e on e.concurrency_key = k.key and (e.hold is null or e.hold = 'room')
    left join (select unnest(ids) as id, node, claimed_at, expires_at from leases) l on l.id = e.id
   order by k.key, l.claimed_at nulls last, e.id`;

/** Concurrency keys in use, at most 500, with who holds their slots. */
export async function readKeys(db: Queryable, key: string | null): Promise<ConcurrencyKeyState[]> {
  const rows = await db.query<SlotRow>(KEYS, [key]);
  const states = new Map<string, ConcurrencyKeyState>();
  for (const row of rows) {
    const state = states.get(row.key) ?? {
      key: row.key,
      limit: row.key_limit,
      waiting: row.waiting,
      slots: [],
    };
    states.set(row.key, state);
    if (row.execution_id !== null)
      state.slots.push({
        id: row.id as number,
        executionId: row.execution_id,
        label: row.label ?? '',
        node: row.node,
        since: row.claimed_at?.toISOString() ?? null,
        expiresAt: row.expires_at?.toISOString() ?? null,
      });
  }
  return [...states.values()];
}
