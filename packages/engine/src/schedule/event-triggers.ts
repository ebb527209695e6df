import { type Event, type EventConfig, type SkipReason, type Trigger, eventMatches } from '@tutti/contract';
import type { Database, Queryable } from '@tutti/database';
import {
  type EventRow,
  type NewEvent,
  appendEvents,
  filterMatches,
  lockCursor,
  moveCursor,
  readEventRows,
  readHead,
  unfoldEvents,
} from '../events/index.ts';
import { cancelExecutions } from '../execution/index.ts';
import { type Log, LoopService, Patience } from '../kernel/index.ts';
import { type NewExecution, enqueueWithin } from '../queue/index.ts';
import {
  type Wait,
  anyoneWaits,
  countRuns,
  endWaits,
  eventSchedules,
  openWaits,
  postpone,
} from './event-trigger-store.ts';
import type { Plans } from './plans.ts';
import type { ScheduleRow } from './schedule-row.ts';
import { readState } from './schedule-store.ts';
import { executionOf } from './scheduler.ts';
import { countBusy, unfinishedOf } from './tick-store.ts';

const IDLE_MS = 1000;
const PAGE_ROWS = 200;
const CURSOR = 'triggers';
/** A chain of schedules that fire each other ends here. */
export const DEEPEST = 10;

interface EventTriggersDeps {
  database: Database;
  plans: Plans;
  log: Log;
  newId(): string;
  onFired(fired: { delayed: boolean; cancelled: readonly number[] }): void;
}

interface Match {
  schedule: ScheduleRow;
  event: Event;
}

interface Outcome {
  executions: NewExecution[];
  events: NewEvent[];
  cancelled: number[];
  runs: Map<number, number>;
  /** Some run later than now. */
  delayed: boolean;
}

/** True when the event is one the schedule runs for, by pattern, filter and window. */
export function scheduleWants(schedule: ScheduleRow, event: Event): boolean {
  const config = schedule.schedule_config as unknown as EventConfig;
  const at = Date.parse(event.at);
  const inWindow =
    (schedule.starts_at === null || at >= schedule.starts_at.getTime()) &&
    (schedule.ends_at === null || at <= schedule.ends_at.getTime());
  return (
    inWindow &&
    at >= schedule.updated_at.getTime() &&
    eventMatches([config.event], event.type) &&
    filterMatches(config.filter, event)
  );
}

/** Matches the event log against event schedules and waiting executions, each event once in the whole fleet. */
export class EventTriggers extends LoopService {
  readonly #deps: EventTriggersDeps;
  readonly #patience = new Patience(IDLE_MS);
  #idle = false;

  constructor(deps: EventTriggersDeps) {
    super('event triggers', deps.log);
    this.#deps = deps;
  }

  /** There are new events. Costs nothing while no schedule and no execution waits for any. */
  override wake(): void {
    this.#patience.renew();
    if (!this.#idle) super.wake();
  }

  /** There may be something new that waits for events. */
  refresh(): void {
    this.#idle = false;
    this.#patience.renew();
    super.wake();
  }

  /** One pass; returns the milliseconds until the next, unless woken. */
  async round(): Promise<number> {
    const { more, fired } = await this.#deps.database.transaction((tx) => this.#match(tx));
    if (fired) this.#deps.onFired(fired);
    return more ? 0 : this.#patience.spend();
  }

  async #match(
    tx: Queryable,
  ): Promise<{ more: boolean; fired?: { delayed: boolean; cancelled: readonly number[] } }> {
    const cursor = await lockCursor(tx, CURSOR);
    if (!cursor) return { more: false };
    const head = await readHead(tx);
    this.#idle = !(await anyoneWaits(tx));
    if (this.#idle) {
      await moveCursor(tx, CURSOR, head);
      return { more: false };
    }
    const rows = await readEventRows(tx, cursor, PAGE_ROWS);
    // Read after the events: what waits for one was there before it, or it would not match anyway.
    const [schedules, waits, state] = [await eventSchedules(tx), await openWaits(tx), await readState(tx)];
    const events = await this.#unfoldWanted(tx, rows, cursor, schedules, waits);
    const ended = endedWaits(waits, events);
    await endWaits(tx, ended);
    const matches = state.scheduler_running
      ? events.flatMap((event) =>
          schedules
            .filter((schedule) => scheduleWants(schedule, event))
            .map((schedule) => ({ schedule, event })),
        )
      : [];
    const outcome = await this.#decide(tx, matches);
    await enqueueWithin(tx, outcome.executions);
    if (outcome.runs.size > 0) await countRuns(tx, outcome.runs);
    await appendEvents(tx, outcome.events);
    const last = rows.at(-1);
    if (last) await moveCursor(tx, CURSOR, { tx: last.tx, id: last.id, index: 0 });
    // To tell of nothing would wake this very loop, and so for ever.
    const nothing = ended.length === 0 && outcome.events.length === 0 && !outcome.delayed;
    const more = rows.length === PAGE_ROWS;
    return nothing ? { more } : { more, fired: { delayed: outcome.delayed, cancelled: outcome.cancelled } };
  }

