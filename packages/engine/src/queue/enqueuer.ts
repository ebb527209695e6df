import { type Database, type HotConnection, isDatabaseUnavailable } from '@tutti/database';
import {
  ENQUEUE,
  type EnqueuedRow,
  enqueueKeyed,
  enqueueWithin,
  ensureQueues,
  inOrder,
} from './enqueue-store.ts';
import { ensureLanes } from './lane-store.ts';
import { type NewExecution, enqueueColumns, needsPromoter } from './new-execution.ts';

const CONNECTIONS = 2;
const MOST_IN_A_COMMIT = 2000;
/** A lane is told to be in use about so often. */
const LANE_KNOWN_MS = 1_800_000;

interface Waiting {
  execution: NewExecution;
  resolve(row: EnqueuedRow): void;
  reject(error: unknown): void;
}

interface EnqueuerDeps {
  database: Database;
  /** Called after a commit that made work; `delayed` when some of it is for later. */
  onEnqueued(delayed: boolean): void;
  /** There may be a lane that nobody knew. */
  onLanes(): Promise<void>;
}

/**
 * Group commit: callers that come while a commit is in flight share the next one, so that the cost of durability is
 * paid once for all of them. A caller is answered only when its execution is durable.
 */
export class Enqueuer {
  readonly #deps: EnqueuerDeps;
  readonly #idle: HotConnection[];
  readonly #all: HotConnection[];
  readonly #knownQueues = new Set<string>(['default']);
  /** By lane: until when it need not be made known again. */
  readonly #knownLanes = new Map<string, number>();
  #waiting: Waiting[] = [];
  #scheduled = false;
  /** Batches take the connections in turn, so that the database works on several of them at a time. */
  #turn = 0;

  constructor(deps: EnqueuerDeps) {
    this.#deps = deps;
    this.#all = Array.from({ length: CONNECTIONS }, (_, index) => deps.database.hot(`enqueue-${index + 1}`));
    this.#idle = [...this.#all];
  }

  async enqueue(execution: NewExecution): Promise<EnqueuedRow> {
    if (!this.#knownQueues.has(execution.queue)) await this.#meetQueues([execution]);
    if (execution.requires !== undefined) await this.#meetLanes([execution]);
    if (execution.idempotencyKey !== undefined)
      return (await this.#enqueueKeyed([execution]))[0] as EnqueuedRow;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ execution, resolve, reject });
      this.#schedule();
    });
  }

  /** All or none; one commit. */
  async enqueueMany(executions: readonly NewExecution[]): Promise<EnqueuedRow[]> {
    if (executions.length === 0) return [];
    await this.#meetQueues(executions);
    await this.#meetLanes(executions.filter(({ requires }) => requires !== undefined));
    if (executions.some((execution) => execution.idempotencyKey !== undefined))
      return this.#enqueueMixed(executions);
    const connection = this.#all[this.#turn++ % CONNECTIONS] as HotConnection;
    const rows = await connection.run<EnqueuedRow>(ENQUEUE, enqueueColumns(executions));
    this.#tell(executions);
    return inOrder(executions, rows);
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((connection) => connection.close()));
  }

  /** Makes sure the queues named are known; callers that enqueue in a transaction of their own need it too. */
  async #meetQueues(executions: readonly NewExecution[]): Promise<void> {
    const unknown = [...new Set(executions.map((execution) => execution.queue))].filter(
      (name) => !this.#knownQueues.has(name),
    );
    if (unknown.length === 0) return;
    await ensureQueues(this.#deps.database, unknown);
    for (const name of unknown) this.#knownQueues.add(name);
  }

  async #meetLanes(executions: readonly NewExecution[]): Promise<void> {
    const now = performance.now();
    const laneOf = ({ taskType, requires }: NewExecution): string => `${taskType}${requires}`;
    const unknown = executions.filter((execution) => (this.#knownLanes.get(laneOf(execution)) ?? 0) < now);
    if (unknown.length === 0) return;
    await ensureLanes(this.#deps.database, unknown);
    for (const execution of unknown) this.#knownLanes.set(laneOf(execution), now + LANE_KNOWN_MS);
    await this.#deps.onLanes();
  }

  async #enqueueKeyed(executions: readonly NewExecution[]): Promise<EnqueuedRow[]> {
    const rows = await this.#deps.database.transaction((tx) => enqueueKeyed(tx, executions));
    if (rows.some((row) => row.fresh)) this.#tell(executions);
    return rows;
  }

  async #enqueueMixed(executions: readonly NewExecution[]): Promise<EnqueuedRow[]> {
    const keyed = executions.filter((execution) => execution.idempotencyKey !== undefined);
    const plain = executions.filter((execution) => execution.idempotencyKey === undefined);
    const rows = await this.#deps.database.transaction(async (tx) => ({
      keyed: await enqueueKeyed(tx, keyed),
      plain: await enqueueWithin(tx, plain),
    }));
    if (plain.length > 0 || rows.keyed.some((row) => row.fresh)) this.#tell(executions);
    const [nextKeyed, nextPlain] = [rows.keyed.values(), rows.plain.values()];
    return executions.map(
      (execution) =>
        (execution.idempotencyKey === undefined ? nextPlain : nextKeyed).next().value as EnqueuedRow,
    );
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    while (this.#waiting.length > 0 && this.#idle.length > 0) {
      const batch = this.#waiting.splice(0, MOST_IN_A_COMMIT);
      void this.#commit(this.#idle.pop() as HotConnection, batch);
    }
  }

  async #commit(connection: HotConnection, batch: readonly Waiting[]): Promise<void> {
    const executions = batch.map((waiting) => waiting.execution);
    try {
      const rows = inOrder(
        executions,
        await connection.run<EnqueuedRow>(ENQUEUE, enqueueColumns(executions)),
      );
      batch.forEach((waiting, index) => waiting.resolve(rows[index] as EnqueuedRow));
      this.#tell(executions);
    } catch (error) {
      if (batch.length === 1 || isDatabaseUnavailable(error))
        for (const waiting of batch) waiting.reject(error);
      else await this.#commitOneByOne(connection, batch);
    } finally {
      this.#idle.push(connection);
      this.#flush();
    }
  }

  /** One bad row must not fail its neighbours, who only happened to share its commit. */
  async #commitOneByOne(connection: HotConnection, batch: readonly Waiting[]): Promise<void> {
    for (const waiting of batch) {
      try {
        const [row] = await connection.run<EnqueuedRow>(ENQUEUE, enqueueColumns([waiting.execution]));
        waiting.resolve(row as EnqueuedRow);
      } catch (error) {
        waiting.reject(error);
      }
    }
    this.#tell(batch.map((waiting) => waiting.execution));
  }

  #tell(executions: readonly NewExecution[]): void {
    this.#deps.onEnqueued(executions.some(needsPromoter));
  }
}
