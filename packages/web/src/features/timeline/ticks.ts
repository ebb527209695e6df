import { formatClock, formatClockSeconds, formatDay } from '../../ui/format-time.ts';
import { offsetMs } from '../../ui/zone-offset.ts';
import type { Range } from './timeline-view.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  5 * SECOND,
  15 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
];

export interface Tick {
  at: number;
  label: string;
  /** Where a day begins the line is stronger and the date stands. */
  day: boolean;
}

/** Round times of a zone's clocks, at least `apart` pixels from each other. */
export function ticksOf({ from, until }: Range, width: number, zone: string, apart = 72): Tick[] {
  const perPixel = (until - from) / Math.max(1, width);
  const step = STEPS.find((size) => size / perPixel >= apart) ?? 14 * DAY;
  const ticks: Tick[] = [];
  let offset = offsetMs(zone, from);
  let local = Math.ceil((from + offset) / step) * step;
  while (local - offset < until && ticks.length < 500) {
    const before = offset;
    // Where the clocks changed since the tick before, the same wall time is another instant.
    offset = offsetMs(zone, local - before);
    const at = local - offset;
    // An hour that the clocks jump over has no tick.
    const exists = offset === before || offsetMs(zone, at) === offset;
    if (exists && at >= from && at < until) ticks.push(tickAt(at, local, step, zone));
    local += step;
  }
  return ticks;
}

function tickAt(at: number, local: number, step: number, zone: string): Tick {
  const day = local % DAY === 0;
  if (day) return { at, label: formatDay(at, zone, at), day };
  return { at, label: step < MINUTE ? formatClockSeconds(at, zone) : formatClock(at, zone), day };
}
