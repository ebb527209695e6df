import {
  type Execution,
  type ExecutionReport,
  type ExecutionStatus,
  type Intervention,
  type InterventionAction,
  type RetryRequest,
  TuttiError,
  isFinal,
} from '@tutti/contract';
import type { Database, Queryable } from '@tutti/database';
import { appendAudit } from './audit/index.ts';
import type { Actor } from './engine-api.ts';
import {
  type NewIntervention,
  type Touched,
  type RowContext,
  cancelExecutions,
  getRow,
  getRows,
  listAttempts,
  listInterventions,
  noteInterventions,
  pauseExecutions,
  prioritiseExecutions,
  readBackground,
  readLogEnd,
  resumeExecutions,
  retryExecutions,
  skipExecutions,
  toExecution,
} from './execution/index.ts';
import { reportMarkdown } from './report-markdown.ts';
import { ensureQueues } from './queue/index.ts';
import { errorRowsOf, toErrorRecord } from './recovery/index.ts';
import type { TaskRegistry } from './task-registry.ts';

interface InterventionsDeps {
  database: Database;
  registry: TaskRegistry;
  /** What is to be said of executions and stands in no row of theirs. */
  fleet: RowContext;
  /** Executions may have become ready; some wait for their key. */
  onEnqueued(delayed: boolean): void;
  onCancelled(ids: readonly number[]): void;
  onPaused(ids: readonly number[], paused: boolean): void;
  onAppended(): void;
}

/** What an operator asks for; `reason` stands in the history. */
export type Act = Actor & { reason?: string | undefined } & (
    | { action: 'pause' | 'resume' | 'cancel' }
    | { action: 'skip'; reason: string }
    | { action: 'retry'; changes?: Omit<RetryRequest, 'reason'> }
    | { action: 'priority'; priority: number }
  );

/** From which states an operator may do what. */
const FROM: Record<InterventionAction, readonly ExecutionStatus[]> = {
  pause: ['pending', 'running'],
  resume: ['paused'],
  skip: ['pending', 'paused'],
  retry: ['failed', 'timeout', 'cancelled', 'skipped', 'pending'],
  cancel: ['pending', 'running', 'paused'],
  priority: ['pending', 'running', 'paused'],
};
const PAST: Record<InterventionAction, string> = {
  pause: 'paused',
  resume: 'resumed',
  skip: 'skipped',
  retry: 'retried',
  cancel: 'cancelled',
  priority: 'prioritised',
};
const LOG_TAIL = 200;

/** What operators do to executions. Every act is noted with who, when and why, in the transaction that does it. */
export class Interventions {
  readonly #deps: InterventionsDeps;

  constructor(deps: InterventionsDeps) {
    this.#deps = deps;
  }

  /** One act on one execution; throws EXECUTION_STATE_CONFLICT when its state does not allow it. */
  async act(key: string, act: Act): Promise<Execution> {
    const { database, fleet } = this.#deps;
    const row = await getRow(database, key);
    this.#checkChanges(row.task_type, act);
    const { refused } = await this.actMany([row.id], act);
    if (refused.length > 0) throw conflict(key, act.action, (await getRow(database, key)).status);
    return toExecution(await getRow(database, key), fleet);
  }

  /** One act on many, in one transaction; those whose state does not allow it are left as they are. */
  async actMany(ids: readonly number[], act: Act): Promise<{ done: number[]; refused: number[] }> {
    const { database } = this.#deps;
    const actor = act.actor ?? 'local';
    const touched = await database.transaction(async (tx) => {
      const before = await getRows(tx, ids);
      const done = await apply(tx, ids, act, actor);
      const seen = new Map(before.map((row) => [row.id, row]));
      await noteInterventions(
        tx,
        done.map(({ id }): NewIntervention => ({
          executionId: id,
          action: act.action,
          actor,
          reason: act.reason,
          before: { status: seen.get(id)?.status, priority: seen.get(id)?.priority },
          after: changesOf(act),
        })),
      );
      await appendAudit(
        tx,
        done.map(({ id }) => ({
          actor,
          action: `execution.${PAST[act.action]}`,
          entityType: 'execution',
          entityId: seen.get(id)?.execution_id ?? String(id),
          requestId: act.requestId,
          before: { status: seen.get(id)?.status, priority: seen.get(id)?.priority },
          after: { reason: act.reason, ...changesOf(act) },
        })),
      );
      return done;
    });
    if (touched.length > 0) this.#tell(act, touched);
    const done = new Set(touched.map(({ id }) => id));
    return { done: [...done], refused: ids.filter((id) => !done.has(id)) };
  }

