import type { Trigger } from '@tutti/contract';
import type { Database, Queryable } from '@tutti/database';
import { type NewEvent, appendEvents } from '../events/index.ts';
import { cancelExecutions } from '../execution/index.ts';
import { type Log, LoopService } from '../kernel/index.ts';
import { type NewExecution, enqueueWithin, needsPromoter } from '../queue/index.ts';
import { type Firing, type Halt, decideFiring } from './firing.ts';
import { jitterOf } from './jitter.ts';
import type { Plans } from './plans.ts';
import type { ScheduleRow } from './schedule-row.ts';
import { readState } from './schedule-store.ts';
import {
  type Advance,
  type SkipRow,
  advanceSchedules,
  claimDue,
  countBusy,
  disableSchedules,
  extendSkips,
  insertSkips,
  nextScheduleDue,
  stampTick,
  takeSlots,
  unfinishedOf,
} from './tick-store.ts';

const IDLE_MS = 1000;
const BATCH = 500;
/** Transactions at a time when much is due: the database works on one while this process prepares the other. */
const LANES = 3;

interface SchedulerDeps {
  database: Database;
  plans: Plans;
  log: Log;
  newId(): string;
  onFired(fired: { delayed: boolean; cancelled: readonly number[] }): void;
}

interface Decided {
  row: ScheduleRow;
  firing: Firing;
}

interface Tick {
  fired: number;
  delayed: boolean;
  cancelled: number[];
  more: boolean;
}

/** Fires schedules whose time has come. Any number of nodes may tick at once: each due schedule is locked by one. */
export class Scheduler extends LoopService {
  readonly #deps: SchedulerDeps;
  #stampedMs = 0;

  constructor(deps: SchedulerDeps) {
    super('scheduler', deps.log);
    this.#deps = deps;
  }

  get ticking(): boolean {
    return this.loop.active;
  }

  /** Fires everything that is due; returns how many executions that made. */
  async tick(): Promise<number> {
    const first = await this.#batch();
    if (!first.more) return first.fired;
    const lanes = await Promise.all(Array.from({ length: LANES }, () => this.#lane()));
    return lanes.reduce((sum, fired) => sum + fired, first.fired);
  }

  async #lane(): Promise<number> {
    let fired = 0;
    for (let more = true; more;) {
      const batch = await this.#batch();
      fired += batch.fired;
      more = batch.more;
    }
    return fired;
  }

  async #batch(): Promise<Tick> {
    const tick = await this.#deps.database.transaction((tx) => this.#fire(tx));
    if (tick.fired > 0 || tick.cancelled.length > 0) this.#deps.onFired(tick);
    return tick;
  }

  protected async round(): Promise<number> {
    await this.tick();
    const { database } = this.#deps;
    if (performance.now() - this.#stampedMs >= IDLE_MS - 50) {
      this.#stampedMs = performance.now();
      await stampTick(database);
    }
    const due = await nextScheduleDue(database);
    // While halted, what is due stays due: no reason to spin.
    if (due !== null && due <= 0) return (await readState(database)).scheduler_running ? 0 : IDLE_MS;
    return Math.min(IDLE_MS, Math.ceil(due ?? IDLE_MS));
  }

  async #fire(tx: Queryable): Promise<Tick> {
    const nothing: Tick = { fired: 0, delayed: false, cancelled: [], more: false };
    const rows = await claimDue(tx, BATCH);
    if (rows.length === 0) return nothing;
    const state = await readState(tx);
    if (!state.scheduler_running) return nothing;
    const halt = haltOf(state);
    const busy = await countBusy(
      tx,
      rows.filter((row) => row.overlap_policy !== 'allow').map((row) => row.id),
    );
    const now = state.now.getTime();
    const decided = rows.map((row) => ({ row, firing: this.#decide(row, now, busy.get(row.id) ?? 0, halt) }));
    const tick = await this.#persist(tx, decided, state.now);
    return {
      ...tick,
      more:
        rows.length === BATCH ||
        decided.some(({ firing }) => firing.nextRunAt !== null && firing.nextRunAt <= now),
    };
  }

  #decide(row: ScheduleRow, now: number, busy: number, halt: Halt | null): Firing {
    const { plan, blackedOut } = this.#deps.plans.of(row);
    return decideFiring(
      {
        nextRunAt: (row.next_run_at as Date).getTime(),
        overlapPolicy: row.overlap_policy,
        catchUpPolicy: row.catch_up_policy,
        catchUpLimit: row.catch_up_limit,
        endsAt: row.ends_at?.getTime() ?? null,
        maxRuns: row.max_runs,
        runCount: row.run_count,
        busy,
        next: plan.next,
        blackedOut,
      },
      now,
      halt,
    );
  }

  async #persist(tx: Queryable, decided: readonly Decided[], now: Date): Promise<Omit<Tick, 'more'>> {
    const cancelling = decided.filter(({ firing }) => firing.cancelPrevious).map(({ row }) => row.id);
    const previous = cancelling.length > 0 ? await unfinishedOf(tx, cancelling) : [];
    const cancelled =
      previous.length > 0
        ? await cancelExecutions(tx, previous, 'the next run of its schedule began', 'scheduler')
        : [];
    const { executions, events } = await this.#enqueue(tx, decided);
    const skipIds = await this.#skip(tx, decided, events);
    const made = countBySchedule(executions);
    await advanceSchedules(
      tx,
      decided.map(({ row, firing }) =>
        advanceOf(row, firing, { made: made.get(row.id) ?? 0, open: skipIds.get(row.id) ?? null, now }),
      ),
    );
    const done = decided
      .filter(({ row, firing }) => row.schedule_type === 'one_time' && firing.nextRunAt === null)
      .map(({ row }) => row.id);
    if (done.length > 0) await disableSchedules(tx, done);
    await appendEvents(tx, events);
    return {
      fired: executions.length,
      delayed: executions.some(needsPromoter),
      cancelled,
    };
  }

