import {
  type Page,
  type Preview,
  type PreviewRequest,
  type Schedule,
  type ScheduleDraft,
  type SchedulePatch,
  type SchedulerStatus,
  SchedulePatch as PatchSchema,
  TuttiError,
  parseAs,
} from '@tutti/contract';
import type { Database, Queryable } from '@tutti/database';
import { appendAudit } from '../audit/index.ts';
import type { Actor, Edit, Enqueued, ScheduleListQuery, TriggerInput } from '../engine-api.ts';
import { appendEvents } from '../events/index.ts';
import { storableJson, pageOf } from '../kernel/index.ts';
import { type NewExecution, ensureQueues } from '../queue/index.ts';
import type { Plans } from './plans.ts';
import { previewTiming } from './preview.ts';
import { type ScheduleRow, toDefinition, toSchedule } from './schedule-row.ts';
import { type ScheduleDefinition, parseSchedule, placeSchedule } from './schedule-rules.ts';
import {
  findSchedule,
  insertSchedule,
  listSchedules,
  lockSchedule,
  readState,
  readStatus,
  recentRuns,
  removeSchedule,
  setRunning,
  writeSchedule,
} from './schedule-store.ts';
import { changesOf, editAction, scheduleAudit, schedulerAudit } from './schedule-audit.ts';
import { executionOf } from './scheduler.ts';

export interface SchedulesDeps {
  database: Database;
  plans: Plans;
  now(): Date;
  newId(): string;
  /** Throws when the task type is unknown or the config does not fit it. */
  checkTask(taskType: string, taskConfig: Record<string, unknown>): void;
  /** Throws when one of the names is no notification channel's. */
  checkChannels(tx: Queryable, field: string, names: readonly string[]): Promise<void>;
  enqueue(execution: NewExecution): Promise<Enqueued>;
  /** Timings, or whether they count, have changed. */
  onChanged(): void;
  onAppended(): void;
}

const LOCAL = 'local';
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Makes, reads and changes schedules. */
export class Schedules {
  readonly #deps: SchedulesDeps;

  constructor(deps: SchedulesDeps) {
    this.#deps = deps;
  }

  async create(draft: ScheduleDraft, by: Actor = {}): Promise<Schedule> {
    const row = await this.#changing((tx) => this.createWithin(tx, parseSchedule(draft), by, null));
    return this.#show(row);
  }

  /** Within the caller's transaction; the caller tells of the change. */
  async createWithin(
    tx: Queryable,
    input: ScheduleDefinition,
    by: Actor,
    managedBy: string | null,
  ): Promise<ScheduleRow> {
    const { actor = LOCAL } = by;
    const { plans, now, checkTask, checkChannels } = this.#deps;
    checkTask(input.taskType, input.taskConfig);
    for (const field of ['onFailure', 'onSuccess'] as const) await checkChannels(tx, field, input[field]);
    const createdAt = now();
    const nextRunAt = placeSchedule(input, { plans, now: createdAt, createdAt, timingChanged: true });
    await ensureQueues(tx, [input.queue]);
    const row = await insertSchedule(tx, input, { nextRunAt, createdBy: actor, managedBy, createdAt });
    await appendEvents(tx, [{ type: 'schedule.created', actor, data: { id: row.id, name: row.name } }]);
    await appendAudit(tx, scheduleAudit('schedule.created', row.id, by, { after: toDefinition(row) }));
    return row;
  }

  async get(id: number): Promise<Schedule> {
    return this.#show(await findSchedule(this.#deps.database, id));
  }

