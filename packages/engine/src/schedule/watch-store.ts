import type { Queryable } from '@tutti/database';

/**
 * Marks schedules of which no run has succeeded in the time they allow, counted from the last edit at the earliest,
 * and tells of each once until one has.
 */
const MISSED = `
  with late as (
    update task_schedules s set missed_at = now()
     where enabled and expected_within_ms is not null and missed_at is null
       and updated_at < now() - expected_within_ms * interval '1 ms'
       and not exists (
         select from execution_history h
          where h.schedule_id = s.id and h.status = 'completed' and h.completed_at >= now() - s.expected_within_ms * interval '1 ms')
    returning id, name, expected_within_ms)
  insert into events (type, data, actor)
  select 'schedule.missed', json_build_object('id', id, 'name', name, 'expectedWithinMs', expected_within_ms), 'scheduler' from late
  returning id`;

const RECOVERED = `
  update task_schedules s set missed_at = null
   where missed_at is not null and (expected_within_ms is null or exists (
     select from execution_history h where h.schedule_id = s.id and h.status = 'completed' and h.completed_at >= s.missed_at))`;

/** Runs that take, or took within the last minute, longer than their schedule allows; each is told of once. */
const SLOW = `
  with limits as (select id, name, max_duration_ms from task_schedules where max_duration_ms is not null),
  slow as (
    select e.execution_id, e.id, s.id as schedule_id, s.name, s.max_duration_ms, now() - l.claimed_at as took
      from limits s join live_executions e on e.schedule_id = s.id
      join (select unnest(ids) as id, claimed_at from leases) l on l.id = e.id
     where l.claimed_at < now() - s.max_duration_ms * interval '1 ms'
    union all
    select h.execution_id, h.id, s.id, s.name, s.max_duration_ms, h.completed_at - h.started_at
      from limits s join execution_history h on h.schedule_id = s.id
     where h.completed_at > now() - interval '1 minute' and h.completed_at - h.started_at > s.max_duration_ms * interval '1 ms'),
  told as (
    insert into slow_runs (execution_id) select distinct execution_id from slow on conflict do nothing returning execution_id)
  insert into events (type, data, actor)
  select distinct on (execution_id) 'schedule.slow',
         json_build_object('id', schedule_id, 'name', name, 'executionId', execution_id,
                           'durationMs', round(1000 * extract(epoch from took)), 'maxDurationMs', max_duration_ms), 'scheduler'
    from slow join told using (execution_id)
  returning id`;

/** Looks once; returns how many events were appended, or null when no schedule asks to be watched. */
export async function watchSchedules(tx: Queryable): Promise<number | null> {
  const [row] = await tx.query<{ expected: boolean; limited: boolean }>(
    `select exists (select from task_schedules where expected_within_ms is not null) as expected,
            exists (select from task_schedules where max_duration_ms is not null) as limited`,
  );
  if (!row?.expected && !row?.limited) return null;
  let told = 0;
  if (row.expected) {
    await tx.query(RECOVERED);
    told += (await tx.query(MISSED)).length;
  }
  if (row.limited) {
    told += (await tx.query(SLOW)).length;
    await tx.query(`delete from slow_runs where told_at < now() - interval '1 day'`);
  }
  return told;
}
