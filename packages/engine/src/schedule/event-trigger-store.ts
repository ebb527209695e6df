import type { Event, EventFilter } from '@tutti/contract';
import type { Queryable } from '@tutti/database';
import { storableJson } from '../kernel/index.ts';
import { roomHold } from '../queue/index.ts';
import type { ScheduleRow } from './schedule-row.ts';
import { laneOf } from '../queue/index.ts';

export const eventSchedules = (db: Queryable): Promise<ScheduleRow[]> =>
  db.query<ScheduleRow>(`select * from task_schedules where enabled and schedule_type = 'event' order by id`);

export async function anyoneWaits(db: Queryable): Promise<boolean> {
  const [row] = await db.query<{ any: boolean }>(
    `select exists (select from task_schedules where enabled and schedule_type = 'event') or exists (select from execution_waits) as any`,
  );
  return row?.any ?? false;
}

export interface Wait {
  execution_id: number;
  pattern: string;
  filter: EventFilter | null;
  created_at: Date;
}

export const openWaits = (db: Queryable): Promise<Wait[]> =>
  db.query<Wait>(`select execution_id, pattern, filter, created_at from execution_waits`);

/**
 * Stores each event as the result of the step that waited for it, and makes the execution ready as of now, not of the
 * end of its patience. Locks live before waits, as cancelling and promoting do: the other way round the two deadlock.
 */
export async function endWaits(
  tx: Queryable,
  ended: readonly { executionId: number; event: Event }[],
): Promise<void> {
  if (ended.length === 0) return;
  await tx.query(
    `with given as (select * from unnest($1::bigint[], $2::text[]) as g(id, event)),
     here as materialized (select id from live_executions where id = any ($1::bigint[]) and hold = 'event' order by id for update),
     over as (
       delete from execution_waits w using given g where w.execution_id = g.id and g.id = any (array(select id from here))
       returning w.execution_id, w.step, g.event),
     noted as (insert into execution_steps (execution_id, name, output) select execution_id, step, event::json from over on conflict do nothing),
     freed as (
       update live_executions e set hold = ${roomHold('e.')}, run_at = now(), claim_at = now() - e.priority * interval '30 min'
         from over o where e.id = o.execution_id and e.hold = 'event'
       returning e.queue, ${laneOf('e.')} as lane, e.claim_at, e.id, e.hold)
     insert into ready_executions select queue, lane, claim_at, id from freed where hold is null`,
    [ended.map((end) => end.executionId), ended.map((end) => storableJson(end.event))],
  );
}

/** Puts off a debounced run that still waits; false when there is none. */
export async function postpone(
  tx: Queryable,
  scheduleId: number,
  until: Date,
  trigger: unknown,
): Promise<boolean> {
  const rows = await tx.query(
    `update live_executions set run_at = $2::timestamptz, claim_at = $2::timestamptz - priority * interval '30 min', trigger = $3::json
      where schedule_id = $1 and hold = 'until' and attempt = 1 and metadata ->> 'debounced' = 'true' returning id`,
    [scheduleId, until, storableJson(trigger)],
  );
  return rows.length > 0;
}

export const countRuns = (tx: Queryable, runs: ReadonlyMap<number, number>): Promise<unknown> =>
  tx.query(
    `update task_schedules s set run_count = s.run_count + x.n, last_run_at = now() from unnest($1::int[], $2::int[]) as x(id, n) where s.id = x.id`,
    [[...runs.keys()], [...runs.values()]],
  );
