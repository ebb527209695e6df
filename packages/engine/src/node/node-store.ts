import type { Labels, NodeRole } from '@tutti/contract';
import type { Queryable } from '@tutti/database';
import { storableJson } from '../kernel/index.ts';
import type { MachineLoad } from './machine-load.ts';

export interface NodeRow {
  name: string;
  roles: NodeRole[];
  version: string | null;
  host: string;
  pid: number;
  labels: Record<string, string>;
  task_types: string[];
  max_concurrent: number;
  running: number;
  cpu_percent: number | null;
  memory_percent: number | null;
  cpu_limit: number | null;
  memory_limit: number | null;
  refusal: string | null;
  remote: boolean;
  started_at: Date;
  heartbeat_at: Date;
  lost_at: Date | null;
  stopped_at: Date | null;
  drained_at: Date | null;
  drained_by: string | null;
  drain_reason: string | null;
  offered_cpu_cores: number | null;
  offered_memory_mb: number | null;
  kept_for: number | null;
}

/** What a process says of itself when it joins. */
export interface NodeIdentity {
  name: string;
  instance: string;
  roles: readonly NodeRole[];
  version: string | null;
  host: string;
  pid: number;
  labels: Readonly<Record<string, string>>;
  taskTypes: readonly string[];
  maxConcurrent: number;
  /** Percent from which on it takes no more; null: no limit. */
  cpuLimit: number | null;
  memoryLimit: number | null;
  /** To what states its cost; Infinity: no limit. */
  offer: { cpuCores: number; memoryMb: number };
}

/** A node of this name that was drained stays so. Answers whether it is. */
const JOIN = `
  with joined as (
    insert into nodes as n (name, instance, roles, version, host, pid, labels, task_types, max_concurrent, cpu_limit, memory_limit,
                            offered_cpu_cores, offered_memory_mb)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    on conflict (name) do update set instance = excluded.instance, roles = excluded.roles, version = excluded.version, host = excluded.host,
      pid = excluded.pid, labels = excluded.labels, task_types = excluded.task_types, max_concurrent = excluded.max_concurrent,
      cpu_limit = excluded.cpu_limit, memory_limit = excluded.memory_limit, refusal = null, offered_cpu_cores = excluded.offered_cpu_cores,
      offered_memory_mb = excluded.offered_memory_mb, kept_for = null, running = 0, cpu_percent = null, memory_percent = null,
      started_at = now(), heartbeat_at = now(), lost_at = null, stopped_at = null, remote = false
    returning name, roles, version, drained_at is not null as draining),
  told as (
    insert into events (type, data)
    select 'node.joined', json_build_object('name', name, 'roles', roles, 'version', version, 'draining', draining) from joined)
  select draining from joined`;

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

export async function joinNodes(db: Queryable, identity: NodeIdentity): Promise<boolean> {
  const {
    name,
    instance,
    roles,
    version,
    host,
    pid,
    labels,
    taskTypes,
    maxConcurrent,
    cpuLimit,
    memoryLimit,
    offer,
  } = identity;
  const [row] = await db.query<{ draining: boolean }>(JOIN, [
    name,
    instance,
    roles,
    version,
    host,
    pid,
    storableJson(labels),
    taskTypes,
    maxConcurrent,
    cpuLimit,
    memoryLimit,
    finite(offer.cpuCores),
    finite(offer.memoryMb),
  ]);
  return row?.draining === true;
}

/**
 * The sign of life ($1 name, $2 instance, $3 running, $4 cpu, $5 memory), what it refuses for ($7), and who has given none for $6 ms. The row is
 * locked before it is judged, so that each loss is told once. One that was taken for lost joins again.
 */
const BEAT = `
  with own as materialized (select name, instance, lost_at from nodes where name = $1 for update),
  beat as (
    update nodes n set heartbeat_at = now(), running = $3, cpu_percent = $4, memory_percent = $5, refusal = $7, lost_at = null, stopped_at = null
      from own where n.name = own.name and own.instance = $2
    returning n.drained_at is not null as draining, own.lost_at is not null as returned),
  silent as materialized (
    select name from nodes where heartbeat_at < now() - $6 * interval '1 ms' and lost_at is null and stopped_at is null and name <> $1
     order by name for update skip locked),
  gone as (
    update nodes n set lost_at = now(), running = 0 from silent where n.name = silent.name returning n.name, n.heartbeat_at),
  told as (
    insert into events (type, data)
    select 'node.lost', json_build_object('name', name, 'heartbeatAt', heartbeat_at) from gone
    union all select 'node.joined', json_build_object('name', $1::text, 'returned', true) from beat where returned)
  select (select draining from beat) as draining, (select instance = $2 from own) as own, array(select name from gone) as lost,
         exists (select from beat where returned) as returned`;