  async #enqueue(
    tx: Queryable,
    decided: readonly Decided[],
  ): Promise<{ executions: NewExecution[]; events: NewEvent[] }> {
    const planned = decided.flatMap(({ row, firing }) => firing.runs.map((run) => this.#execution(row, run)));
    const taken = await takeSlots(
      tx,
      planned.map((execution) => ({
        scheduleId: execution.scheduleId as number,
        slot: execution.slot as Date,
        executionId: execution.executionId,
      })),
    );
    const executions = planned.filter((execution) => taken.has(execution.executionId));
    await enqueueWithin(tx, executions);
    const names = new Map(decided.map(({ row }) => [row.id, row.name]));
    const events = executions.map((execution) => ({
      type: 'schedule.triggered',
      actor: 'scheduler',
      correlationId: execution.executionId,
      data: {
        id: execution.scheduleId,
        name: names.get(execution.scheduleId as number),
        slot: execution.slot,
        executionId: execution.executionId,
      },
    }));
    return { executions, events };
  }

  #execution(row: ScheduleRow, run: { slot: number; gated: boolean }): NewExecution {
    const executionId = this.#deps.newId();
    const delay = jitterOf(row.id, run.slot, row.jitter_ms);
    const trigger: Trigger = { kind: 'schedule', slot: new Date(run.slot).toISOString() };
    return {
      ...executionOf(row),
      executionId,
      slot: new Date(run.slot),
      trigger,
      gated: run.gated || undefined,
      runAt: delay > 0 ? new Date(run.slot + delay) : undefined,
    };
  }

  /** Writes skipped slots; a schedule whose last row of skips has the same reason lengthens it. Returns the row left open. */
  async #skip(tx: Queryable, decided: readonly Decided[], events: NewEvent[]): Promise<Map<number, SkipRow>> {
    const open = new Map<number, SkipRow>();
    const added: SkipRow[] = [];
    const extended: SkipRow[] = [];
    for (const { row, firing } of decided) {
      for (const skip of firing.skips) {
        const goesOn =
          row.skip_id !== null &&
          row.skip_reason === skip.reason &&
          skip === firing.skips[0] &&
          !firing.runs.some((run) => run.slot < skip.from);
        const entry: SkipRow = {
          executionId: goesOn ? (row.skip_id as string) : this.#deps.newId(),
          schedule: row,
          skip,
        };
        (goesOn ? extended : added).push(entry);
        if (!firing.runs.some((run) => run.slot > skip.until)) open.set(row.id, entry);
      }
    }
    await insertSkips(tx, added);
    await extendSkips(tx, extended);
    for (const { executionId, schedule, skip } of added) {
      const data = {
        id: schedule.id,
        name: schedule.name,
        reason: skip.reason,
        slot: new Date(skip.from),
        count: skip.count,
        executionId,
      };
      events.push({ type: 'schedule.skipped', actor: 'scheduler', data });
    }
    return open;
  }
}

/** What every execution of a schedule has of it. */
export const executionOf = (row: ScheduleRow): Omit<NewExecution, 'executionId'> => ({
  taskType: row.task_type,
  taskConfig: JSON.stringify(row.task_config),
  queue: row.queue,
  priority: row.priority,
  scheduleId: row.id,
  timeoutMs: row.timeout_ms ?? undefined,
  retryPolicy: row.retry_policy ?? undefined,
  tags: row.tags,
  breaker: row.breaker ?? undefined,
  concurrencyKey: row.concurrency_key ?? undefined,
  concurrencyLimit: row.concurrency_limit ?? undefined,
  requires: row.requires ?? undefined,
  estimatedCost: row.estimated_cost ?? undefined,
});

function haltOf(state: {
  scheduler_stopped_at: Date | null;
  scheduler_changed_at: Date | null;
}): Halt | null {
  const { scheduler_stopped_at: from, scheduler_changed_at: until } = state;
  return from && until && until > from ? { from: from.getTime(), until: until.getTime() } : null;
}

/** Executions made per schedule: a slot that was taken before, by a backfill for example, makes none. */
function countBySchedule(executions: readonly NewExecution[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { scheduleId } of executions)
    counts.set(scheduleId as number, (counts.get(scheduleId as number) ?? 0) + 1);
  return counts;
}

function advanceOf(
  row: ScheduleRow,
  firing: Firing,
  { made, open, now }: { made: number; open: SkipRow | null; now: Date },
): Advance {
  return {
    id: row.id,
    nextRunAt: firing.nextRunAt === null ? null : new Date(firing.nextRunAt),
    lastRunAt: made > 0 ? now : null,
    runs: made,
    skipId: open?.executionId ?? (firing.runs.length > 0 ? null : row.skip_id),
    skipReason: open?.skip.reason ?? (firing.runs.length > 0 ? null : row.skip_reason),
  };
}
