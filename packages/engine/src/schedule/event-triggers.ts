import { type Event, type EventConfig, type SkipReason, type Trigger, eventMatches } from '@tutti/contract';
import type { Database, Queryable } from '@tutti/database';
import {
  EventConsumer,
  type NewEvent,
  type Plan,
  appendEvents,
  causedBy,
  filterMatches,
} from '../events/index.ts';
import { cancelExecutions } from '../execution/index.ts';
import type { Log } from '../kernel/index.ts';
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

/** A chain of schedules that fire each other ends here. */
export const DEEPEST = 10;

interface Fired {
  delayed: boolean;
  cancelled: readonly number[];
}

interface EventTriggersDeps {
  database: Database;
  plans: Plans;
  log: Log;
  newId(): string;
  onFired(fired: Fired): void;
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
export class EventTriggers extends EventConsumer<Fired> {
  constructor(deps: EventTriggersDeps) {
    super({
      name: 'triggers',
      title: 'event triggers',
      database: deps.database,
      log: deps.log,
      isWanted: anyoneWaits,
      plan: (tx) => planTriggers(tx, deps),
      onConsumed: deps.onFired,
    });
  }
}

async function planTriggers(tx: Queryable, deps: EventTriggersDeps): Promise<Plan<Fired>> {
  const [schedules, waits, state] = [await eventSchedules(tx), await openWaits(tx), await readState(tx)];
  return {
    patterns: [
      ...schedules.map((schedule) => (schedule.schedule_config as unknown as EventConfig).event),
      ...waits.map((wait) => wait.pattern),
    ],
    consume: async (events) => {
      const ended = endedWaits(waits, events);
      await endWaits(tx, ended);
      const matches = state.scheduler_running ? matchesOf(schedules, events) : [];
      const { executions, runs, events: told, delayed, cancelled } = await decide(tx, matches, deps);
      await enqueueWithin(tx, executions);
      if (runs.size > 0) await countRuns(tx, runs);
      await appendEvents(tx, told);
      // To tell of nothing would wake this very loop, and so for ever.
      const isNothing = ended.length === 0 && told.length === 0 && !delayed;
      return isNothing ? undefined : { delayed, cancelled };
    },
  };
}

const matchesOf = (schedules: readonly ScheduleRow[], events: readonly Event[]): Match[] =>
  events.flatMap((event) =>
    schedules.filter((schedule) => scheduleWants(schedule, event)).map((schedule) => ({ schedule, event })),
  );

async function decide(tx: Queryable, matches: readonly Match[], deps: EventTriggersDeps): Promise<Outcome> {
  const outcome: Outcome = { executions: [], events: [], cancelled: [], runs: new Map(), delayed: false };
  const busy = await countBusy(tx, [...new Set(matches.map(({ schedule }) => schedule.id))]);
  for (const match of matches) {
    // Deeper than the deepest are only the notes of what was skipped for its depth: to note them again would never end.
    if (match.event.depth > DEEPEST) continue;
    const reason = skipReason(match, busy.get(match.schedule.id) ?? 0, outcome, deps.plans);
    if (reason) outcome.events.push(skipped(match, reason));
    else await run(tx, match, { busy, outcome, newId: deps.newId });
  }
  return outcome;
}

function skipReason(
  { schedule, event }: Match,
  busy: number,
  outcome: Outcome,
  plans: Plans,
): SkipReason | null {
  const { blackedOut } = plans.of(schedule);
  const runs = schedule.run_count + (outcome.runs.get(schedule.id) ?? 0);
  if (event.depth >= DEEPEST) return 'depth';
  if (blackedOut(Date.parse(event.at))) return 'calendar';
  if (schedule.max_runs !== null && runs >= schedule.max_runs) return 'limit';
  const debounced = (schedule.schedule_config as unknown as EventConfig).debounceMs !== undefined;
  return schedule.overlap_policy === 'skip' && busy > 0 && !debounced ? 'overlap' : null;
}

async function run(
  tx: Queryable,
  { schedule, event }: Match,
  { busy, outcome, newId }: { busy: Map<number, number>; outcome: Outcome; newId(): string },
): Promise<void> {
  const { debounceMs } = schedule.schedule_config as unknown as EventConfig;
  const trigger: Trigger = { ...causedBy(event), data: event.data };
  const runAt = debounceMs === undefined ? undefined : new Date(Date.parse(event.at) + debounceMs);
  outcome.delayed ||=
    runAt !== undefined || schedule.concurrency_key !== null || schedule.estimated_cost !== null;
  if (runAt && replaceDebounced(outcome, schedule.id, runAt, trigger)) return;
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
  const executionId = newId();
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
function replaceDebounced(outcome: Outcome, scheduleId: number, runAt: Date, trigger: Trigger): boolean {
  const earlier = outcome.executions.find((execution) => execution.scheduleId === scheduleId);
  if (!earlier) return false;
  Object.assign(earlier, { runAt, trigger });
  return true;
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
