/** The shapes most cron expressions have. Whatever fits none of them is written by hand. */
export type CronShape =
  | { kind: 'minutes'; every: number }
  | { kind: 'hourly'; minute: number }
  | { kind: 'daily'; time: string }
  | { kind: 'weekly'; days: number[]; time: string }
  | { kind: 'monthly'; day: number | 'L'; time: string };
export type CronKind = CronShape['kind'];

const two = (value: number): string => String(value).padStart(2, '0');

export function writeCron(shape: CronShape): string {
  switch (shape.kind) {
    case 'minutes':
      return shape.every === 1 ? '* * * * *' : `*/${shape.every} * * * *`;
    case 'hourly':
      return `${shape.minute} * * * *`;
    case 'daily':
      return `${clockFields(shape.time)} * * *`;
    case 'weekly':
      return `${clockFields(shape.time)} * * ${writeDays(shape.days)}`;
    case 'monthly':
      return `${clockFields(shape.time)} ${shape.day} * *`;
  }
}

const clockFields = (time: string): string => {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return `${minute} ${hour}`;
};

/** Days from 0 (Sunday) to 6; a row of them is written as a range. */
function writeDays(days: readonly number[]): string {
  const sorted = [...new Set(days)].sort((a, b) => a - b);
  const [first] = sorted;
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return '*';
  const isRow = sorted.length > 2 && last - first === sorted.length - 1;
  return isRow ? `${first}-${last}` : sorted.join(',');
}

/** The shape of an expression; undefined when it has none of them. */
export function readCron(cron: string): CronShape | undefined {
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== 5) return undefined;
  const [minute, hour, day, month, weekday] = fields as [string, string, string, string, string];
  if (month !== '*') return undefined;
  if (hour === '*') return day === '*' && weekday === '*' ? withinHour(minute) : undefined;
  const time = readClock(minute, hour);
  if (!time) return undefined;
  if (weekday !== '*') {
    const days = day === '*' ? readDays(weekday) : undefined;
    return days && { kind: 'weekly', days, time };
  }
  if (day === '*') return { kind: 'daily', time };
  if (day === 'L') return { kind: 'monthly', day, time };
  const dayOfMonth = numberIn(day, 1, 31);
  return dayOfMonth === undefined ? undefined : { kind: 'monthly', day: dayOfMonth, time };
}

function withinHour(minute: string): CronShape | undefined {
  if (minute === '*') return { kind: 'minutes', every: 1 };
  if (minute.startsWith('*/')) {
    const every = numberIn(minute.slice(2), 1, 59);
    return every === undefined ? undefined : { kind: 'minutes', every };
  }
  const at = numberIn(minute, 0, 59);
  return at === undefined ? undefined : { kind: 'hourly', minute: at };
}

function readClock(minute: string, hour: string): string | undefined {
  const [h, m] = [numberIn(hour, 0, 23), numberIn(minute, 0, 59)];
  return h === undefined || m === undefined ? undefined : `${two(h)}:${two(m)}`;
}

const NAMES = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

function readDays(field: string): number[] | undefined {
  const days = field.split(',').map((part) => {
    const [from, to, ...more] = part.split('-').map(dayNumber);
    if (from === undefined || more.length > 0) return undefined;
    if (!part.includes('-')) return [from % 7];
    return to === undefined || to < from
      ? undefined
      : Array.from({ length: to - from + 1 }, (_, index) => (from + index) % 7);
  });
  return days.includes(undefined) ? undefined : [...new Set((days as number[][]).flat())];
}

function dayNumber(text: string): number | undefined {
  const named = NAMES.indexOf(text.toUpperCase());
  return named >= 0 ? named : numberIn(text, 0, 7);
}

function numberIn(text: string, least: number, most: number): number | undefined {
  const value = Number(text);
  return /^\d{1,2}$/.test(text) && value >= least && value <= most ? value : undefined;
}

/** A shape of another kind that keeps the time of day. */
export function shapeOfKind(kind: CronKind, before: CronShape | undefined): CronShape {
  const time = before && 'time' in before ? before.time : '09:00';
  switch (kind) {
    case 'minutes':
      return { kind, every: 5 };
    case 'hourly':
      return { kind, minute: 0 };
    case 'daily':
      return { kind, time };
    case 'weekly':
      return { kind, days: [1, 2, 3, 4, 5], time };
    case 'monthly':
      return { kind, day: 1, time };
  }
}
