import { expect, test } from 'vitest';
import { compileCron } from './cron.ts';
import { Zones } from './time-zone.ts';

/*
 * Ten years of clock changes against an oracle of its own: a scan over the minutes around each change, whose wall
 * clock comes from Intl by another way than the engine's, and a matcher that knows lists, ranges and steps only.
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface Oracle {
  zone: string;
  from: number;
  until: number;
}
const ORACLES: Oracle[] = [
  // Half an hour of summer time; midnight changes and their end; Ramadan; a day that was skipped; the two everyone has.
  { zone: 'Europe/Berlin', from: Date.UTC(2025, 0), until: Date.UTC(2035, 0) },
  { zone: 'America/New_York', from: Date.UTC(2025, 0), until: Date.UTC(2035, 0) },
  { zone: 'Australia/Lord_Howe', from: Date.UTC(2025, 0), until: Date.UTC(2035, 0) },
  { zone: 'America/Sao_Paulo', from: Date.UTC(2010, 0), until: Date.UTC(2020, 0) },
  { zone: 'Africa/Casablanca', from: Date.UTC(2018, 0), until: Date.UTC(2028, 0) },
  { zone: 'Pacific/Apia', from: Date.UTC(2010, 0), until: Date.UTC(2020, 0) },
];
const EXPRESSIONS = [
  '0 0 * * *',
  '30 2 * * *',
  '0,30 1,2,3 * * *',
  '15 0-3 * * *',
  '*/10 2 * * *',
  '59 23 * * *',
  '0 3 * * SUN',
  '30 0 * * 6',
  '0 0 1 * *',
  '5 1 L * *',
  '0 * * * *',
  '30 * * * *',
  '*/15 * * * *',
  '@hourly',
  '@daily',
  '0 */2 * * *',
  '30 */3 * * *',
  '45 1 29-31 3,10,12 *',
];

interface Wall {
  minute: number;
  hour: number;
  day: number;
  month: number;
  weekday: number;
  lastDay: number;
  /** The reading as if it were UTC. */
  ms: number;
}

function wallReader(zone: string): (at: number) => Wall {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
    hourCycle: 'h23',
  });
  return (at) => {
    const text = format.format(at);
    const [day, month, year, hour, minute] = [
      text.slice(0, 2),
      text.slice(3, 5),
      text.slice(6, 10),
      text.slice(12, 14),
      text.slice(15, 17),
    ].map(Number) as [number, number, number, number, number];
    return wallOf(Date.UTC(year, month - 1, day, hour, minute));
  };
}

function wallOf(ms: number): Wall {
  const date = new Date(ms);
  return {
    minute: date.getUTCMinutes(),
    hour: date.getUTCHours(),
    day: date.getUTCDate(),
    month: date.getUTCMonth() + 1,
    weekday: date.getUTCDay(),
    lastDay: new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate(),
    ms,
  };
}

const MACROS: Record<string, string> = { '@hourly': '0 * * * *', '@daily': '0 0 * * *' };

function fieldTest(field: string, least: number, most: number): (value: number) => boolean {
  const parts = field
    .replace('SUN', '0')
    .split(',')
    .map((part) => {
      const [range = '', step] = part.split('/');
      const [low, high] = range === '*' ? [least, most] : range.split('-').map(Number);
      return { low: low as number, high: high ?? (low as number), step: Number(step ?? 1) };
    });
  return (value) =>
    parts.some(({ low, high, step }) => value >= low && value <= high && (value - low) % step === 0);
}

function matcher(expression: string): (wall: Wall) => boolean {
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = (
    MACROS[expression] ?? expression
  ).split(' ');
  const [isMinute, isHour, isMonth, isWeekday] = [
    fieldTest(minute, 0, 59),
    fieldTest(hour, 0, 23),
    fieldTest(month, 1, 12),
    fieldTest(weekday, 0, 6),
  ];
  const isDay = day === 'L' ? () => false : fieldTest(day, 1, 31);
  return (wall) =>
    isMinute(wall.minute) &&
    isHour(wall.hour) &&
    isMonth(wall.month) &&
    isWeekday(wall.weekday) &&
    (day === 'L' ? wall.day === wall.lastDay : isDay(wall.day));
}

interface Window {
  from: number;
  walls: Wall[];
}

/** What should run within the window, minute by minute. */
function expectedRuns({ from, walls }: Window, expression: string, dst: 'once' | 'wall'): number[] {
  const matches = matcher(expression);
  const hour = (MACROS[expression] ?? expression).split(' ')[1] as string;
  const named = !hour.startsWith('*');
  const seen = new Set<number>();
  const runs: number[] = [];
  walls.forEach((wall, index) => {
    const before = walls[index - 1]?.ms ?? wall.ms - MINUTE;
    let due = matches(wall) && !(dst === 'once' && named && seen.has(wall.ms));
    // What a forward change skips runs once, at the change, unless the pattern runs every hour anyway.
    if (dst === 'once' && hour !== '*')
      for (let gap = before + MINUTE; gap < wall.ms; gap += MINUTE) due ||= matches(wallOf(gap));
    seen.add(wall.ms);
    if (due && index > 0) runs.push(from + index * MINUTE);
  });
  return runs;
}

