import type { QuietHours } from '@tutti/contract';
import type { Severity } from './severity.ts';

const MINUTE = 60_000;
const DAY_MINUTES = 1440;

const minutesOf = (wall: string): number => Number(wall.slice(0, 2)) * 60 + Number(wall.slice(3));

/** Minutes since midnight that clocks in the zone show. */
function wallMinutes(at: number, timezone: string): number {
  const shown = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
  return minutesOf(shown);
}

/** When what happened now may be told; null when that is at once. */
export function heldUntil(quiet: QuietHours | null, severity: Severity, now: Date): Date | null {
  if (!quiet || (quiet.exceptCritical && severity === 'critical')) return null;
  const [from, until] = [minutesOf(quiet.from), minutesOf(quiet.until)];
  const wall = wallMinutes(now.getTime(), quiet.timezone);
  const isQuiet = from < until ? wall >= from && wall < until : wall >= from || wall < until;
  if (!isQuiet) return null;
  const minute = Math.floor(now.getTime() / MINUTE) * MINUTE;
  const end = minute + ((until - wall + DAY_MINUTES) % DAY_MINUTES) * MINUTE;
  // A change of clocks in between moves the end by what it moved the clocks.
  const off = until - wallMinutes(end, quiet.timezone);
  const mended = Math.abs(off) <= 120 ? end + off * MINUTE : end;
  return new Date(Math.max(mended, now.getTime()));
}
