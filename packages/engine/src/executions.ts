import {
  type Attempt,
  type Execution,
  type ExecutionCounts,
  type ExecutionFacets,
  type ExecutionDraft,
  type ExecutionSummary,
  type Page,
  type QueueView,
  type TaskTypeInfo,
  type Timeline,
  TuttiError,
} from '@tutti/contract';
import { type Clock, pageOf } from './kernel/index.ts';
import type { Database } from '@tutti/database';
import type { Actor } from './engine-api.ts';
import type {
  Enqueued,
  ExecutionFilter,
  ExecutionListQuery,
  ExecutionsApi,
  SearchTime,
} from './execution-api.ts';
import {
  type RowContext,
  type TimelineQuery,
  checkedCursor,
  countByStatus,
  countFacets,
  countFound,
  countRows,
  foundRows,
  getRow,
  listAttempts,
  listRows,
  readTimeline,
  searchExecutions,
  toExecution,
  toSummary,
  viewQueue,
} from './execution/index.ts';
import type { Interventions } from './interventions.ts';
import type { Enqueuer, EnqueuedRow, NewExecution, QueueGate } from './queue/index.ts';
import type { TaskRegistry } from './task-registry.ts';

const MOST_AT_ONCE = 100_000;

interface ExecutionsDeps {
  database: Database;
  enqueuer: Enqueuer;
  registry: TaskRegistry;
  clock: Clock;
  newId(): string;
  queueGate: QueueGate;
  interventions: Interventions;
  /** What is to be said of executions and stands in no row of theirs. */
  fleet: RowContext;
}

interface SearchLimits {
  until: number;
  monotonicMs(): number;
}

const toEnqueued = (row: EnqueuedRow): Enqueued => ({ id: row.id, executionId: row.execution_id });

/** What callers do with executions. */
export class Executions implements ExecutionsApi {
  readonly #deps: ExecutionsDeps;

  constructor(deps: ExecutionsDeps) {
    this.#deps = deps;
  }

  async enqueue(draft: ExecutionDraft, by: Actor = {}): Promise<Enqueued> {
    const { registry, enqueuer, queueGate, newId, clock } = this.#deps;
    const execution = registry.toNewExecution(draft, newId(), by, () => clock.now());
    if (execution.runAt === undefined) queueGate.admit(execution.queue, 1);
    return toEnqueued(await enqueuer.enqueue(execution));
  }

  async enqueueMany(drafts: readonly ExecutionDraft[], by: Actor = {}): Promise<Enqueued[]> {
    if (drafts.length > MOST_AT_ONCE) {
      throw new TuttiError(
        'VALIDATION_FAILED',
        `${drafts.length} executions are too many for one call; ${MOST_AT_ONCE} is the most.`,
        {
          errors: [
            {
              field: '',
              message: `holds ${drafts.length} executions`,
              fix: `split it into calls of ${MOST_AT_ONCE} or fewer`,
            },
          ],
        },
      );
    }
    const { registry, enqueuer, newId, clock } = this.#deps;
    const now = (): Date => clock.now();
    const executions = drafts.map((draft, index) =>
      atIndex(index, () => registry.toNewExecution(draft, newId(), by, now)),
    );
    this.#admit(executions);
    return (await enqueuer.enqueueMany(executions)).map(toEnqueued);
  }

  async get(key: string): Promise<Execution> {
    return toExecution(await getRow(this.#deps.database, key), this.#deps.fleet);
  }

  async list(query: ExecutionListQuery): Promise<Page<ExecutionSummary>> {
    const { database } = this.#deps;
    const limits = query.offset ? undefined : this.#limitsOf(query);
    if (limits) return this.#search(query, limits);
    const [rows, total] = await Promise.all([listRows(database, query), countRows(database, query)]);
    const items = rows.slice(0, query.limit).map((row) => toSummary(row, this.#deps.fleet));
    return pageOf(
      items,
      total,
      query,
      rows.length > query.limit ? (items.at(-1)?.executionId ?? null) : null,
    );
  }

  counts(filter: ExecutionFilter & SearchTime): Promise<ExecutionCounts> {
    const limits = this.#limitsOf(filter);
    return limits
      ? countFound(this.#deps.database, filter, limits)
      : countByStatus(this.#deps.database, filter);
  }

  facets(filter: ExecutionFilter & SearchTime): Promise<ExecutionFacets> {
    return countFacets(this.#deps.database, filter, this.#limitsOf(filter));
  }

  timeline(query: TimelineQuery): Promise<Timeline> {
    return readTimeline(this.#deps.database, query, this.#deps.clock.now(), this.#deps.fleet);
  }

  async attempts(key: string): Promise<Attempt[]> {
    // The last attempt is told by the row: it must not be older than the rest, which would name an attempt twice.
    return this.#deps.database.snapshot(async (tx) => listAttempts(tx, await getRow(tx, key)));
  }

  /** Cancel wins: what the run still reports is refused. */
  cancel(key: string, { reason, ...by }: Actor & { reason?: string | undefined } = {}): Promise<Execution> {
    return this.#deps.interventions.act(key, { action: 'cancel', reason, ...by });
  }

  queue(query: { queue?: string | undefined; limit: number }): Promise<QueueView> {
    return this.#deps.database.snapshot((tx) => viewQueue(tx, query));
  }

  taskTypes(): TaskTypeInfo[] {
    return this.#deps.registry.describe();
  }

  /** Only a text makes a search. */
  #limitsOf({ text, searchMs }: ExecutionFilter & SearchTime): SearchLimits | undefined {
    const { clock } = this.#deps;
    if (!text || searchMs === undefined) return undefined;
    return { until: clock.monotonicMs() + searchMs, monotonicMs: () => clock.monotonicMs() };
  }

  async #search(query: ExecutionListQuery, limits: SearchLimits): Promise<Page<ExecutionSummary>> {
    const { database, fleet } = this.#deps;
    const cursor = checkedCursor(query);
    const { found, edge } = await searchExecutions(
      database,
      { ...query, cursor },
      { ...limits, most: query.limit },
    );
    const rows = await foundRows(
      database,
      query,
      found.map((row) => row.execution_id),
    );
    const page = pageOf(
      rows.map((row) => toSummary(row, fleet)),
      rows.length,
      query,
      edge,
    );
    return cursor === null && edge === null ? page : { ...page, totalIsEstimate: true };
  }

  #admit(executions: readonly NewExecution[]): void {
    const counts = new Map<string, number>();
    for (const { queue, runAt } of executions)
      if (runAt === undefined) counts.set(queue, (counts.get(queue) ?? 0) + 1);
    for (const [queue, count] of counts) this.#deps.queueGate.admit(queue, count);
  }
}

/** Errors of one draft name its place in the list. */
function atIndex<T>(index: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof TuttiError)) throw error;
    const errors = (error.errors ?? []).map((bad) => ({
      ...bad,
      field: [String(index), bad.field].filter(Boolean).join('.'),
    }));
    throw new TuttiError(error.code, `Execution ${index}: ${error.message}`, { errors, cause: error });
  }
}
