import { DASH } from './format-number.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const two = (value: number): string => String(value).padStart(2, '0');

/** `840 ms`, `4.2 s`, `1 m 12 s`, `3 h 04 m`, `2 d 04 h`; a dash without data. */
export function formatDuration(ms: number | null | undefined): string {
  if (ms == null) return DASH;
  if (ms < 1) return '< 1 ms';
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < MINUTE - 50) return `${(ms / SECOND).toFixed(1)} s`;
  const seconds = Math.round(ms / SECOND);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${two(seconds % 60)} s`;
  const minutes = Math.round(ms / MINUTE);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} m`;
  const hours = Math.round(ms / HOUR);
  return `${Math.floor(hours / 24)} d ${two(hours % 24)} h`;
}

/** A distance in one unit, as it reads best at a glance: `7 s`, `4 m`, `3 h`, `2 d`. Whole units that have passed. */
export function formatDistance(ms: number): string {
  const distance = Math.abs(ms);
  if (distance < MINUTE) return `${Math.floor(distance / SECOND)} s`;
  if (distance < HOUR) return `${Math.floor(distance / MINUTE)} m`;
  if (distance < DAY) return `${Math.floor(distance / HOUR)} h`;
  return `${Math.floor(distance / DAY)} d`;
}

/** A countdown to the second: `00:07`, `04:12`, `3 h 04 m`, `2 d 04 h`. */
export function formatCountdown(ms: number): string {
  if (ms >= HOUR) return formatDuration(Math.floor(ms / MINUTE) * MINUTE);
  const seconds = Math.max(0, Math.ceil(ms / SECOND));
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
}

const UNITS = [
  ['d', DAY],
  ['h', HOUR],
  ['m', MINUTE],
  ['s', SECOND],
  ['ms', 1],
] as const;
export type DurationUnit = (typeof UNITS)[number][0];

/** Splits milliseconds into a number and the largest unit that divides them, for a form. */
export function splitDuration(ms: number): { value: number; unit: DurationUnit } {
  const [unit, size] = UNITS.find(([, size]) => ms >= size && ms % size === 0) ?? (['ms', 1] as const);
  return { value: ms / size, unit };
}

export const joinDuration = (value: number, unit: DurationUnit): number =>
  Math.round(value * (UNITS.find(([name]) => name === unit)?.[1] ?? 1));
