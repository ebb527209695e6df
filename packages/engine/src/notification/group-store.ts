import type { Queryable } from '@tutti/database';
import { storableText } from '../kernel/index.ts';
import type { GroupRow } from './notification-row.ts';

/** Schedules that ask for messages themselves. */
export interface TellingSchedule {
  id: number;
  name: string;
  on_failure: string[];
  on_success: string[];
}

export const tellingSchedules = (db: Queryable): Promise<TellingSchedule[]> =>
  db.query<TellingSchedule>(
    `select id, name, on_failure, on_success from task_schedules where on_failure <> '{}' or on_success <> '{}'`,
  );

export async function anyOpenGroup(db: Queryable): Promise<boolean> {
  const [row] = await db.query<{ any: boolean }>(
    `select exists (select from notification_groups where open) as any`,
  );
  return row?.any ?? false;
}

interface Wanted {
  keys: readonly { ruleId: number; groupKey: string }[];
  scheduleIds: readonly number[];
  executionIds: readonly string[];
  things: readonly string[];
}

/** Those of the keys, and open ones of the subjects. */
export const loadGroups = (tx: Queryable, wanted: Wanted): Promise<GroupRow[]> =>
  tx.query<GroupRow>(
    `select rule_id, group_key, open, subject, schedule_id, execution_id::text, events, suppressed, notified_at, last_at, title, channels
       from notification_groups g
      where (rule_id, group_key) in (select * from unnest($1::int[], $2::text[]))
         or (open and (schedule_id = any ($3::int[]) or execution_id = any ($4::uuid[]) or subject = any ($5::text[])))`,
    [
      wanted.keys.map((key) => key.ruleId),
      wanted.keys.map((key) => key.groupKey),
      wanted.scheduleIds,
      wanted.executionIds,
      wanted.things,
    ],
  );

/** Why executions ended as they did: their events do not say, since most tell of hundreds at once. */
export async function errorsOf(
  tx: Queryable,
  executionIds: readonly string[],
): Promise<Map<string, { code: string; message: string }>> {
  if (executionIds.length === 0) return new Map();
  const rows = await tx.query<{ execution_id: string; error: { code: string; message: string } }>(
    `select execution_id::text, error from execution_history where execution_id = any ($1::uuid[]) and error is not null`,
    [executionIds],
  );
  return new Map(rows.map((row) => [row.execution_id, row.error]));
}

export async function saveGroups(tx: Queryable, groups: readonly GroupRow[]): Promise<void> {
  for (const group of groups)
    await tx.query(
      `insert into notification_groups (rule_id, group_key, open, subject, schedule_id, execution_id, events, suppressed, notified_at, last_at, title, channels)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
       on conflict (rule_id, group_key) do update set open = $3, subject = $4, schedule_id = $5, execution_id = $6, events = $7,
         suppressed = $8, notified_at = $9, last_at = $10, title = $11, channels = $12`,
      [
        group.rule_id,
        group.group_key,
        group.open,
        group.subject,
        group.schedule_id,
        group.execution_id,
        group.events,
        group.suppressed,
        group.notified_at,
        group.last_at,
        storableText(group.title),
        group.channels,
      ],
    );
}

/** Removes some of what has been over, or silent, for long; returns how many. */
export async function pruneGroups(tx: Queryable, before: Date): Promise<number> {
  const rows = await tx.query(
    `delete from notification_groups where (rule_id, group_key) in (
       select rule_id, group_key from notification_groups where last_at < $1 limit 5000) returning rule_id`,
    [before],
  );
  return rows.length;
}
