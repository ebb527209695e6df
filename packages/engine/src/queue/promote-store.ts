import type { Queryable } from '@tutti/database';

/** A wait for an event that ran out leaves a step of null, so that the handler sees the timeout. */
const PROMOTE = `
  with due as (
    select id from live_executions where hold in ('until', 'sleep', 'event') and run_at <= now()
     order by run_at limit $1 for update skip locked),
  expired as (delete from execution_waits where execution_id = any (array(select id from due)) returning execution_id, step),
  noted as (insert into execution_steps (execution_id, name, output) select execution_id, step, 'null' from expired on conflict do nothing),
  freed as (update live_executions set hold = null where id = any (array(select id from due)) returning queue, task_type, claim_at, id)
  insert into ready_executions select queue, task_type, claim_at, id from freed returning id`;

/** Makes ready, at most `limit` at once, what waited for a time that has come. */
export async function promoteDue(db: Queryable, limit: number): Promise<number> {
  return (await db.query(PROMOTE, [limit])).length;
}

/** The first gated execution of each schedule goes on when nothing of the schedule before it is left. */
const PROMOTE_GATED = `
  with first as (select distinct on (schedule_id) schedule_id, id from live_executions where hold = 'gate' order by schedule_id, id),
  open as (
    select e.id from live_executions e join first f on f.id = e.id
     where e.hold = 'gate' and not exists (
       select from live_executions o where o.schedule_id = e.schedule_id and o.hold is distinct from 'gate')
       for update of e skip locked),
  freed as (update live_executions set hold = null where id = any (array(select id from open)) returning queue, task_type, claim_at, id)
  insert into ready_executions select queue, task_type, claim_at, id from freed returning id`;

export async function promoteGated(db: Queryable): Promise<{ promoted: number; waiting: boolean }> {
  const [any] = await db.query(`select 1 from live_executions where hold = 'gate' limit 1`);
  return { promoted: any ? (await db.query(PROMOTE_GATED)).length : 0, waiting: any !== undefined };
}

/** Milliseconds until the next execution that waits for a time; null when none does. */
export async function nextDue(db: Queryable): Promise<number | null> {
  const [row] = await db.query<{ ms: number | null }>(
    `select (1000 * extract(epoch from min(run_at) - now()))::float8 as ms from live_executions where hold in ('until', 'sleep', 'event')`,
  );
  return row?.ms ?? null;
}