  async list(query: ScheduleListQuery): Promise<Page<Schedule>> {
    const { rows, total } = await listSchedules(this.#deps.database, query);
    const recent = query.recent
      ? await recentRuns(
          this.#deps.database,
          rows.map((row) => row.id),
          query.recent,
        )
      : undefined;
    const offset = query.offset ?? 0;
    return pageOf(
      rows.map((row) => toSchedule(row, this.#timing(row), recent?.get(row.id))),
      total,
      { limit: query.limit, offset },
    );
  }

  replace(id: number, draft: ScheduleDraft, edit: Edit = {}): Promise<Schedule> {
    return this.#edit(id, edit, () => parseSchedule(draft));
  }

  async update(id: number, patch: SchedulePatch, edit: Edit = {}): Promise<Schedule> {
    const changes = parseAs(PatchSchema, patch, { what: 'The change does not fit its schema' });
    return this.#edit(id, edit, (row) =>
      parseSchedule({ ...toDefinition(row), ...changes } as ScheduleDraft),
    );
  }

  setEnabled(id: number, enabled: boolean, by: Actor = {}): Promise<Schedule> {
    return this.#edit(id, by, (row) => ({ ...toDefinition(row), enabled }));
  }

  async delete(id: number, edit: Edit = {}): Promise<void> {
    await this.#changing(async (tx) => {
      const row = await lockSchedule(tx, id);
      checkMatch(row, edit);
      await this.removeWithin(tx, row, edit);
    });
  }

  async removeWithin(tx: Queryable, row: ScheduleRow, by: Actor): Promise<void> {
    const { actor = LOCAL } = by;
    await removeSchedule(tx, row.id);
    await appendEvents(tx, [{ type: 'schedule.deleted', actor, data: { id: row.id, name: row.name } }]);
    await appendAudit(tx, scheduleAudit('schedule.deleted', row.id, by, { before: toDefinition(row) }));
  }

  async trigger(
    id: number,
    { data, taskConfig, priority, reason, actor = LOCAL, traceparent }: TriggerInput = {},
  ): Promise<Enqueued> {
    const { database, checkTask, enqueue, newId } = this.#deps;
    const row = await findSchedule(database, id);
    if (taskConfig) checkTask(row.task_type, taskConfig);
    const enqueued = await enqueue({
      ...executionOf(row),
      ...(taskConfig && { taskConfig: storableJson(taskConfig) as string }),
      ...(priority !== undefined && { priority }),
      executionId: newId(),
      trigger: {
        kind: 'manual',
        actor,
        ...(data !== undefined && { data }),
        ...(reason !== undefined && { reason }),
        ...(traceparent !== undefined && { traceparent }),
      },
    });
    await database.transaction(async (tx) => {
      await tx.query(`update task_schedules set last_run_at = now() where id = $1`, [id]);
      await appendEvents(tx, [
        {
          type: 'schedule.triggered',
          actor,
          correlationId: enqueued.executionId,
          traceparent,
          data: { id, name: row.name, slot: null, executionId: enqueued.executionId, reason: reason ?? null },
        },
      ]);
    });
    this.#deps.onAppended();
    return enqueued;
  }

