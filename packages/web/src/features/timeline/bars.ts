import type { Calendar, TimelineBar } from '@tutti/contract';
import type { StatusKind } from '../../ui/status-icon.tsx';
import { OUTCOMES } from '../executions/attempt-outcomes.ts';
import { shownStatus } from '../executions/execution-status.ts';
import type { Range } from './timeline-view.ts';

/** How a bar is drawn: as its status is everywhere, while it waits by its phase. */
export type BarKind = StatusKind;

interface Attempt {
  from: number;
  until: number;
  kind: BarKind;
}

/** An execution in milliseconds, ready to be drawn. */
export interface Bar {
  source: TimelineBar;
  kind: BarKind;
  from: number;
  /** Infinity while it goes on. */
  until: number;
  startedAt: number | undefined;
  earlier: readonly Attempt[];
}

/** Schedules that are due at one instant. */
export interface Ghost {
  at: number;
  due: readonly { scheduleId: number; name: string }[];
}

const parsed = (iso: string | null): number | undefined => (iso === null ? undefined : Date.parse(iso));

export function toBar(source: TimelineBar): Bar {
  const until = parsed(source.endedAt) ?? Infinity;
  const queuedAt = Date.parse(source.queuedAt);
  return {
    source,
    kind: shownStatus(source).kind,
    // A slot that was skipped took no time, however late it was noted.
    from: queuedAt,
    until: source.status === 'skipped' ? queuedAt : Math.max(queuedAt, until),
    startedAt: parsed(source.startedAt),
    earlier: (source.earlier ?? []).map((attempt) => ({
      from: parsed(attempt.startedAt) ?? Date.parse(attempt.endedAt),
      until: Date.parse(attempt.endedAt),
      kind: OUTCOMES[attempt.outcome].kind,
    })),
  };
}

export const endOf = (bar: Bar, now: number): number => Math.min(bar.until, Math.max(now, bar.from));

/** Until the first attempt began; all of it while none has. */
export const waitOf = (bar: Bar, now: number): number =>
  Math.max(0, (bar.earlier[0]?.from ?? bar.startedAt ?? endOf(bar, now)) - bar.from);

/** From the start of the current or last attempt; undefined while it waits. */
export const runOf = (bar: Bar, now: number): number | undefined =>
  bar.startedAt === undefined ? undefined : Math.max(0, endOf(bar, now) - bar.startedAt);

export type Visit = (part: 'wait' | 'run', kind: BarKind, from: number, until: number) => void;

/** The parts of a bar in the order of time: waits and runs by turns. */
export function eachPart(bar: Bar, now: number, visit: Visit): void {
  if (bar.kind === 'skipped') return visit('run', 'skipped', bar.from, bar.from);
  let waited = bar.from;
  for (const attempt of bar.earlier) {
    visit('wait', bar.kind, waited, attempt.from);
    visit('run', attempt.kind, attempt.from, attempt.until);
    waited = attempt.until;
  }
  const end = endOf(bar, now);
  visit('wait', bar.kind, waited, bar.startedAt ?? end);
  // What ended without a run has an end all the same.
  const began = bar.startedAt ?? (bar.until === Infinity ? undefined : end);
  if (began !== undefined) visit('run', bar.kind, began, end);
}

export const barStatus = ({ source }: Bar): ReturnType<typeof shownStatus> => shownStatus(source);

export const inRange = (bar: Bar, { from, until }: Range): boolean => bar.from < until && bar.until >= from;

/** Due times that lie ahead, those of one instant together, by what `keyOf` groups them. */
export function ghostsBy(
  items: Calendar['items'],
  keyOf: (item: Calendar['items'][number]) => string,
): Map<string, Ghost[]> {
  const groups = new Map<string, Map<number, { scheduleId: number; name: string }[]>>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key) ?? new Map<number, { scheduleId: number; name: string }[]>();
    groups.set(key, group);
    const at = Date.parse(item.at);
    const due = group.get(at);
    if (due) due.push(item);
    else group.set(at, [item]);
  }
  return new Map([...groups].map(([key, group]) => [key, [...group].map(([at, due]) => ({ at, due }))]));
}
