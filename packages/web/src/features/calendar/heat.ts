import type { Calendar } from '@tutti/contract';
import { addDays, Clocks, weekday, type LocalDay } from './local-days.ts';
import { dayName, type CalendarRange } from './calendar-view.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The finest part; every zone's hours begin at one. */
export const QUARTER = 15 * MINUTE;

/** A part of the picture: an hour, a quarter of one, or a day. */
export interface Cell {
  from: number;
  until: number;
  count: number;
  /** Due times of the timing that is only tried. */
  ghosts: number;
  /** How many are due at one instant at most, the tried one with them. */
  atOnce: number;
  /** Why it is longer or shorter than others. */
  clocks: 'back' | 'forward' | undefined;
}

export interface Heat {
  rows: readonly string[];
  columns: readonly string[];
  /** By row, then column; undefined where the clocks jump, or no day of the month is. */
  cells: readonly (readonly (Cell | undefined)[])[];
  most: number;
}

const two = (value: number): string => String(value).padStart(2, '0');
const HOURS = Array.from({ length: 24 }, (_, hour) => two(hour));
const QUARTERS = [':00', ':15', ':30', ':45'];
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

interface Frame {
  rows: readonly string[];
  columns: readonly string[];
  /** Where wall-clock time lies in the picture, given in milliseconds since the first day began on the wall. */
  place: (wall: number) => [row: number, column: number];
}

function frameOf({ shape, first, end }: CalendarRange): Frame {
  switch (shape) {
    case 'day':
      return {
        rows: QUARTERS,
        columns: HOURS,
        place: (wall) => [Math.floor((wall % HOUR) / QUARTER), Math.floor(wall / HOUR)],
      };
    case 'week':
      return {
        rows: daysBetween(first, end).map(dayName),
        columns: HOURS,
        place: (wall) => [Math.floor(wall / DAY), Math.floor((wall % DAY) / HOUR)],
      };
    case 'month': {
      const shift = weekday(first);
      const weeks = Math.ceil((daysBetween(first, end).length + shift) / 7);
      return {
        rows: Array.from({ length: weeks }, (_, week) => dayName(addDays(first, week * 7 - shift))),
        columns: WEEKDAYS,
        place: (wall) => {
          const day = Math.floor(wall / DAY) + shift;
          return [Math.floor(day / 7), day % 7];
        },
      };
    }
  }
}

function daysBetween(first: LocalDay, end: LocalDay): LocalDay[] {
  const days: LocalDay[] = [];
  for (let day = first; day < end; day = addDays(day, 1)) days.push(day);
  return days;
}

interface HeatInput {
  range: CalendarRange;
  density: Calendar['density'];
  /** Instants at which the tried timing would meet others, and how many there are then. */
  met: readonly { at: number; count: number }[];
  ghosts: readonly number[];
}

/** Due times by the parts of a day, week or month, as the clocks of the zone show them. */
export function heatOf({ range, density, met, ghosts }: HeatInput): Heat {
  const frame = frameOf(range);
  const cells: (Cell | undefined)[][] = frame.rows.map(() => frame.columns.map(() => undefined));
  const at = placer(range, frame, cells);
  for (let quarter = range.from; quarter < range.until; quarter += QUARTER) {
    const [row, column] = at.place(quarter);
    const line = cells[row];
    if (!line) continue;
    const cell = (line[column] ??= emptyCell(quarter));
    cell.until = quarter + QUARTER;
  }
  for (const { at: instant, count, atOnce } of density) {
    const cell = at.cell(Date.parse(instant));
    if (!cell) continue;
    cell.count += count;
    cell.atOnce = Math.max(cell.atOnce, atOnce);
  }
  for (const instant of ghosts) {
    const cell = at.cell(instant);
    if (cell) cell.ghosts += 1;
  }
  for (const { at: instant, count } of met) {
    const cell = at.cell(instant);
    if (cell) cell.atOnce = Math.max(cell.atOnce, count);
  }
  for (const change of at.clocks.changes) {
    const cell = at.cell(change.at);
    if (cell) cell.clocks = change.by < 0 ? 'back' : 'forward';
  }
  const most = Math.max(0, ...cells.flat().map((cell) => cell?.count ?? 0));
  return { rows: frame.rows, columns: frame.columns, cells, most };
}

const emptyCell = (from: number): Cell => ({
  from,
  until: from,
  count: 0,
  ghosts: 0,
  atOnce: 0,
  clocks: undefined,
});

function placer({ zone, first, from, until }: CalendarRange, frame: Frame, cells: (Cell | undefined)[][]) {
  const clocks = new Clocks(zone, from, until);
  const zero = Date.parse(`${first}T00:00:00Z`);
  const place = (instant: number): [number, number] =>
    frame.place(Math.max(0, instant + clocks.offsetAt(instant) - zero));
  const cell = (instant: number): Cell | undefined => {
    if (instant < from || instant >= until) return undefined;
    const [row, column] = place(instant);
    return cells[row]?.[column];
  };
  return { clocks, place, cell };
}

/** How full a part is, from 0 to 5; anything due is at least 1. */
export const levelOf = (count: number, most: number): number =>
  count === 0 || most === 0 ? 0 : Math.max(1, Math.ceil((count / most) * 5));

export const cellAt = ({ cells }: Heat, instant: number): Cell | undefined =>
  cells.flat().find((cell) => cell && instant >= cell.from && instant < cell.until);

export const fullest = ({ cells }: Heat): Cell | undefined =>
  cells
    .flat()
    .reduce<Cell | undefined>(
      (best, cell) => (cell && cell.count > (best?.count ?? 0) ? cell : best),
      undefined,
    );