  /** Only rows of a type that somebody waits for are unfolded: most tell of executions, by the hundred. */
  async #unfoldWanted(
    tx: Queryable,
    rows: readonly EventRow[],
    cursor: { tx: string; id: string },
    schedules: readonly ScheduleRow[],
    waits: readonly Wait[],
  ): Promise<Event[]> {
    const patterns = [
      ...schedules.map((schedule) => (schedule.schedule_config as unknown as EventConfig).event),
      ...waits.map((wait) => wait.pattern),
    ];
    const wanted = rows.filter(
      (row) => (row.tx !== cursor.tx || row.id !== cursor.id) && eventMatches(patterns, row.type),
    );
    return wanted.length > 0 ? unfoldEvents(tx, wanted) : [];
  }

  async #decide(tx: Queryable, matches: readonly Match[]): Promise<Outcome> {
    const outcome: Outcome = { executions: [], events: [], cancelled: [], runs: new Map(), delayed: false };
    const busy = await countBusy(tx, [...new Set(matches.map(({ schedule }) => schedule.id))]);
    for (const match of matches) {
      // Deeper than the deepest are only the notes of what was skipped for its depth: to note them again would never end.
      if (match.event.depth > DEEPEST) continue;
      const reason = this.#skipReason(match, busy.get(match.schedule.id) ?? 0, outcome);
      if (reason) outcome.events.push(skipped(match, reason));
      else await this.#run(tx, match, busy, outcome);
    }
    return outcome;
  }

  #skipReason({ schedule, event }: Match, busy: number, outcome: Outcome): SkipReason | null {
    const { blackedOut } = this.#deps.plans.of(schedule);
    const runs = schedule.run_count + (outcome.runs.get(schedule.id) ?? 0);
    if (event.depth >= DEEPEST) return 'depth';
    if (blackedOut(Date.parse(event.at))) return 'calendar';
    if (schedule.max_runs !== null && runs >= schedule.max_runs) return 'limit';
    const debounced = (schedule.schedule_config as unknown as EventConfig).debounceMs !== undefined;
    return schedule.overlap_policy === 'skip' && busy > 0 && !debounced ? 'overlap' : null;
  }

  async #run(
    tx: Queryable,
    { schedule, event }: Match,
    busy: Map<number, number>,
    outcome: Outcome,
  ): Promise<void> {
    const { debounceMs } = schedule.schedule_config as unknown as EventConfig;
    const trigger: Trigger = {
      kind: 'event',
      event: { id: event.id, type: event.type },
      data: event.data,
      depth: event.depth + 1,
      correlationId: event.correlationId ?? event.id,
      ...(event.traceparent !== undefined && { traceparent: event.traceparent }),
    };
    const runAt = debounceMs === undefined ? undefined : new Date(Date.parse(event.at) + debounceMs);
    outcome.delayed ||=
      runAt !== undefined || schedule.concurrency_key !== null || schedule.estimated_cost !== null;
    if (runAt && this.#replaceDebounced(outcome, schedule.id, runAt, trigger)) return;
    if (runAt && (await postpone(tx, schedule.id, runAt, trigger))) return;
    if (schedule.overlap_policy === 'cancel_previous' && (busy.get(schedule.id) ?? 0) > 0) {
      // Those of this very pass as well.
      await enqueueWithin(tx, outcome.executions.splice(0));
      outcome.cancelled.push(
        ...(await cancelExecutions(
          tx,
          await unfinishedOf(tx, [schedule.id]),
          'the next run of its schedule began',
          'scheduler',
        )),
      );
    }
    const executionId = this.#deps.newId();
    outcome.executions.push({
      ...executionOf(schedule),
      executionId,
      trigger,
      runAt,
      gated: (schedule.overlap_policy === 'queue' && (busy.get(schedule.id) ?? 0) > 0) || undefined,
      ...(runAt && { metadata: { debounced: true } }),
    });
    outcome.runs.set(schedule.id, (outcome.runs.get(schedule.id) ?? 0) + 1);
    busy.set(schedule.id, (busy.get(schedule.id) ?? 0) + 1);
    const data = { id: schedule.id, name: schedule.name, slot: null, executionId, event: event.type };
    outcome.events.push({
      type: 'schedule.triggered',
      actor: 'scheduler',
      correlationId: trigger.correlationId,
      causationId: event.id,
      depth: event.depth + 1,
      data,
    });
  }

  /** A run of this very pass that still waits for quiet takes the later event instead. */
  #replaceDebounced(outcome: Outcome, scheduleId: number, runAt: Date, trigger: Trigger): boolean {
    const earlier = outcome.executions.find((execution) => execution.scheduleId === scheduleId);
    if (!earlier) return false;
    Object.assign(earlier, { runAt, trigger });
    return true;
  }
}

/** Each wait ends with the first event that fits it. */
function endedWaits(
  waits: readonly Wait[],
  events: readonly Event[],
): { executionId: number; event: Event }[] {
  return waits.flatMap((wait) => {
    const event = events.find(
      (candidate) =>
        Date.parse(candidate.at) >= wait.created_at.getTime() &&
        eventMatches([wait.pattern], candidate.type) &&
        filterMatches(wait.filter, candidate),
    );
    return event ? [{ executionId: wait.execution_id, event }] : [];
  });
}

const skipped = ({ schedule, event }: Match, reason: SkipReason): NewEvent => ({
  type: 'schedule.skipped',
  actor: 'scheduler',
  correlationId: event.correlationId ?? event.id,
  causationId: event.id,
  depth: event.depth + 1,
  data: { id: schedule.id, name: schedule.name, reason, slot: null, count: 1, event: event.type },
});
