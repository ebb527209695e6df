import {
  type Batch,
  type BatchDraft,
  BatchInput,
  type ExecutionDraft,
  FINAL_STATUSES,
  TuttiError,
  parseAs,
} from '@tutti/contract';
import type { Database } from '@tutti/database';
import type { Actor } from '../engine-api.ts';
import type { BatchesApi } from '../hooks-api.ts';
import { type NewExecution, enqueueKeyed, enqueueWithin, ensureQueues } from '../queue/index.ts';
import { type BatchRow, countItems, findBatch, insertBatch, listItems } from './batch-store.ts';

interface BatchesDeps {
  database: Database;
  newId(): string;
  /** Throws when the task is none that can be done. */
  toNewExecution(draft: ExecutionDraft, executionId: string, by: Actor): NewExecution;
  /** Throws when a queue takes no more. */
  admit(executions: readonly NewExecution[]): void;
  onEnqueued(delayed: boolean): void;
  /** There is a batch whose failures matter. */
  onChanged(): void;
}

/** Many executions as one: accepted together, looked at together, and cancelled together when one fails. */
export class Batches implements Pick<BatchesApi, 'create' | 'get'> {
  readonly #deps: BatchesDeps;

  constructor(deps: BatchesDeps) {
    this.#deps = deps;
  }

  async create(draft: BatchDraft, by: Actor = {}): Promise<Batch> {
    const { items, options } = parseAs(BatchInput, draft, { what: 'The batch does not fit its schema' });
    const { database, newId, admit, onEnqueued, onChanged } = this.#deps;
    const id = newId();
    const maxConcurrent = options.parallel ? (options.maxConcurrent ?? null) : 1;
    const executions = items.map((item, index) => this.#toExecution(item, index, { id, maxConcurrent, by }));
    admit(executions);
    await database.transaction(async (tx) => {
      await ensureQueues(tx, [...new Set(executions.map(({ queue }) => queue))]);
      const keyed = executions.filter(({ idempotencyKey }) => idempotencyKey !== undefined);
      const found = new Map<NewExecution, string>();
      for (const [index, row] of (keyed.length > 0 ? await enqueueKeyed(tx, keyed) : []).entries())
        found.set(keyed[index] as NewExecution, row.execution_id);
      await enqueueWithin(
        tx,
        executions.filter(({ idempotencyKey }) => idempotencyKey === undefined),
      );
      const batch = { id, failFast: options.failFast, maxConcurrent, createdBy: by.actor ?? 'local' };
      // A key that was used before brings its execution into the batch.
      await insertBatch(
        tx,
        batch,
        executions.map((execution) => found.get(execution) ?? execution.executionId),
      );
    });
    onEnqueued(true);
    if (options.failFast) onChanged();
    return this.get(id, { limit: 500, offset: 0 });
  }

  async get(id: string, page: { limit: number; offset: number }): Promise<Batch> {
    // What is said of them all must fit the batch (one that was cancelled has not failed) and its items.
    const { batch, counts, items } = await this.#deps.database.snapshot(async (tx) => ({
      batch: await findBatch(tx, id),
      counts: await countItems(tx, id),
      items: await listItems(tx, id, page),
    }));
    const known = counts.flatMap(({ status, n }) => (status === null ? [] : [[status, n] as const]));
    const unfinished = known
      .filter(([status]) => !(FINAL_STATUSES as readonly string[]).includes(status))
      .reduce((sum, [, n]) => sum + n, 0);
    const completed = known.find(([status]) => status === 'completed')?.[1] ?? 0;
    return {
      batchId: id,
      status: statusOf(batch, unfinished, completed),
      total: batch.total,
      ended: batch.total - unfinished,
      counts: Object.fromEntries(known),
      failFast: batch.fail_fast,
      maxConcurrent: batch.max_concurrent,
      createdBy: batch.created_by,
      createdAt: batch.created_at.toISOString(),
      cancelReason: batch.cancel_reason,
      items,
      ...page,
    };
  }

  #toExecution(
    item: ExecutionDraft,
    index: number,
    { id, maxConcurrent, by }: { id: string; maxConcurrent: number | null; by: Actor },
  ): NewExecution {
    const { newId, toNewExecution } = this.#deps;
    try {
      const execution = toNewExecution(item, newId(), by);
      if (maxConcurrent === null || execution.concurrencyKey !== undefined) return execution;
      return { ...execution, concurrencyKey: `batch:${id}`, concurrencyLimit: maxConcurrent };
    } catch (error) {
      if (!(error instanceof TuttiError)) throw error;
      const errors = (error.errors ?? []).map((bad) => ({
        ...bad,
        field: ['items', String(index), bad.field].filter(Boolean).join('.'),
      }));
      throw new TuttiError(error.code, `Item ${index}: ${error.message}`, { errors, cause: error });
    }
  }
}

function statusOf(batch: BatchRow, unfinished: number, completed: number): Batch['status'] {
  if (unfinished > 0) return 'running';
  if (batch.cancel_reason !== null) return 'cancelled';
  return completed === batch.total ? 'completed' : 'failed';
}
