import {
  type BatchResubmission,
  type BatchResubmissionResult,
  type DeadLetter,
  type DeadLetterFilter,
  type DeadLetterStats,
  type DeadLetterSummary,
  type Page,
  type Redrive,
  type Resubmission,
  TuttiError,
} from '@tutti/contract';
import type { Database, Queryable } from '@tutti/database';
import { appendAudit } from '../audit/index.ts';
import { appendEvents } from '../events/index.ts';
import { listAttempts, getRow } from '../execution/index.ts';
import { storableJson, pageOf } from '../kernel/index.ts';
import { type EnqueuedRow, type NewExecution, enqueueWithin, ensureQueues } from '../queue/index.ts';
import {
  type LetterQuery,
  type LetterRow,
  countLetterRows,
  findPending,
  listLetterRows,
  lockLetters,
  markResubmitted,
  readLetterRow,
  readStats,
  resolveErrorsOf,
  resolveLetterRow,
  toLetterSummary,
} from './letter-store.ts';
import { guardOf } from './guard-of.ts';
import { insertRedrive, joinRedrive, listRedriveRows } from './redrive-store.ts';

const EXACT_TOTAL = 10_000;
const MOST_IN_A_BATCH = 10_000;

interface DeadLettersDeps {
  database: Database;
  newId(): string;
  /** Throws when the task type or its config is not one that can run. */
  checkTask(taskType: string, taskConfig: Record<string, unknown>): void;
  onEnqueued(delayed: boolean): void;
  onAppended(): void;
  onRedrive(): void;
}

interface By {
  actor?: string | undefined;
  requestId?: string | undefined;
}

/** What operators do with executions that failed for good. */
export class DeadLetters {
  readonly #deps: DeadLettersDeps;

  constructor(deps: DeadLettersDeps) {
    this.#deps = deps;
  }

  async list(query: LetterQuery & { limit: number; offset?: number }): Promise<Page<DeadLetterSummary>> {
    const { database } = this.#deps;
    const offset = query.offset ?? 0;
    const [rows, total] = await Promise.all([
      listLetterRows(database, query, query.limit + 1, offset),
      countLetterRows(database, query, EXACT_TOTAL + 1),
    ]);
    const items = rows.slice(0, query.limit).map(toLetterSummary);
    return pageOf(
      items,
      total,
      { limit: query.limit, offset },
      rows.length > query.limit ? String(items.at(-1)?.id) : null,
    );
  }

  async get(id: number): Promise<DeadLetter> {
    const { database } = this.#deps;
    const row = await readLetterRow(database, id);
    if (!row) throw notFound(id);
    const execution = await getRow(database, row.execution_uuid).catch(() => undefined);
    return {
      ...toLetterSummary(row),
      taskConfig: row.task_config,
      trigger: row.trigger,
      breaker: guardOf(row.breaker ?? null, row.task_type, row.task_config),
      tags: row.tags ?? [],
      metadata: row.metadata,
      attemptHistory: execution ? await listAttempts(database, execution) : [],
    };
  }

  stats(): Promise<DeadLetterStats> {
    return this.#deps.database.snapshot(readStats);
  }

