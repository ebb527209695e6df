import type { CatchUpPolicy, OverlapPolicy, SkipReason } from '@tutti/contract';

/** Slots older than this are missed, where the catch-up policy is `skip`. */
const LATE_MS = 30_000;
/** Looked at in one decision; what is left comes with the next. */
const MOST_SLOTS = 5000;

export interface DueSchedule {
  nextRunAt: number;
  overlapPolicy: OverlapPolicy;
  catchUpPolicy: CatchUpPolicy;
  catchUpLimit: number;
  endsAt: number | null;
  maxRuns: number | null;
  runCount: number;
  /** Executions of the schedule that have not ended. */
  busy: number;
  next(afterMs: number): number | null;
  blackedOut(at: number): boolean;
}

/** When all firing was last halted; null: never, or long over. */
export interface Halt {
  from: number;
  until: number;
}

export interface SkippedSlots {
  reason: SkipReason;
  from: number;
  until: number;
  count: number;
}

export interface Firing {
  /** Slots that become executions, oldest first; a gated one waits for the run before it. */
  runs: { slot: number; gated: boolean }[];
  skips: SkippedSlots[];
  cancelPrevious: boolean;
  nextRunAt: number | null;
}

interface Fate {
  slot: number;
  skip: SkipReason | null;
}

/** When there are more than one decision looks at, the newest wait for the next one: they are what is made up for. */
function dueSlots(schedule: DueSchedule, now: number): { slots: number[]; next: number | null } {
  const slots: number[] = [];
  let slot: number | null = schedule.nextRunAt;
  while (slot !== null && slot <= now && slots.length < MOST_SLOTS) {
    slots.push(slot);
    slot = schedule.next(slot);
  }
  if (slot === null || slot > now) return { slots, next: slot };
  const newest = slots.splice(-(schedule.catchUpPolicy === 'all' ? schedule.catchUpLimit : 1));
  return { slots, next: newest[0] as number };
}

/** Which of the slots that are not ruled out anyway run: the newest, or as many as are to be made up for. */
function keepByCatchUp(open: readonly Fate[], schedule: DueSchedule, now: number): Set<number> {
  const newest = open.at(-1);
  if (!newest) return new Set();
  switch (schedule.catchUpPolicy) {
    case 'latest':
      return new Set([newest.slot]);
    case 'skip':
      return new Set(now - newest.slot <= LATE_MS ? [newest.slot] : []);
    case 'all':
      return new Set(open.slice(-schedule.catchUpLimit).map((fate) => fate.slot));
  }
}

/** Neighbours skipped for one reason become one row. */
function collapse(fates: readonly Fate[]): SkippedSlots[] {
  const skips: SkippedSlots[] = [];
  let last: SkippedSlots | undefined;
  for (const { slot, skip } of fates) {
    if (skip === null) last = undefined;
    else if (last?.reason === skip) {
      last.until = slot;
      last.count++;
    } else skips.push((last = { reason: skip, from: slot, until: slot, count: 1 }));
  }
  return skips;
}

/** What becomes of every slot that is due: run, or skipped and why. Pure: the caller persists it. */
export function decideFiring(schedule: DueSchedule, now: number, halt: Halt | null): Firing {
  const { slots, next } = dueSlots(schedule, now);
  const behind = next !== null && next <= now;
  const fates: Fate[] = slots.map((slot) => ({
    slot,
    skip:
      schedule.endsAt !== null && slot > schedule.endsAt
        ? 'limit'
        : schedule.blackedOut(slot)
          ? 'calendar'
          : null,
  }));
  const open = fates.filter((fate) => fate.skip === null);
  const kept = behind ? new Set<number>() : keepByCatchUp(open, schedule, now);
  for (const fate of open) {
    const halted = halt !== null && fate.slot >= halt.from && fate.slot < halt.until;
    if (!kept.has(fate.slot)) fate.skip = halted ? 'stopped' : 'catch_up';
  }
  applyOverlap(fates, schedule);
  const room = schedule.maxRuns === null ? Infinity : Math.max(0, schedule.maxRuns - schedule.runCount);
  for (const fate of fates.filter(({ skip }) => skip === null).slice(room)) fate.skip = 'limit';
  const runs = fates
    .filter((fate) => fate.skip === null)
    .map(({ slot }, index) => ({ slot, gated: isGated(schedule, index) }));
  const ended = next === null || (schedule.endsAt !== null && next > schedule.endsAt) || runs.length >= room;
  return {
    runs,
    skips: collapse(fates),
    cancelPrevious: schedule.overlapPolicy === 'cancel_previous' && schedule.busy > 0 && runs.length > 0,
    nextRunAt: ended ? null : next,
  };
}

function applyOverlap(fates: readonly Fate[], { overlapPolicy, busy }: DueSchedule): void {
  const running = fates.filter((fate) => fate.skip === null);
  if (overlapPolicy === 'skip' && busy > 0) for (const fate of running) fate.skip = 'overlap';
  if (overlapPolicy === 'cancel_previous') for (const fate of running.slice(0, -1)) fate.skip = 'overlap';
}

/** Runs made up for one after another do not overlap each other, unless that is allowed. */
const isGated = ({ overlapPolicy, busy }: DueSchedule, index: number): boolean =>
  (overlapPolicy === 'queue' && (busy > 0 || index > 0)) || (overlapPolicy === 'skip' && index > 0);
