import {
  addDays,
  dayAt,
  isLocalDay,
  monthOf,
  nextMonth,
  startOf,
  weekOf,
  type LocalDay,
} from './local-days.ts';

export const SHAPES = ['day', 'week', 'month'] as const;
export type Shape = (typeof SHAPES)[number];

/** What the address holds; without a date: today. */
export interface CalendarView {
  shape?: Exclude<Shape, 'week'> | undefined;
  date?: LocalDay | undefined;
  zone?: string | undefined;
  /** A timing that does not exist yet: `0 2 * * *`, `every 5 m`. */
  try?: string | undefined;
  /** Schedules that are due very often are counted in. */
  all?: true | undefined;
  /** The cell that is open, by the instant it begins at. */
  cell?: string | undefined;
}

const word = (value: unknown, most: number): string | undefined =>
  typeof value === 'string' && value.trim() !== '' && value.length <= most ? value : undefined;

/** Reads an address; what makes no sense is left out. */
export function parseCalendarView(search: Record<string, unknown>): CalendarView {
  const { shape, date, zone, cell } = search;
  return {
    shape: shape === 'day' || shape === 'month' ? shape : undefined,
    date: typeof date === 'string' && isLocalDay(date) ? date : undefined,
    zone: typeof zone === 'string' && isZone(zone) ? zone : undefined,
    try: word(search['try'], 200),
    all: search['all'] === 'true' || search['all'] === true ? true : undefined,
    cell: typeof cell === 'string' && !Number.isNaN(Date.parse(cell)) ? cell : undefined,
  };
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** The days in sight: from the first to before the last. */
export interface Days {
  first: LocalDay;
  end: LocalDay;
}

export function daysOf(shape: Shape, date: LocalDay): Days {
  switch (shape) {
    case 'day':
      return { first: date, end: addDays(date, 1) };
    case 'week':
      return { first: weekOf(date), end: addDays(weekOf(date), 7) };
    case 'month':
      return { first: monthOf(date), end: nextMonth(date) };
  }
}

export interface CalendarRange extends Days {
  shape: Shape;
  zone: string;
  from: number;
  until: number;
}

export function rangeOf(view: CalendarView, ownZone: string, now: number): CalendarRange {
  const zone = view.zone ?? ownZone;
  const shape = view.shape ?? 'week';
  const days = daysOf(shape, view.date ?? dayAt(now, zone));
  return { ...days, shape, zone, from: startOf(days.first, zone), until: startOf(days.end, zone) };
}

/** A day of the range before or after. */
export function besideOf({ shape, first, end }: CalendarRange, step: 1 | -1): LocalDay {
  if (step === 1) return end;
  return shape === 'month' ? monthOf(addDays(first, -1)) : addDays(first, shape === 'week' ? -7 : -1);
}

const named = (day: LocalDay, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' }).format(Date.parse(`${day}T12:00:00Z`));

export const dayName = (day: LocalDay): string => named(day, { weekday: 'short', day: 'numeric' });

/** `Sat 21 November 2026`, `16 – 22 November 2026`, `November 2026` */
export function rangeWords({ shape, first, end }: CalendarRange): string {
  if (shape === 'month') return named(first, { month: 'long', year: 'numeric' });
  if (shape === 'day')
    return named(first, { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' });
  const last = addDays(end, -1);
  const inOneMonth = monthOf(first) === monthOf(last);
  const begin = inOneMonth
    ? named(first, { day: 'numeric' })
    : named(first, { day: 'numeric', month: 'short' });
  return `${begin} – ${named(last, { day: 'numeric', month: inOneMonth ? 'long' : 'short', year: 'numeric' })}`;
}
