import type { Queryable } from '@tutti/database';
import type { ScheduleRow } from './schedule-row.ts';

/** Cron schedules without a zone of their own that wait for a time to come. */
export const lockUnzoned = (tx: Queryable): Promise<ScheduleRow[]> =>
  tx.query<ScheduleRow>(
    `select * from task_schedules where enabled and schedule_type = 'cron' and schedule_config ->> 'timezone' is null
        and next_run_at > now() order by id for update`,
  );

export const moveNextRuns = (
  tx: Queryable,
  moves: readonly { id: number; nextRunAt: Date | null }[],
): Promise<unknown> =>
  tx.query(
    `update task_schedules s set next_run_at = x.next_run_at from unnest($1::int[], $2::timestamptz[]) as x(id, next_run_at)
      where s.id = x.id`,
    [moves.map(({ id }) => id), moves.map(({ nextRunAt }) => nextRunAt)],
  );