/** Six hours on either side; more where a whole day is skipped. */
function windowAround(at: number, read: (at: number) => Wall): Window {
  const hours = Math.abs(read(at).ms - read(at - MINUTE).ms) > 12 * HOUR ? 30 : 6;
  const from = at - hours * HOUR;
  return {
    from,
    walls: Array.from({ length: 2 * hours * 60 + 1 }, (_, index) => read(from + index * MINUTE)),
  };
}

/** The instants, by the minute, at which the clocks change. */
function changesOf({ from, until }: Oracle, read: (at: number) => Wall): number[] {
  const offset = (at: number): number => read(at).ms - at;
  const changes: number[] = [];
  for (let at = from; at < until; at += 6 * HOUR) {
    if (offset(at) === offset(at + 6 * HOUR)) continue;
    let [low, high] = [at, at + 6 * HOUR];
    while (high - low > MINUTE) {
      const middle = low + Math.floor((high - low) / 2 / MINUTE) * MINUTE;
      if (offset(middle) === offset(at)) low = middle;
      else high = middle;
    }
    changes.push(high);
  }
  return changes;
}

const zones = new Zones();

function runsOf(expression: string, zone: string, dst: 'once' | 'wall', { from, walls }: Window): number[] {
  const plan = compileCron(expression, zones.get(zone, 'zone'), dst);
  const until = from + (walls.length - 1) * MINUTE;
  const runs: number[] = [];
  for (let at = plan.next(from); at !== null && at <= until; at = plan.next(at)) runs.push(at);
  return runs;
}

const shown = (instants: readonly number[]): string[] => instants.map((at) => new Date(at).toISOString());

test.each(ORACLES)('$zone: every change of clocks', (oracle) => {
  const { zone } = oracle;
  const read = wallReader(zone);
  const changes = changesOf(oracle, read);
  expect(changes.length).toBeGreaterThanOrEqual(10);
  const quiet = Array.from({ length: 4 }, (_, index) => oracle.from + (index * 2.3 + 0.4) * 365 * DAY);
  for (const window of [...changes, ...quiet].map((at) =>
    windowAround(Math.floor(at / MINUTE) * MINUTE, read),
  )) {
    for (const expression of EXPRESSIONS) {
      for (const dst of ['once', 'wall'] as const) {
        const [found, wanted] = [
          runsOf(expression, zone, dst, window),
          expectedRuns(window, expression, dst),
        ];
        if (found.join() !== wanted.join())
          expect(shown(found), `${expression} in ${zone}, ${dst}, from ${shown([window.from])} on`).toEqual(
            shown(wanted),
          );
      }
    }
  }
});

test.each(ORACLES)('$zone: a run on the very day of a change, seen from far away', (oracle) => {
  const { zone } = oracle;
  const read = wallReader(zone);
  for (const change of changesOf(oracle, read)) {
    const window = windowAround(change, read);
    const [before, after] = [read(change - MINUTE).ms + MINUTE, read(change).ms];
    const least = Math.min(before, after);
    const most = Math.max(before, after);
    for (const ms of [least, least + 15 * MINUTE, most - MINUTE, most]) {
      const { minute, hour, day, month } = wallOf(ms);
      const expression = `${minute} ${hour} ${day} ${month} *`;
      for (const dst of ['once', 'wall'] as const) {
        const wanted = expectedRuns(window, expression, dst);
        const plan = compileCron(expression, zones.get(zone, 'zone'), dst);
        for (const daysBefore of [1.25, 20, 100, 190, 300]) {
          const start = change - daysBefore * DAY;
          const found: number[] = [];
          for (
            let at = plan.next(start);
            at !== null && at <= window.from + (window.walls.length - 1) * MINUTE;
            at = plan.next(at)
          )
            if (at > window.from) found.push(at);
          if (found.join() !== wanted.join()) {
            expect(
              shown(found),
              `${expression} in ${zone}, ${dst}, seen ${daysBefore} days before ${shown([change])}`,
            ).toEqual(shown(wanted));
          }
        }
      }
    }
  }
});

test('a year of seconds around a change never goes back and never stands', () => {
  const plan = compileCron('*/7 * * * * *', zones.get('Europe/Berlin', 'zone'));
  for (const change of [Date.UTC(2026, 2, 29, 1), Date.UTC(2026, 9, 25, 1)]) {
    let last = change - 2 * MINUTE;
    for (let at = plan.next(last) as number; at < change + 2 * MINUTE; at = plan.next(at) as number) {
      expect(at - last).toBeGreaterThan(0);
      expect(at - last).toBeLessThanOrEqual(7000);
      expect(new Date(at).getUTCSeconds() % 7).toBe(0);
      last = at;
    }
  }
});