export interface Beat {
  /** Null: the row is gone, or another process's. */
  draining: boolean | null;
  /** Whether the row is this process's; null: there is none. */
  own: boolean | null;
  lost: string[];
  returned: boolean;
}

export async function beat(
  db: Queryable,
  { name, instance }: Pick<NodeIdentity, 'name' | 'instance'>,
  { running, refusal }: { running: number; refusal: string | null },
  load: MachineLoad,
  silentMs: number,
): Promise<Beat> {
  const [row] = await db.query<Beat>(BEAT, [
    name,
    instance,
    running,
    load.cpuPercent,
    load.memoryPercent,
    silentMs,
    refusal,
  ]);
  return row as Beat;
}

/** A drained node is remembered, so that one of the same name starts drained. */
const LEAVE = `
  with own as materialized (select name from nodes where name = $1 and instance = $2 for update),
  kept as (
    update nodes n set stopped_at = now(), running = 0 from own where n.name = own.name and n.drained_at is not null returning n.name),
  gone as (delete from nodes n using own where n.name = own.name and n.drained_at is null returning n.name)
  insert into events (type, data) select 'node.left', json_build_object('name', name) from own`;

export const leaveNodes = (db: Queryable, { name, instance }: NodeIdentity): Promise<unknown> =>
  db.query(LEAVE, [name, instance]);

/** Types of tasks that a node with the role worker can do, or could until a while ago; true: one that lives and is not drained. */
export async function readHandled(db: Queryable): Promise<Map<string, boolean>> {
  const rows = await db.query<{ type: string; living: boolean }>(
    `select type, bool_or(lost_at is null and stopped_at is null and drained_at is null) as living
       from nodes, unnest(task_types) type where 'worker' = any (roles) group by type`,
  );
  return new Map(rows.map((row) => [row.type, row.living]));
}

/** Those that live, take work and are not drained. */
export async function readTakers(db: Queryable): Promise<{ labels: Labels; taskTypes: string[] }[]> {
  const rows = await db.query<{ labels: Labels; task_types: string[] }>(
    `select labels, task_types from nodes
      where 'worker' = any (roles) and lost_at is null and stopped_at is null and drained_at is null`,
  );
  return rows.map(({ labels, task_types: taskTypes }) => ({ labels, taskTypes }));
}

/** Living nodes that answer requests. */
export async function countServing(db: Queryable): Promise<number> {
  const [row] = await db.query<{ n: number }>(
    `select count(*)::int as n from nodes where 'api' = any (roles) and not remote and lost_at is null and stopped_at is null`,
  );
  return row?.n ?? 0;
}

/** What has been lost or stopped for so long has no news any more. */
export const forgetGone = (db: Queryable, days: number): Promise<unknown> =>
  db.query(`delete from nodes where coalesce(lost_at, stopped_at) < now() - $1 * interval '1 day'`, [days]);

export const listNodes = (db: Queryable): Promise<NodeRow[]> =>
  db.query<NodeRow>(`select * from nodes order by lost_at is not null, stopped_at is not null, name`);

export async function findNode(db: Queryable, name: string): Promise<NodeRow | undefined> {
  return (await db.query<NodeRow>(`select * from nodes where name = $1`, [name]))[0];
}

export async function lockNode(tx: Queryable, name: string): Promise<NodeRow | undefined> {
  return (await tx.query<NodeRow>(`select * from nodes where name = $1 for update`, [name]))[0];
}

export const writeDrain = (
  tx: Queryable,
  name: string,
  drain: { by: string; reason: string | null } | null,
): Promise<unknown> =>
  tx.query(
    `update nodes set drained_at = case when $2 then coalesce(drained_at, now()) end, drained_by = $3, drain_reason = $4 where name = $1`,
    [name, drain !== null, drain?.by ?? null, drain?.reason ?? null],
  );
