import type { Queryable } from '@tutti/database';

export interface ServerSettings {
  fsync: string;
  full_page_writes: string;
  synchronous_commit: string;
  autovacuum: string;
  max_connections: string;
}
export async function readServerSettings(db: Queryable): Promise<ServerSettings> {
  const rows = await db.query<{ name: keyof ServerSettings; setting: string }>(
    `select name, setting from pg_settings
      where name in ('fsync', 'full_page_writes', 'synchronous_commit', 'autovacuum', 'max_connections')`,
  );
  const settings = new Map(rows.map(({ name, setting }) => [name, setting]));
  const read = (name: keyof ServerSettings): string => settings.get(name) ?? '';
  return {
    fsync: read('fsync'),
    full_page_writes: read('full_page_writes'),
    synchronous_commit: read('synchronous_commit'),
    autovacuum: read('autovacuum'),
    max_connections: read('max_connections'),
  };
}

export async function countConnections(db: Queryable): Promise<number> {
  const [row] = await db.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity where backend_type = 'client backend'`,
  );
  return row?.n ?? 0;
}

export interface OldTransaction {
  pid: number;
  database: string | null;
  application: string;
  age_ms: number;
  writes: boolean;
  state: string | null;
}

/** In any database: what one of them holds back is held back everywhere. */
export const oldTransactions = (db: Queryable, olderThanMs: number): Promise<OldTransaction[]> =>
  db.query<OldTransaction>(
    `select pid, datname as database, application_name as application, backend_xid is not null as writes, state,
            (1000 * extract(epoch from clock_timestamp() - xact_start))::float8 as age_ms
       from pg_stat_activity
      where pid <> pg_backend_pid() and xact_start < clock_timestamp() - $1::float8 * interval '1 ms'
        and (backend_xid is not null or backend_xmin is not null) and backend_type = 'client backend'
      order by xact_start limit 5`,
    [olderThanMs],
  );

/** Prepared transactions that nobody ended, and slots that keep old rows for a replica that does not come. */
export const forgottenHolders = (db: Queryable): Promise<{ what: string; name: string }[]> =>
  db.query<{ what: string; name: string }>(
    `select 'prepared transaction' as what, gid as name from pg_prepared_xacts where prepared < now() - interval '5 min'
     union all
     select 'replication slot', slot_name from pg_replication_slots where not active and (xmin is not null or catalog_xmin is not null)`,
  );

export interface BloatedTable {
  name: string;
  dead: number;
  live: number;
}
/** Tables of ours more than half of which is dead, and not few. */
export const bloatedTables = (db: Queryable): Promise<BloatedTable[]> =>
  db.query<BloatedTable>(
    `select relname as name, n_dead_tup as dead, n_live_tup as live from pg_stat_user_tables
      where schemaname = current_schema() and n_dead_tup > 200000 and n_dead_tup > n_live_tup order by n_dead_tup desc limit 5`,
  );

export interface StuckLeases {
  leases: number;
  executions: number;
  age_ms: number | null;
}
export async function stuckLeases(db: Queryable): Promise<StuckLeases> {
  const [row] = await db.query<StuckLeases>(
    `select count(*)::int as leases, coalesce(sum(cardinality(ids)), 0)::int as executions,
            max(1000 * extract(epoch from now() - expires_at))::float8 as age_ms
       from leases where expires_at < now() - interval '30 s'`,
  );
  return row ?? { leases: 0, executions: 0, age_ms: null };
}

/** Which partitions of tomorrow are missing, and which default ones hold rows that should be in dated ones. */
export async function partitionTroubles(
  db: Queryable,
  wanted: readonly string[],
): Promise<{ missing: string[]; strays: string[] }> {
  const present = await db.query<{ name: string }>(
    `select relname as name from pg_class where relname = any ($1::text[]) and relkind = 'r'`,
    [wanted],
  );
  const names = new Set(present.map(({ name }) => name));
  const [strays] = await db.query<{ names: string[] }>(
    `select array_remove(array[
       case when exists (select from execution_history_default) then 'execution_history' end,
       case when exists (select from execution_logs_default) then 'execution_logs' end,
       case when exists (select from events_default) then 'events' end], null) as names`,
  );
  return { missing: wanted.filter((name) => !names.has(name)), strays: strays?.names ?? [] };
}

export interface WaitingLane {
  queue: string;
  task_type: string;
  waiting: number;
  age_ms: number;
  runs: boolean;
}
/** What has waited for long though it is ready, by queue and task type, and whether any of its kind runs. */
export const waitingLanes = (db: Queryable, longerThanMs: number): Promise<WaitingLane[]> =>
  db.query<WaitingLane>(
    `select r.queue, e.task_type, count(*)::int as waiting, max(1000 * extract(epoch from now() - coalesce(e.run_at, e.scheduled_at)))::float8 as age_ms,
            exists (select from live_executions l where l.queue = r.queue and l.task_type = e.task_type
                       and l.id = any (array(select unnest(ids) from leases))) as runs
       from (select * from ready_executions order by claim_at limit 10000) r join live_executions e on e.id = r.id
      group by r.queue, e.task_type
     having max(now() - coalesce(e.run_at, e.scheduled_at)) > $1::float8 * interval '1 ms'
      order by age_ms desc limit 5`,
    [longerThanMs],
  );

export interface ScheduleTroubles {
  running: boolean;
  tick_ms: number | null;
  overdue: number;
  overdue_ms: number | null;
  overdue_names: string[];
  ended_names: string[];
}
export async function scheduleTroubles(db: Queryable): Promise<ScheduleTroubles> {
  const [row] = await db.query<ScheduleTroubles>(
    `select scheduler_running as running, (1000 * extract(epoch from now() - scheduler_last_tick_at))::float8 as tick_ms,
            (select count(*)::int from task_schedules where enabled and next_run_at < now() - interval '2 min') as overdue,
            (select (1000 * extract(epoch from now() - min(next_run_at)))::float8 from task_schedules where enabled and next_run_at < now()) as overdue_ms,
            array(select name from task_schedules where enabled and next_run_at < now() - interval '2 min' order by next_run_at limit 3) as overdue_names,
            array(select name from task_schedules where enabled and next_run_at is null and schedule_type <> 'event' order by id limit 3) as ended_names
       from system_state`,
  );
  return row as ScheduleTroubles;
}

/** Nodes that are connected to this database. */
export async function countNodes(db: Queryable): Promise<number> {
  const [row] = await db.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity where datname = current_database() and application_name = 'tutti:listen'`,
  );
  return row?.n ?? 0;
}
