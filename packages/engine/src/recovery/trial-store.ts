import type { Queryable } from '@tutti/database';
import { nextHold } from '../queue/index.ts';
import { laneOf } from '../queue/index.ts';

/**
 * Ends the trials that nobody renewed, and those of executions that were put off again by a node that did not know yet,
 * and answers those that stand. The breaker is locked.
 */
export async function openTrials(tx: Queryable, key: string): Promise<Set<number>> {
  await tx.query(
    `delete from breaker_trials where key = $1 and (expires_at <= clock_timestamp() or
       execution_id in (select e.id from breaker_trials t, live_executions e
                         where t.key = $1 and e.id = t.execution_id and e.hold = 'breaker'))`,
    [key],
  );
  const rows = await tx.query<{ execution_id: number }>(
    `select execution_id from breaker_trials where key = $1`,
    [key],
  );
  return new Set(rows.map((row) => row.execution_id));
}

/** A token each; who has one already goes on with it. `node` null: let through and not yet claimed. */
export const giveTrials = (
  tx: Queryable,
  key: string,
  ids: readonly number[],
  node: string | null,
  holdMs: number,
): Promise<unknown> =>
  tx.query(
    `insert into breaker_trials (key, execution_id, node, expires_at)
     select $1, x, $3, clock_timestamp() + $4 * interval '1 ms' from unnest($2::bigint[]) x
     on conflict (key, execution_id) do update set node = excluded.node, expires_at = excluded.expires_at`,
    [key, ids, node, holdMs],
  );

/** Takes the tokens of trials that have ended; what a result of another is worth, nobody knows. */
export async function endTrials(tx: Queryable, key: string, ids: readonly number[]): Promise<Set<number>> {
  if (ids.length === 0) return new Set();
  const rows = await tx.query<{ execution_id: number }>(
    `delete from breaker_trials where key = $1 and execution_id = any ($2::bigint[]) returning execution_id`,
    [key, ids],
  );
  return new Set(rows.map((row) => row.execution_id));
}

/** No trial of a phase that is over counts in the next. */
export const clearTrials = (tx: Queryable, keys: readonly string[]): Promise<unknown> =>
  tx.query(`delete from breaker_trials where key = any ($1::text[])`, [keys]);

export const renewTrials = (
  db: Queryable,
  trials: readonly { key: string; id: number }[],
  holdMs: number,
): Promise<unknown> =>
  db.query(
    `update breaker_trials t set expires_at = clock_timestamp() + $3 * interval '1 ms'
       from unnest($1::text[], $2::bigint[]) as x(key, id) where t.key = x.key and t.execution_id = x.id`,
    [trials.map((trial) => trial.key), trials.map((trial) => trial.id), holdMs],
  );

/** The breakers that executions wait for; each is looked up once, however many wait. */
const DEFERRING = `
  with recursive found as (
    (select deferred_by as key from live_executions where hold = 'breaker' and status = 'pending' order by deferred_by limit 1)
    union all
    select (select e.deferred_by from live_executions e where e.hold = 'breaker' and e.status = 'pending' and e.deferred_by > f.key
             order by e.deferred_by limit 1) from found f where f.key is not null)
  select key from found where key is not null`;

export const deferringKeys = async (db: Queryable): Promise<string[]> =>
  (await db.query<{ key: string }>(DEFERRING)).map((row) => row.key);

/** The longest in line first. They keep their place; one with a concurrency key waits for a slot of it again. */
const RELEASE = `
  with first as (
    select id from live_executions where hold = 'breaker' and status = 'pending' and deferred_by = $1
     order by claim_at, id limit $2 for update skip locked),
  freed as (
    update live_executions set hold = ${nextHold()}, deferred_by = null, run_at = now()
     where id = any (array(select id from first)) returning queue, ${laneOf()} as lane, claim_at, id, hold),
  readied as (insert into ready_executions select queue, lane, claim_at, id from freed where hold is null)
  select id from freed`;

/** Lets go at most `limit` of those that wait for the breaker; returns them. */
export const releaseDeferred = async (db: Queryable, key: string, limit: number): Promise<number[]> =>
  (await db.query<{ id: number }>(RELEASE, [key, limit])).map((row) => row.id);
