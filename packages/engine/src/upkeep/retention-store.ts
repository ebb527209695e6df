import type { Database, Queryable } from '@tutti/database';
import { PARTITIONED, type PartitionedTable } from './partition-name.ts';

export const BATCH = 5000;

/** A drop locks the table: rather tried again later than making everybody queue behind a long reader. */
const LOCK_WAIT = '1s';

/** True when this transaction is the only one of its kind in the fleet. */
export async function isAlone(tx: Queryable): Promise<boolean> {
  const [row] = await tx.query<{ alone: boolean }>(
    `select pg_try_advisory_xact_lock(hashtext('tutti retention')) as alone`,
  );
  return row?.alone ?? false;
}

export const listPartitions = (db: Queryable): Promise<{ table: PartitionedTable; name: string }[]> =>
  db.query<{ table: PartitionedTable; name: string }>(
    `select p.relname as table, c.relname as name
       from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
      where p.relname = any ($1::text[]) and c.relnamespace = current_schema()::regnamespace order by c.relname`,
    [PARTITIONED.map(({ table }) => table)],
  );

/** `name` is one that listPartitions told of. */
export async function dropPartition(tx: Queryable, name: string): Promise<void> {
  await tx.query(`set local lock_timeout = '${LOCK_WAIT}'`);
  await tx.query(`drop table ${name}`);
}

/** Statements that delete a bounded batch and answer how many rows went: $1 cutoff, $2 most rows. */
type Delete = string;
const counted = (text: string): Delete =>
  `with gone as (${text} returning 1) select count(*)::int as n from gone`;

/** By place, so that a batch costs one scan; in one partition at a time, where a place names one row. */
const aged = (table: string, column: string, more = ''): Delete =>
  counted(
    `delete from ${table} where ctid = any (array(select ctid from ${table} t where ${column} < $1::timestamptz ${more} limit $2))`,
  );
const UNLESS_LIVE = 'and not exists (select from live_executions e where e.id = t.execution_id)';

/** What belongs to executions and is kept no longer than they are. */
export const LEFTOVERS: readonly { what: string; text: Delete }[] = [
  { what: 'execution_attempts', text: aged('execution_attempts', 'ended_at', UNLESS_LIVE) },
  { what: 'execution_steps', text: aged('execution_steps', 'created_at', UNLESS_LIVE) },
  {
    what: 'schedule_slots',
    text: aged(
      'schedule_slots',
      'slot',
      'and not exists (select from live_executions e where e.execution_id = t.execution_id)',
    ),
  },
];
export const ERROR_RECORDS = aged(
  'error_records',
  'created_at',
  `and recovery_status not in ('retry_scheduled', 'retrying') ${UNLESS_LIVE}`,
);
export const OLD_KEYS = aged(
  'idempotency_keys',
  'created_at',
  'and not exists (select from live_executions e where e.id = t.id)',
);
export const STRAY_LOGS = aged('execution_logs_default', 'at');
export const STRAY_EVENTS = aged('events_default', 'at');

/** Of one partition of history, with the attempts and steps of what goes. `name` is one that listPartitions told of. */
export const thinHistory = (name: string, unhappy: boolean): Delete =>
  withParts(`
    delete from ${name} where ctid = any (array(
      select ctid from ${name} where completed_at < $1::timestamptz and (status in ('failed', 'timeout')) = ${unhappy} limit $2))`);

/** Deletes executions and what goes with them; answers how many executions went. */
const withParts = (text: string): string => `
  with gone as (${text} returning id),
  attempts as (delete from execution_attempts where execution_id = any (array(select id from gone))),
  steps as (delete from execution_steps where execution_id = any (array(select id from gone)))
  select count(*)::int as n from gone`;

/** A schedule, and the newest of its executions that are too many; null: none is. */
export interface Surplus {
  scheduleId: number;
  newest: string | null;
}

/** Schedules after one that ever ran more than `keep` times, in the order of their ids. Executions by their creation. */
export const listSurplus = (db: Queryable, keep: number, after: number, limit: number): Promise<Surplus[]> =>
  db.query<Surplus>(
    `select s.schedule_id as "scheduleId",
            (select h.execution_id::text from execution_history h where h.schedule_id = s.schedule_id
              order by h.execution_id desc offset $1 limit 1) as newest
       from schedule_statistics s where s.executions > $1 and s.schedule_id > $2 order by s.schedule_id limit $3`,
    [keep, after, limit],
  );

/** One batch of what is too many, with its attempts and steps; undefined when another node is at it. What failed and is not settled stays. */
export const deleteSurplus = (
  database: Database,
  { scheduleId, newest }: Surplus,
): Promise<number | undefined> =>
  database.transaction(async (tx) => {
    if (!(await isAlone(tx))) return undefined;
    const [row] = await tx.query<{ n: number }>(
      withParts(`
        delete from execution_history where schedule_id = $1 and execution_id = any (array(
          select execution_id from execution_history h where schedule_id = $1 and execution_id <= $2::uuid and not exists (
            select from error_records r where r.execution_id = h.id and r.recovery_status not in ('resolved', 'ignored'))
          limit $3))`),
      [scheduleId, newest, BATCH],
    );
    return row?.n ?? 0;
  });

/** One batch in a transaction of its own; undefined when another node is at it. */
export const deleteBatch = (database: Database, text: Delete, cutoff: Date): Promise<number | undefined> =>
  database.transaction(async (tx) => {
    if (!(await isAlone(tx))) return undefined;
    const [row] = await tx.query<{ n: number }>(text, [cutoff, BATCH]);
    return row?.n ?? 0;
  });
