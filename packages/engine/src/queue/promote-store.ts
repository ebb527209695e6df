import type { Queryable } from '@tutti/database';
import { laneOf } from './lane.ts';
import { nextHold, roomHold } from './hold-store.ts';

const FREE = `hold = ${nextHold()}`;
const READY = `insert into ready_executions select queue, lane, claim_at, id from freed where hold is null returning id`;

/** A wait for an event that ran out leaves a step of null, so that the handler sees the timeout. */
const promote = (due: string, more = ''): string => `
  with due as (
    select id from live_executions where ${due} and status = 'pending' and run_at <= now()
     order by run_at limit $1 for update skip locked),
  expired as (delete from execution_waits where execution_id = any (array(select id from due)) returning execution_id, step),
  noted as (insert into execution_steps (execution_id, name, output) select execution_id, step, 'null' from expired on conflict do nothing),
  freed as (
    update live_executions set ${FREE} where id = any (array(select id from due)) returning queue, ${laneOf()} as lane, claim_at, id, hold),
  ${more}
  readied as (${READY})
  select count(*)::int as freed, (select count(*)::int from readied) as ready from freed`;

const PROMOTE = promote(`hold in ('until', 'sleep', 'event')`);
/** Nothing is looked at while recovery is stopped. */
const PROMOTE_RETRIES = promote(
  `hold = 'retry' and (select error_recovery_running from system_state)`,
  `stamped as (update system_state set error_recovery_last_run_at = now() where exists (select from freed)),`,
);

interface Promoted {
  /** Left their hold. */
  freed: number;
  /** Of those: claimable now. The others wait for their concurrency key. */
  ready: number;
}

/** Makes ready, at most `limit` at once of each kind, what waited for a time that has come. */
export async function promoteDue(db: Queryable, limit: number): Promise<Promoted> {
  const nothing: Promoted = { freed: 0, ready: 0 };
  const [due = nothing] = await db.query<Promoted>(PROMOTE, [limit]);
  const [retries = nothing] = await db.query<Promoted>(PROMOTE_RETRIES, [limit]);
  return { freed: due.freed + retries.freed, ready: due.ready + retries.ready };
}

/** The first gated execution of each schedule goes on when nothing of the schedule before it is left. */
const PROMOTE_GATED = `
  with first as (
    select distinct on (schedule_id) schedule_id, id from live_executions where hold = 'gate' order by schedule_id, id),
  open as (
    select e.id from live_executions e join first f on f.id = e.id
     where e.hold = 'gate' and e.status = 'pending' and not exists (
       select from live_executions o where o.schedule_id = e.schedule_id and o.hold is distinct from 'gate')
       for update of e skip locked),
  freed as (
    update live_executions set ${FREE} where id = any (array(select id from open)) returning queue, ${laneOf()} as lane, claim_at, id, hold)
  ${READY}`;

export async function promoteGated(db: Queryable): Promise<{ promoted: number; waiting: boolean }> {
  const [any] = await db.query(`select 1 from live_executions where hold = 'gate' limit 1`);
  return { promoted: any ? (await db.query(PROMOTE_GATED)).length : 0, waiting: any !== undefined };
}

/**
 * Lets executions in while their concurrency keys have room, in claim order. What holds a slot is what is ready or
 * leased, or waits for room only: so a slot ends with its holder and cannot leak. $1: at most so many of a key at once.
 */
const ADMIT = `
  with recursive keys as (
    (select concurrency_key as key from live_executions where hold = 'key' and status = 'pending' order by concurrency_key limit 1)
    union all
    select (select concurrency_key from live_executions where hold = 'key' and status = 'pending' and concurrency_key > k.key
             order by concurrency_key limit 1)
      from keys k where k.key is not null),
  open as (
    select w.id from keys k,
           lateral (select count(*) as n from live_executions b where b.concurrency_key = k.key and (b.hold is null or b.hold = 'room')) busy,
           lateral (select id, concurrency_limit, row_number() over (order by claim_at, id) as place
                      from (select id, concurrency_limit, claim_at from live_executions
                             where hold = 'key' and status = 'pending' and concurrency_key = k.key
                             order by claim_at, id limit $1) first) w
     where k.key is not null and busy.n + w.place <= w.concurrency_limit),
  freed as (
    update live_executions set hold = ${roomHold()} where id = any (array(select id from open)) and hold = 'key' and status = 'pending'
    returning queue, ${laneOf()} as lane, claim_at, id, hold)
  ${READY}`;

/** Two nodes that count the same room would both fill it: one at a time. */
const ADMISSION_LOCK = 7_261_001;

export async function admitKeyed(
  tx: Queryable,
  limit: number,
): Promise<{ admitted: number; waiting: boolean }> {
  const [any] = await tx.query(
    `select 1 from live_executions where hold = 'key' and status = 'pending' limit 1`,
  );
  if (!any) return { admitted: 0, waiting: false };
  // A statement of its own: what is counted next must be seen after the lock is held.
  const [lock] = await tx.query<{ held: boolean }>(`select pg_try_advisory_xact_lock($1) as held`, [
    ADMISSION_LOCK,
  ]);
  return { admitted: lock?.held ? (await tx.query(ADMIT, [limit])).length : 0, waiting: true };
}

/** Milliseconds until the next execution that waits for a time, null when none does; and whether any wait for room. */
export async function nextDue(db: Queryable): Promise<{ inMs: number | null; costly: boolean }> {
  const [row] = await db.query<{ inMs: number | null; costly: boolean }>(
    `select (1000 * extract(epoch from least(
        (select min(run_at) from live_executions where hold in ('until', 'sleep', 'event') and status = 'pending'),
        (select min(run_at) from live_executions where hold = 'retry' and status = 'pending'
            and (select error_recovery_running from system_state))) - now()))::float8 as "inMs",
        exists (select from live_executions where hold = 'room' and status = 'pending') as costly`,
  );
  return row ?? { inMs: null, costly: false };
}
