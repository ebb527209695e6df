import type { Queryable } from '@tutti/database';
import { storableJson } from '../kernel/index.ts';

export interface RemoteIdentity {
  name: string;
  instance: string;
  version: string | null;
  host: string;
  labels: Readonly<Record<string, string>>;
  taskTypes: readonly string[];
  maxConcurrent: number;
}

/** The newest process of a name counts. A node that has database access keeps its name. */
const JOIN = `
  with forgotten as (delete from nodes where remote and stopped_at < now() - interval '1 hour' and name <> $1),
  joined as (
    insert into nodes as n (name, instance, roles, version, host, pid, labels, task_types, max_concurrent, remote)
    values ($1, $2, '{worker}', $3, $4, 0, $5, $6, $7, true)
    on conflict (name) do update set instance = excluded.instance, version = excluded.version, host = excluded.host,
      labels = excluded.labels, task_types = excluded.task_types, max_concurrent = excluded.max_concurrent,
      running = 0, started_at = now(), heartbeat_at = now(), lost_at = null, stopped_at = null
      where n.remote
    returning name, roles, version, drained_at is not null as draining),
  told as (
    insert into events (type, data)
    select 'node.joined', json_build_object('name', name, 'roles', roles, 'version', version, 'draining', draining) from joined)
  select name from joined`;

/** False when the name is that of a node. */
export async function joinRemote(db: Queryable, worker: RemoteIdentity): Promise<boolean> {
  const { name, instance, version, host, labels, taskTypes, maxConcurrent } = worker;
  const rows = await db.query(JOIN, [
    name,
    instance,
    version,
    host,
    storableJson(labels),
    taskTypes,
    maxConcurrent,
  ]);
  return rows.length > 0;
}

const BEAT = `
  with own as materialized (select name, lost_at from nodes where instance = $1 and remote for update),
  beat as (
    update nodes n set heartbeat_at = now(), running = coalesce($2, n.running), lost_at = null, stopped_at = null
      from own where n.name = own.name
    returning n.name, n.labels, n.drained_at is not null as draining, own.lost_at is not null as returned),
  told as (
    insert into events (type, data) select 'node.joined', json_build_object('name', name, 'returned', true) from beat where returned)
  select name, labels, draining, returned from beat`;

export interface RemoteBeat {
  name: string;
  labels: Record<string, string>;
  draining: boolean;
  returned: boolean;
}

/** A sign of life; `running` null: as before. Undefined when no worker of this id is known. */
export async function beatRemote(
  db: Queryable,
  instance: string,
  running: number | null,
): Promise<RemoteBeat | undefined> {
  return (await db.query<RemoteBeat>(BEAT, [instance, running]))[0];
}

/** It is remembered for a while: work for it may still be enqueued while it is started anew. */
export const leaveRemote = (db: Queryable, instance: string): Promise<unknown> =>
  db.query(
    `with own as (update nodes set stopped_at = now(), running = 0 where instance = $1 and remote and stopped_at is null returning name)
     insert into events (type, data) select 'node.left', json_build_object('name', name) from own`,
    [instance],
  );
