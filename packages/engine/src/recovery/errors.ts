import {
  type BulkErrorRequest,
  BulkErrorRequest as BulkSchema,
  type BulkErrorResult,
  type ErrorCounts,
  type ErrorGroup,
  type ErrorRecord,
  type Page,
  MOST_ERRORS_AT_ONCE,
  type RecoveryState,
  SEVERITIES,
  TuttiError,
  parseAs,
} from '@tutti/contract';
import { pageOf } from '../kernel/index.ts';
import type { Database, Queryable } from '@tutti/database';
import { appendAudit } from '../audit/index.ts';
import { type NewEvent, appendEvents } from '../events/index.ts';
import { noteInterventions, retryExecutions } from '../execution/index.ts';
import {
  type ErrorFilter,
  addLetter,
  callOffRetry,
  closeError,
  countErrorRows,
  countOpen,
  findErrors,
  listErrorRows,
  lockErrorRow,
  readErrorRow,
  readRecoveryRow,
  setRecoveryRunning,
  toErrorRecord,
} from './error-store.ts';
import { countErrors, listGroups, type GroupQuery } from './error-group-store.ts';
import { type ErrorAct, decideErrorAct } from './error-state.ts';
import { settleLetterOf } from './letter-store.ts';

const EXACT_TOTAL = 10_000;

interface ErrorsDeps {
  database: Database;
  /** Executions may have become ready; `changed`: events were appended. */
  onReady(): void;
  onAppended(): void;
  onRecoveryChanged(): void;
}

interface By {
  actor?: string | undefined;
  requestId?: string | undefined;
  notes?: string | undefined;
}
type Locked = NonNullable<Awaited<ReturnType<typeof lockErrorRow>>>;

/** What operators do with error records: each act locks the record, so that two of them act one after the other. */
export class Errors {
  readonly #deps: ErrorsDeps;

  constructor(deps: ErrorsDeps) {
    this.#deps = deps;
  }

  async list(query: ErrorFilter & { limit: number; offset?: number }): Promise<Page<ErrorRecord>> {
    const { database } = this.#deps;
    const [rows, total] = await Promise.all([
      listErrorRows(database, query, query.limit + 1, query.offset ?? 0),
      countErrorRows(database, query, EXACT_TOTAL + 1),
    ]);
    const items = rows.slice(0, query.limit).map(toErrorRecord);
    return pageOf(items, total, query, rows.length > query.limit ? String(items.at(-1)?.id) : null);
  }

  async groups(
    query: ErrorFilter &
      Partial<Pick<GroupQuery, 'order' | 'offset'>> & { limit: number; open?: 'true' | 'false' },
  ): Promise<Page<ErrorGroup>> {
    const { open, order = 'newest', offset = 0, ...filter } = query;
    const openOnly = open !== 'false';
    const { items, total } = await listGroups(this.#deps.database, { ...filter, openOnly, order, offset });
    return { items, total, limit: query.limit, offset, nextCursor: null };
  }

  counts(filter: ErrorFilter = {}): Promise<ErrorCounts> {
    return countErrors(this.#deps.database, filter);
  }

  /** One act on many records. What cannot be done to one does not keep it from the others. */
  async actOnMany(request: BulkErrorRequest, by: By = {}): Promise<BulkErrorResult> {
    const wanted = parseAs(BulkSchema, request, { what: 'The request does not fit its schema' });
    const most = MOST_ERRORS_AT_ONCE + 1;
    const found = wanted.ids ?? (await findErrors(this.#deps.database, wanted.filter ?? {}, most));
    const ids = [...new Set(found)].slice(0, MOST_ERRORS_AT_ONCE);
    const refused: BulkErrorResult['refused'] = [];
    for (const id of ids) {
      try {
        await this[wanted.action](id, { ...by, notes: wanted.notes });
      } catch (error) {
        if (!(error instanceof TuttiError)) throw error;
        refused.push({ id, message: error.message });
      }
    }
    return {
      action: wanted.action,
      matched: ids.length,
      done: ids.length - refused.length,
      refused,
      truncated: found.length > MOST_ERRORS_AT_ONCE,
    };
  }

  async get(id: number): Promise<ErrorRecord> {
    const row = await readErrorRow(this.#deps.database, id);
    if (!row) throw notFound(id);
    return toErrorRecord(row);
  }

  /** Runs the next attempt now, of what waits for one or has failed for good. */
  retry(id: number, by: By = {}): Promise<ErrorRecord> {
    return this.#act('retry', id, by, async (tx, record, actor) => {
      const retried = await retryExecutions(tx, [record.execution_id], {}, actor);
      if (retried.length === 0)
        throw new TuttiError(
          'ERROR_STATE_CONFLICT',
          `The execution of error ${id} cannot be tried again: it is not there any more, or it ended well.`,
        );
      await noteInterventions(tx, [
        { executionId: record.execution_id, action: 'retry', actor, reason: by.notes },
      ]);
      return [];
    });
  }

  /** Says that it is put right: a waiting retry is called off, and its dead letter is settled. */
  resolve(id: number, by: By = {}): Promise<ErrorRecord> {
    return this.#act('resolve', id, by, (tx, record, actor) =>
      this.#close(tx, record, 'resolved', by, actor),
    );
  }

  ignore(id: number, by: By = {}): Promise<ErrorRecord> {
    return this.#act('ignore', id, by, (tx, record, actor) => this.#close(tx, record, 'ignored', by, actor));
  }

  /** Calls a waiting retry off and makes a dead letter. */
  escalate(id: number, by: By = {}): Promise<ErrorRecord> {
    return this.#act('escalate', id, by, async (tx, record, actor) => {
      await callOffRetry(tx, record.execution_id, actor);
      await closeError(tx, record.id, 'escalated', by.notes, actor);
      const letter = await addLetter(tx, record.execution_id, record.id);
      const added = letter && { deadLetterId: letter.id, executionId: letter.execution_uuid };
      return [
        told('error.escalated', record, actor),
        told('error.critical', record, actor),
        ...(added ? [{ type: 'deadletter.added', data: added, actor }] : []),
      ];
    });
  }