  async list(key: string): Promise<Intervention[]> {
    const { database } = this.#deps;
    return listInterventions(database, (await getRow(database, key)).id);
  }

  /** All there is to know of one execution. */
  async report(key: string): Promise<ExecutionReport> {
    const { database, fleet } = this.#deps;
    const report = await database.snapshot(async (tx) => {
      const row = await getRow(tx, key);
      return {
        execution: toExecution(row, fleet),
        attempts: await listAttempts(tx, row),
        errors: (await errorRowsOf(tx, row.id)).map(toErrorRecord),
        interventions: await listInterventions(tx, row.id),
        ...(await readBackground(tx, row)),
        logTail: await readLogTail(tx, row.execution_id),
      };
    });
    return { ...report, markdown: reportMarkdown(report) };
  }

  #checkChanges(taskType: string, act: Act): void {
    if (act.action === 'retry' && act.changes?.taskConfig)
      this.#deps.registry.checkTask(taskType, act.changes.taskConfig);
  }

  #tell({ action }: Act, touched: readonly Touched[]): void {
    const { onEnqueued, onCancelled, onPaused, onAppended } = this.#deps;
    const ids = touched.map(({ id }) => id);
    const running = touched.filter((one) => one.running).map(({ id }) => id);
    switch (action) {
      case 'pause':
      case 'resume':
        if (running.length > 0) onPaused(running, action === 'pause');
        if (action === 'resume') onEnqueued(true);
        return onAppended();
      case 'cancel':
      case 'skip':
        return onCancelled(ids);
      case 'retry':
        return onEnqueued(true);
      case 'priority':
        return;
    }
  }
}

async function apply(tx: Queryable, ids: readonly number[], act: Act, actor: string): Promise<Touched[]> {
  const ended = (gone: readonly number[]): Touched[] =>
    gone.map((id) => ({ id, execution_id: '', running: false }));
  switch (act.action) {
    case 'pause':
      return pauseExecutions(tx, ids, actor);
    case 'resume':
      return resumeExecutions(tx, ids, actor);
    case 'cancel':
      return ended(await cancelExecutions(tx, ids, act.reason ?? `cancelled by ${actor}`, actor));
    case 'skip':
      return ended(await skipExecutions(tx, ids, act.reason, actor));
    case 'retry': {
      const { changes = {} } = act;
      if (changes.queue !== undefined) await ensureQueues(tx, [changes.queue]);
      return retryExecutions(tx, ids, changes, actor);
    }
    case 'priority':
      return prioritiseExecutions(tx, ids, act.priority);
  }
}

function changesOf(act: Act): object | undefined {
  if (act.action === 'priority') return { priority: act.priority };
  return act.action === 'retry' && act.changes && Object.keys(act.changes).length > 0
    ? act.changes
    : undefined;
}

async function readLogTail(db: Queryable, executionId: string): Promise<string> {
  const chunks = await readLogEnd(db, executionId, { fromSeq: 1, limit: LOG_TAIL });
  return chunks
    .map((chunk) => chunk.text)
    .join('')
    .slice(-20_000);
}

function conflict(key: string, action: InterventionAction, status: ExecutionStatus): TuttiError {
  const state = isFinal(status) ? `is already ${status}` : `is ${status}`;
  const hint =
    action === 'retry' && status === 'pending'
      ? ' It has not failed; change its priority to run it sooner.'
      : '';
  return new TuttiError(
    'EXECUTION_STATE_CONFLICT',
    `Execution ${key} ${state} and cannot be ${PAST[action]}.${hint}`,
    { allowed: [...FROM[action]] },
  );
}
