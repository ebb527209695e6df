import { type Node, TuttiError, nearestName } from '@tutti/contract';
import type { Database } from '@tutti/database';
import { appendAudit } from '../audit/index.ts';
import type { Actor } from '../engine-api.ts';
import { appendEvents } from '../events/index.ts';
import { type NodeRow, findNode, listNodes, lockNode, writeDrain } from './node-store.ts';

interface NodesDeps {
  database: Database;
  /** A node is to drain or to go on: it should look. */
  onChanged(): void;
  /** Nodes that answer requests, as this one last saw it. */
  serving(): number;
}

/** What operators do with nodes. */
export class Nodes {
  readonly #deps: NodesDeps;

  constructor(deps: NodesDeps) {
    this.#deps = deps;
  }

  async list(): Promise<Node[]> {
    return (await listNodes(this.#deps.database)).map(toNode);
  }

  serving(): number {
    return this.#deps.serving();
  }

  async get(name: string): Promise<Node> {
    const row = await findNode(this.#deps.database, name);
    if (!row) throw await this.#notFound(name);
    return toNode(row);
  }

  drain(name: string, { reason, ...by }: Actor & { reason?: string | undefined } = {}): Promise<Node> {
    return this.#set(name, by, { by: by.actor ?? 'local', reason: reason ?? null });
  }

  resume(name: string, by: Actor = {}): Promise<Node> {
    return this.#set(name, by, null);
  }

  async #set(
    name: string,
    { actor = 'local', requestId }: Actor,
    drain: { by: string; reason: string | null } | null,
  ): Promise<Node> {
    await this.get(name);
    await this.#deps.database.transaction(async (tx) => {
      const row = await lockNode(tx, name);
      if (!row || (row.drained_at !== null) === (drain !== null)) return;
      await writeDrain(tx, name, drain);
      const verb = drain ? 'drained' : 'resumed';
      const reason = drain?.reason ?? null;
      await appendEvents(tx, [{ type: `node.${verb}`, actor, data: { name, reason } }]);
      await appendAudit(tx, [
        {
          actor,
          requestId,
          action: `node.${verb}`,
          entityType: 'node',
          entityId: name,
          before: { draining: row.drained_at !== null },
          after: { draining: drain !== null, ...(reason !== null && { reason }) },
        },
      ]);
    });
    this.#deps.onChanged();
    return this.get(name);
  }

  async #notFound(name: string): Promise<TuttiError> {
    const known = (await listNodes(this.#deps.database)).map((row) => row.name);
    const near = nearestName(name, known);
    const fix = near ? `did you mean ${near}?` : 'tutti node list shows them';
    return new TuttiError('NODE_NOT_FOUND', `There is no node ${JSON.stringify(name)}.`, {
      errors: [{ field: 'name', message: 'is not known', fix }],
    });
  }
}

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

const toNode = (row: NodeRow): Node => ({
  name: row.name,
  state: row.lost_at ? 'lost' : row.drained_at ? 'draining' : 'active',
  roles: row.roles,
  version: row.version,
  host: row.host,
  pid: row.pid,
  labels: row.labels,
  taskTypes: row.task_types,
  running: row.running,
  maxConcurrent: row.max_concurrent,
  cpuPercent: row.cpu_percent,
  memoryPercent: row.memory_percent,
  cpuLimit: row.cpu_limit,
  memoryLimit: row.memory_limit,
  refusal: row.lost_at || row.stopped_at ? null : row.refusal,
  remote: row.remote,
  offeredCpuCores: row.offered_cpu_cores,
  offeredMemoryMb: row.offered_memory_mb,
  keptFor: row.kept_for,
  startedAt: row.started_at.toISOString(),
  heartbeatAt: row.heartbeat_at.toISOString(),
  stoppedAt: iso(row.stopped_at),
  draining: row.drained_at && {
    since: row.drained_at.toISOString(),
    by: row.drained_by ?? 'local',
    reason: row.drain_reason,
  },
});