  async state(): Promise<RecoveryState> {
    const { row, open } = await this.#deps.database.snapshot(async (tx) => ({
      row: await readRecoveryRow(tx),
      open: await countOpen(tx),
    }));
    return {
      running: row.running,
      lastRunAt: row.last_run_at?.toISOString() ?? null,
      waiting: row.waiting,
      held: row.held,
      nextRetryAt: row.next_retry_at?.toISOString() ?? null,
      open: Object.fromEntries(SEVERITIES.map((severity) => [severity, open.get(severity) ?? 0])) as Record<
        (typeof SEVERITIES)[number],
        number
      >,
    };
  }

  /** Lets retries run, on all nodes. */
  start(by: By = {}): Promise<RecoveryState> {
    return this.#setRunning(true, by);
  }

  /** Holds retries on all nodes; first attempts go on. */
  stop(by: By = {}): Promise<RecoveryState> {
    return this.#setRunning(false, by);
  }

  async #setRunning(running: boolean, { actor = 'local', requestId }: By): Promise<RecoveryState> {
    const { database, onRecoveryChanged, onAppended } = this.#deps;
    const changed = await database.transaction(async (tx) => {
      if (!(await setRecoveryRunning(tx, running))) return false;
      const action = running ? 'recovery.started' : 'recovery.stopped';
      await appendEvents(tx, [{ type: action, data: {}, actor }]);
      await appendAudit(tx, [{ actor, requestId, action, entityType: 'recovery' }]);
      return true;
    });
    if (changed) onRecoveryChanged();
    if (changed) onAppended();
    return this.state();
  }

  async #act(
    act: ErrorAct,
    id: number,
    { actor = 'local', requestId, notes }: By,
    work: (tx: Queryable, record: Locked, actor: string) => Promise<NewEvent[]>,
  ): Promise<ErrorRecord> {
    const { database, onReady, onAppended } = this.#deps;
    await database.transaction(async (tx) => {
      const record = await lockErrorRow(tx, id);
      if (!record) throw notFound(id);
      const decision = decideErrorAct(act, record.recovery_status);
      if (!decision.allowed)
        throw new TuttiError(
          'ERROR_STATE_CONFLICT',
          `Error ${id} is ${record.recovery_status}: ${decision.why}`,
          { allowed: [...decision.from] },
        );
      await appendEvents(tx, await work(tx, record, actor));
      await appendAudit(tx, [
        {
          actor,
          requestId,
          action: PAST[act],
          entityType: 'error',
          entityId: String(id),
          before: { recoveryStatus: record.recovery_status },
          after: { notes },
        },
      ]);
    });
    if (act === 'retry') onReady();
    onAppended();
    return this.get(id);
  }

  async #close(
    tx: Queryable,
    record: Locked,
    status: 'resolved' | 'ignored',
    { notes }: By,
    actor: string,
  ): Promise<NewEvent[]> {
    await callOffRetry(tx, record.execution_id, actor);
    await closeError(tx, record.id, status, notes, actor);
    const letters = await settleLetterOf(tx, record.execution_id, notes ?? `its error was ${status}`, actor);
    return [
      told(`error.${status}`, record, actor),
      ...letters.map((letter) => ({
        type: 'deadletter.resolved',
        data: { deadLetterId: letter.id, executionId: letter.execution_uuid, by: actor },
        actor,
      })),
    ];
  }
}

const PAST: Record<ErrorAct, string> = {
  retry: 'error.retried',
  resolve: 'error.resolved',
  ignore: 'error.ignored',
  escalate: 'error.escalated',
};

const told = (type: string, record: Locked, actor: string): NewEvent => ({
  type,
  data: { errorId: record.id, severity: record.severity, by: actor },
  actor,
});

const notFound = (id: number): TuttiError =>
  new TuttiError('ERROR_NOT_FOUND', `There is no error record ${id}.`);