  /** Batches that go on by themselves, those that ended in the last days too. */
  redrives(): Promise<Redrive[]> {
    return listRedriveRows(this.#deps.database);
  }

  /** Runs it again as a new execution, whose end settles or returns the letter. */
  async resubmit(
    id: number,
    changes: Resubmission = {},
    { actor = 'local', requestId }: By = {},
  ): Promise<{ id: number; executionId: string }> {
    const enqueued = await this.#deps.database.transaction(async (tx) => {
      const [row] = await lockLetters(tx, [id]);
      if (!row) throw notFound(id);
      requirePending(row);
      this.#deps.checkTask(row.task_type, changes.taskConfig ?? row.task_config);
      const entityId = String(id);
      const entry = {
        actor,
        requestId,
        action: 'deadletter.resubmitted',
        entityType: 'deadletter',
        entityId,
      };
      await appendAudit(tx, [{ ...entry, after: changes }]);
      return this.resubmitWithin(tx, [row], changes, actor);
    });
    this.#deps.onEnqueued(true);
    const [first] = enqueued as [EnqueuedRow];
    return { id: first.id, executionId: first.execution_id };
  }

  /** Many: all at once, or behind a canary and at a rate, which a redrive then sees to. */
  async resubmitMany(
    { ids, filter, canary, ratePerMinute }: BatchResubmission,
    { actor = 'local', requestId }: By = {},
  ): Promise<BatchResubmissionResult> {
    const { database, newId, onEnqueued, onRedrive } = this.#deps;
    const gentle = canary || ratePerMinute !== undefined;
    const result = await database.transaction(async (tx) => {
      const wanted = ids ?? (await findPending(tx, filter ?? {}, MOST_IN_A_BATCH));
      const rows = await lockLetters(tx, wanted);
      const ready = rows.filter((row) => row.status === 'pending');
      const [now, later] = gentle
        ? [ready.slice(0, canary ? 1 : 0), ready.slice(canary ? 1 : 0)]
        : [ready, []];
      const after = { letters: ready.length, filter, canary, ratePerMinute };
      await appendAudit(tx, [
        { actor, requestId, action: 'deadletter.batch_resubmitted', entityType: 'deadletter', after },
      ]);
      const enqueued = await this.resubmitWithin(tx, now, {}, actor);
      const redriveId = later.length > 0 ? newId() : null;
      if (redriveId) {
        await insertRedrive(tx, {
          id: redriveId,
          canary_id: canary ? (now[0]?.id ?? null) : null,
          rate_per_minute: ratePerMinute ?? null,
          actor,
          total: ready.length,
          sent: now.length,
        });
        await joinRedrive(
          tx,
          redriveId,
          later.map((row) => row.id),
        );
      }
      return {
        redriveId,
        resubmitted: enqueued.map((row, index) => ({
          id: (now[index] as LetterRow).id,
          executionId: row.execution_id,
        })),
        waiting: later.length,
        refused: refusals(wanted, rows),
      };
    });
    onEnqueued(true);
    if (result.redriveId) onRedrive();
    return result;
  }

  /** Within the caller's transaction, of letters it has locked. */
  async resubmitWithin(
    tx: Queryable,
    rows: readonly LetterRow[],
    changes: Resubmission,
    actor: string,
  ): Promise<EnqueuedRow[]> {
    if (rows.length === 0) return [];
    const executions = rows.map((row) => this.#execution(row, changes, actor));
    await ensureQueues(tx, [...new Set(executions.map((execution) => execution.queue))]);
    const enqueued = await enqueueWithin(tx, executions);
    const marks = rows.map((row, index) => ({
      id: row.id,
      executionId: (executions[index] as NewExecution).executionId,
    }));
    await markResubmitted(tx, marks);
    await appendEvents(
      tx,
      marks.map((mark) => ({
        type: 'deadletter.resubmitted',
        data: { deadLetterId: mark.id, executionId: mark.executionId },
        actor,
        correlationId: mark.executionId,
      })),
    );
    return enqueued;
  }

  /** Says that it was put right by hand; its error is resolved with it. */
  async resolve(
    id: number,
    notes: string | undefined,
    { actor = 'local', requestId }: By = {},
  ): Promise<DeadLetter> {
    const { database, onAppended } = this.#deps;
    await database.transaction(async (tx) => {
      const [row] = await lockLetters(tx, [id]);
      if (!row) throw notFound(id);
      requirePending(row);
      await resolveLetterRow(tx, id, notes, actor);
      const errors = await resolveErrorsOf(tx, row, notes, actor);
      const entry = { actor, requestId, action: 'deadletter.resolved', entityType: 'deadletter' };
      await appendAudit(tx, [{ ...entry, entityId: String(id), after: { notes } }]);
      await appendEvents(tx, [
        {
          type: 'deadletter.resolved',
          data: { deadLetterId: id, executionId: row.execution_uuid, by: actor },
          actor,
        },
        ...errors.map((errorId) => ({ type: 'error.resolved', data: { errorId, by: actor }, actor })),
      ]);
    });
    onAppended();
    return this.get(id);
  }

  /** Ids of pending letters that a bulk act means. */
  pendingIds(filter: DeadLetterFilter): Promise<number[]> {
    return findPending(this.#deps.database, filter, MOST_IN_A_BATCH);
  }

  #execution(row: LetterRow, changes: Resubmission, actor: string): NewExecution {
    return {
      executionId: this.#deps.newId(),
      taskType: row.task_type,
      taskConfig: storableJson(changes.taskConfig ?? row.task_config) as string,
      queue: changes.queue ?? row.queue,
      priority: changes.priority ?? row.priority,
      scheduleId: row.schedule_id ?? undefined,
      timeoutMs: row.timeout_ms ?? undefined,
      retryPolicy: row.retry_policy ?? undefined,
      tags: row.tags ?? undefined,
      metadata: row.metadata ?? undefined,
      concurrencyKey: row.concurrency_key ?? undefined,
      concurrencyLimit: row.concurrency_limit ?? undefined,
      requires: row.requires ?? undefined,
      breaker: row.breaker ?? undefined,
      estimatedCost: row.estimated_cost ?? undefined,
      trigger: { ...(row.trigger ?? { kind: 'api' }), actor },
      resubmittedFrom: row.id,
    };
  }
}

function requirePending(row: LetterRow): void {
  if (row.status === 'pending') return;
  const why =
    row.status === 'resubmitted' ? `it runs again as ${row.resubmitted_as}` : `it is already ${row.status}`;
  throw new TuttiError('DEAD_LETTER_STATE_CONFLICT', `Dead letter ${row.id} is not pending: ${why}.`, {
    allowed: ['pending'],
  });
}

function refusals(wanted: readonly number[], rows: readonly LetterRow[]): { id: number; reason: string }[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return wanted.flatMap((id) => {
    const row = byId.get(id);
    if (!row) return [{ id, reason: 'there is no such dead letter' }];
    return row.status === 'pending' ? [] : [{ id, reason: `it is ${row.status}` }];
  });
}

const notFound = (id: number): TuttiError =>
  new TuttiError('DEAD_LETTER_NOT_FOUND', `There is no dead letter ${id}.`);