  async duplicate(id: number, by: Actor = {}): Promise<Schedule> {
    const source = await findSchedule(this.#deps.database, id);
    const like = `${source.name.slice(0, 180)} (copy`;
    const taken = await this.#deps.database.query<{ name: string }>(
      `select name from task_schedules where starts_with(name, $1)`,
      [like],
    );
    const names = new Set(taken.map((row) => row.name));
    let name = `${like})`;
    for (let number = 2; names.has(name); number++) name = `${like} ${number})`;
    const row = await this.#changing(async (tx) =>
      this.createWithin(tx, { ...toDefinition(source), name, enabled: false }, by, null),
    );
    return this.#show(row);
  }

  preview(request: PreviewRequest): Preview {
    return previewTiming(request, this.#deps.plans, this.#deps.now());
  }

  start(by: Actor = {}): Promise<SchedulerStatus> {
    return this.#setRunning(true, by);
  }

  stop(by: Actor = {}): Promise<SchedulerStatus> {
    return this.#setRunning(false, by);
  }

  async status(): Promise<SchedulerStatus> {
    const { state, enabled, disabled, due, next } = await this.#deps.database.snapshot(async (tx) => ({
      state: await readState(tx),
      ...(await readStatus(tx)),
    }));
    return {
      running: state.scheduler_running,
      changedAt: state.scheduler_changed_at?.toISOString() ?? null,
      lastTickAt: state.scheduler_last_tick_at?.toISOString() ?? null,
      schedules: { enabled, disabled },
      next: next && { id: next.id, name: next.name, nextRunAt: next.next_run_at.toISOString() },
      due,
    };
  }

  /** Within the caller's transaction, on a locked row; returns the fields that changed. */
  async editWithin(
    tx: Queryable,
    row: ScheduleRow,
    input: ScheduleDefinition,
    by: Actor,
    managedBy = row.managed_by,
  ): Promise<string[]> {
    const { plans, now, checkTask, checkChannels } = this.#deps;
    const before = toDefinition(row);
    const timingChanged =
      before.scheduleType !== input.scheduleType ||
      !same(before.scheduleConfig, input.scheduleConfig) ||
      (input.enabled && !before.enabled);
    const placed =
      timingChanged ||
      (['startsAt', 'endsAt', 'enabled'] as const).some((field) => !same(before[field], input[field]));
    if (before.taskType !== input.taskType || !same(before.taskConfig, input.taskConfig))
      checkTask(input.taskType, input.taskConfig);
    for (const field of ['onFailure', 'onSuccess'] as const)
      if (!same(before[field], input[field])) await checkChannels(tx, field, input[field]);
    const nextRunAt = placeSchedule(input, { plans, now: now(), createdAt: row.created_at, timingChanged });
    const changed = (Object.keys(before) as (keyof ScheduleDefinition)[]).filter(
      (field) => !same(before[field], input[field]),
    );
    if (changed.length === 0 && managedBy === row.managed_by) return [];
    if (input.queue !== before.queue) await ensureQueues(tx, [input.queue]);
    await writeSchedule(
      tx,
      row.id,
      input,
      placed || !row.next_run_at ? nextRunAt : row.next_run_at,
      managedBy,
    );
    await appendEvents(tx, [
      {
        type: 'schedule.updated',
        actor: by.actor ?? LOCAL,
        data: { id: row.id, name: input.name, changed },
      },
    ]);
    await appendAudit(
      tx,
      scheduleAudit(editAction(changed, input), row.id, by, changesOf(before, input, changed)),
    );
    return changed;
  }

  async #edit(id: number, edit: Edit, next: (row: ScheduleRow) => ScheduleDefinition): Promise<Schedule> {
    await this.#changing(async (tx) => {
      const row = await lockSchedule(tx, id);
      checkMatch(row, edit);
      await this.editWithin(tx, row, next(row), edit);
    });
    return this.get(id);
  }

  async #setRunning(running: boolean, by: Actor): Promise<SchedulerStatus> {
    await this.#changing(async (tx) => {
      if (!(await setRunning(tx, running))) return;
      const type = running ? 'scheduler.started' : 'scheduler.stopped';
      await appendEvents(tx, [{ type, actor: by.actor ?? LOCAL, data: {} }]);
      await appendAudit(tx, schedulerAudit(type, by));
    });
    return this.status();
  }

  async #changing<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    const result = await this.#deps.database.transaction(work);
    this.#deps.onChanged();
    return result;
  }

  #timing(row: ScheduleRow): string {
    return this.#deps.plans.of(row).plan.description;
  }

  #show(row: ScheduleRow): Schedule {
    return toSchedule(row, this.#timing(row));
  }
}

function checkMatch(row: ScheduleRow, { ifMatch }: Edit): void {
  if (ifMatch === undefined || ifMatch === row.updated_at.toISOString()) return;
  throw new TuttiError(
    'PRECONDITION_FAILED',
    `Schedule ${row.id} was changed at ${row.updated_at.toISOString()}, after you read it. Read it again and repeat the change.`,
  );
}
