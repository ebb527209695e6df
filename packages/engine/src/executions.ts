import {
  type Attempt,
  type Execution,
  type ExecutionCounts,
  type ExecutionDraft,
  type ExecutionSummary,
  type Page,
  type TaskTypeInfo,
  TuttiError,
  isFinal,
} from '@tutti/contract';
import type { Database } from '@tutti/database';
import { appendAudit } from './audit/index.ts';
import type { Actor, Enqueued, ExecutionListQuery, ExecutionsApi } from './engine-api.ts';
import {
  EXACT_TOTAL,
  type RowContext,
  cancelExecutions,
  countByStatus,
  countRows,
  getRow,
  listAttempts,
  listRows,
  toExecution,
  toSummary,
} from './execution/index.ts';
import type { Enqueuer, EnqueuedRow } from './queue/index.ts';
import type { TaskRegistry } from './task-registry.ts';

const MOST_AT_ONCE = 100_000;

interface ExecutionsDeps {
  database: Database;
  enqueuer: Enqueuer;
  registry: TaskRegistry;
  now(): Date;
  newId(): string;
  onCancelled(ids: readonly number[]): void;
  /** Whether some living node can do it; undefined while nobody knows. */
  handledByFleet(taskType: string): boolean | undefined;
}

const toEnqueued = (row: EnqueuedRow): Enqueued => ({ id: row.id, executionId: row.execution_id });

/** What callers do with executions. */
export class Executions implements ExecutionsApi {
  readonly #deps: ExecutionsDeps;
  readonly #context: RowContext;

  constructor(deps: ExecutionsDeps) {
    this.#deps = deps;
    const { registry, handledByFleet } = deps;
    const { defaultPolicy, defaultTimeoutMs } = registry;
    const handles = (taskType: string): boolean => handledByFleet(taskType) ?? registry.handles(taskType);
    this.#context = { defaultPolicy, defaultTimeoutMs, handles };
  }

  async enqueue(draft: ExecutionDraft, { actor }: Actor = {}): Promise<Enqueued> {
    const { registry, enqueuer, newId, now } = this.#deps;
    return toEnqueued(await enqueuer.enqueue(registry.toNewExecution(draft, newId(), actor, now)));
  }

  async enqueueMany(drafts: readonly ExecutionDraft[], { actor }: Actor = {}): Promise<Enqueued[]> {
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
    const { registry, enqueuer, newId, now } = this.#deps;
    const executions = drafts.map((draft, index) =>
      atIndex(index, () => registry.toNewExecution(draft, newId(), actor, now)),
    );
    return (await enqueuer.enqueueMany(executions)).map(toEnqueued);
  }

  async get(key: string): Promise<Execution> {
    return toExecution(await getRow(this.#deps.database, key), this.#context);
  }

  async list(query: ExecutionListQuery): Promise<Page<ExecutionSummary>> {
    const { database } = this.#deps;
    const [rows, total] = await Promise.all([listRows(database, query), countRows(database, query)]);
    const items = rows.slice(0, query.limit).map((row) => toSummary(row, this.#context));
    return {
      items,
      total: Math.min(total, EXACT_TOTAL),
      ...(total > EXACT_TOTAL && { totalIsEstimate: true }),
      limit: query.limit,
      offset: query.offset ?? 0,
      nextCursor: rows.length > query.limit ? (items.at(-1)?.executionId ?? null) : null,
    };
  }

  counts({ scheduleId }: { scheduleId?: number | undefined }): Promise<ExecutionCounts> {
    return countByStatus(this.#deps.database, scheduleId ?? null);
  }

  async attempts(key: string): Promise<Attempt[]> {
    return listAttempts(this.#deps.database, await getRow(this.#deps.database, key));
  }

  /** Cancel wins: what the run still reports is refused. */
  async cancel(
    key: string,
    { reason, requestId, actor = 'local' }: Actor & { reason?: string | undefined } = {},
  ): Promise<Execution> {
    const { database, onCancelled } = this.#deps;
    const { id, execution_id: entityId, status } = await getRow(database, key);
    const cancelled = await database.transaction(async (tx) => {
      const ids = await cancelExecutions(tx, [id], reason ?? `cancelled by ${actor}`, actor);
      const entry = { actor, action: 'execution.cancelled', entityType: 'execution', entityId, requestId };
      if (ids.length > 0) await appendAudit(tx, [{ ...entry, before: { status }, after: { reason } }]);
      return ids;
    });
    if (cancelled.length > 0) onCancelled(cancelled);
    const execution = await this.get(key);
    if (cancelled.length === 0) {
      const hint = isFinal(execution.status) ? `is already ${execution.status}` : `is ${execution.status}`;
      throw new TuttiError('EXECUTION_STATE_CONFLICT', `Execution ${key} ${hint} and cannot be cancelled.`, {
        allowed: ['pending', 'running', 'paused'],
      });
    }
    return execution;
  }

  taskTypes(): TaskTypeInfo[] {
    return this.#deps.registry.describe();
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
