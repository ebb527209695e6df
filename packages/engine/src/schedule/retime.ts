import type { Queryable } from '@tutti/database';
import { Plans } from './plans.ts';
import { lockUnzoned, moveNextRuns } from './retime-store.ts';

/**
 * Schedules that name no zone follow the default one: when it changes, their next slot is another. One that is due
 * already keeps its slot. Throws TIMEZONE_INVALID when there is no such zone.
 */
export async function retimeUnzoned(tx: Queryable, defaultTimezone: string, now: Date): Promise<void> {
  const plans = new Plans(defaultTimezone);
  plans.zones.get(defaultTimezone, 'defaultTimezone');
  const rows = await lockUnzoned(tx);
  await moveNextRuns(
    tx,
    rows.map((row) => {
      const start = Math.max(now.getTime(), (row.starts_at?.getTime() ?? 0) - 1);
      const at = plans.of(row).plan.next(start);
      const isOver = at === null || (row.ends_at !== null && at > row.ends_at.getTime());
      return { id: row.id, nextRunAt: isOver ? null : new Date(at) };
    }),
  );
}
