import type { Calendar, Preview, PreviewRequest } from '@tutti/contract';
import { joinDuration, splitDuration, type DurationUnit } from '../../ui/format-duration.ts';

/** A timing as it is typed: an interval or a cron expression. */
export type Tried = { kind: 'cron'; cron: string; zone: string } | { kind: 'interval'; intervalMs: number };

const INTERVAL =
  /^(?<every>every\s+)?(?<number>\d+(?:\.\d+)?)?\s*(?<unit>ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hours?|d|days?)$/i;

/** `every 5 minutes`, `90s` and `every hour` are intervals; all else is taken for cron, and judged by the server. */
export function readTried(text: string, zone: string): Tried | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const { every, number, unit } = INTERVAL.exec(trimmed)?.groups ?? {};
  if (unit && (every || number))
    return { kind: 'interval', intervalMs: joinDuration(Number(number ?? 1), unitOf(unit.toLowerCase())) };
  return { kind: 'cron', cron: trimmed, zone };
}

const unitOf = (word: string): DurationUnit =>
  word === 'ms' || word.startsWith('milli') ? 'ms' : (word.charAt(0) as DurationUnit);

export const previewOf = (tried: Tried, from: number, count: number): PreviewRequest => ({
  from: new Date(from).toISOString(),
  count,
  ...(tried.kind === 'cron'
    ? { scheduleType: 'cron', scheduleConfig: { cron: tried.cron, timezone: tried.zone } }
    : { scheduleType: 'interval', scheduleConfig: { intervalMs: tried.intervalMs } }),
});

/** What the form of a new schedule is opened with. */
export function formSearch(tried: Tried): { cron?: string; zone?: string; every?: string } {
  if (tried.kind === 'cron') return { cron: tried.cron, zone: tried.zone };
  const { value, unit } = splitDuration(tried.intervalMs);
  return { every: `${value}${unit}` };
}

export interface WhatIf {
  /** Due times in the range; none where there are too many to tell one by one. */
  times: readonly number[];
  /** Set where they are too many. */
  perDay: number | undefined;
}

const DAY = 86_400_000;

export function whatIfOf(preview: Preview | undefined, until: number, asked: number): WhatIf {
  const all = preview?.items.map(({ at }) => Date.parse(at)) ?? [];
  const times = all.filter((at) => at < until);
  const [first, last] = [all[0], all.at(-1)];
  if (all.length < asked || times.length < all.length || first === undefined || last === undefined)
    return { times, perDay: undefined };
  return { times: [], perDay: Math.round((all.length - 1) / ((last - first) / DAY)) };
}

export interface Collision {
  at: number;
  count: number;
  scheduleIds: readonly number[];
  withTried: boolean;
}

const MOST_SHOWN = 100;

/** Where several are due at once, with the tried timing as one of them: what it would add stands first. */
export function collisionsWith(calendar: Calendar, tried: readonly number[]): Collision[] {
  const known = new Map<number, Collision>(
    calendar.collisions.map(({ at, count, scheduleIds }) => {
      const instant = Date.parse(at);
      return [instant, { at: instant, count, scheduleIds, withTried: false }];
    }),
  );
  const due = new Map<number, number[]>();
  if (tried.length > 0)
    for (const { at, scheduleId } of calendar.items) {
      const instant = Date.parse(at);
      due.set(instant, [...(due.get(instant) ?? []), scheduleId]);
    }
  for (const at of tried) {
    const ids = known.get(at)?.scheduleIds ?? due.get(at);
    if (!ids) continue;
    known.set(at, { at, count: (known.get(at)?.count ?? ids.length) + 1, scheduleIds: ids, withTried: true });
  }
  return [...known.values()]
    .sort((a, b) => Number(b.withTried) - Number(a.withTried) || b.count - a.count || a.at - b.at)
    .slice(0, MOST_SHOWN);
}
