import type { Calendar, Preview } from '@tutti/contract';
import { describe, expect, test } from 'vitest';
import { besideOf, daysOf, parseCalendarView, rangeOf, rangeWords } from './calendar-view.ts';
import { cellAt, fullest, heatOf, levelOf } from './heat.ts';
import { addDays, Clocks, dayAt, isLocalDay, nextMonth, startOf, weekOf } from './local-days.ts';
import { collisionsWith, formSearch, readTried, whatIfOf } from './what-if.ts';

const NOW = Date.parse('2026-11-21T06:00:00Z');
const HOUR = 3_600_000;
const at = (iso: string): number => Date.parse(iso);
const berlin = (date: string, shape?: 'day' | 'month') => rangeOf({ date, shape }, 'Europe/Berlin', NOW);

describe('days', () => {
  test('are counted on the calendar, whatever the clocks do', () => {
    expect(addDays('2026-10-24', 2)).toBe('2026-10-26');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
    expect(weekOf('2026-11-22')).toBe('2026-11-16');
    expect(nextMonth('2026-12-31')).toBe('2027-01-01');
    expect(isLocalDay('2026-02-30')).toBe(false);
    expect(dayAt(at('2026-11-20T23:30:00Z'), 'Europe/Berlin')).toBe('2026-11-21');
    expect(startOf('2026-11-21', 'Asia/Kolkata')).toBe(at('2026-11-20T18:30:00Z'));
  });

  test('changes of clocks are found to the minute', () => {
    const year = new Clocks('Europe/Berlin', at('2026-01-01T00:00:00Z'), at('2027-01-01T00:00:00Z'));
    expect(year.changes).toEqual([
      { at: at('2026-03-29T01:00:00Z'), by: HOUR },
      { at: at('2026-10-25T01:00:00Z'), by: -HOUR },
    ]);
    expect(year.offsetAt(at('2026-07-01T00:00:00Z'))).toBe(2 * HOUR);
    expect(new Clocks('UTC', 0, NOW).changes).toEqual([]);
  });
});

describe('the view in the address', () => {
  test('what makes no sense is left out', () => {
    expect(parseCalendarView({ shape: 'year', date: '2026-13-01', zone: 'Mars/Base', cell: 'x' })).toEqual(
      {},
    );
    const view = { shape: 'month', date: '2026-11-21', zone: 'Asia/Tokyo', try: '0 2 * * *' };
    expect(parseCalendarView({ ...view, all: 'true' })).toEqual({ ...view, all: true });
  });

  test('a day, week or month is as long as its clocks make it', () => {
    expect(daysOf('month', '2026-02-14')).toEqual({ first: '2026-02-01', end: '2026-03-01' });
    const week = berlin('2026-10-21');
    expect((week.until - week.from) / HOUR).toBe(7 * 24 + 1);
    expect([besideOf(week, 1), besideOf(week, -1)]).toEqual(['2026-10-26', '2026-10-12']);
    expect(besideOf(berlin('2026-03-31', 'month'), -1)).toBe('2026-02-01');
    expect(rangeWords(week)).toBe('19 – 25 October 2026');
    expect(rangeWords(berlin('2026-10-01'))).toBe('28 Sept – 4 Oct 2026');
    expect(rangeWords(berlin('2026-10-01', 'month'))).toBe('October 2026');
  });
});

const density = (...times: [string, number, number?][]): Calendar['density'] =>
  times.map(([iso, count, atOnce = 1]) => ({ at: iso, count, atOnce }));

describe('the heat map', () => {
  test('puts each due time where the clocks of the zone show it', () => {
    const heat = heatOf({
      range: rangeOf({ date: '2026-11-21' }, 'Asia/Kolkata', NOW),
      density: density(['2026-11-21T03:30:00Z', 3, 2], ['2026-11-21T04:15:00Z', 1]),
      met: [{ at: at('2026-11-21T06:00:00Z'), count: 2 }],
      ghosts: [at('2026-11-21T06:00:00Z')],
    });
    expect(heat.rows).toEqual(['Mon 16', 'Tue 17', 'Wed 18', 'Thu 19', 'Fri 20', 'Sat 21', 'Sun 22']);
    expect(heat.cells.every((row) => row.length === 24)).toBe(true);
    expect(heat.cells[5]?.[9]).toMatchObject({ count: 4, atOnce: 2, from: at('2026-11-21T03:30:00Z') });
    expect(heat.cells[5]?.[11]).toMatchObject({ count: 0, ghosts: 1, atOnce: 2 });
    expect(heat.most).toBe(4);
    expect(fullest(heat)).toBe(heat.cells[5]?.[9]);
    expect(cellAt(heat, at('2026-11-21T04:29:00Z'))).toBe(heat.cells[5]?.[9]);
  });

  test('the hour that comes twice is one part of two hours; the one that is left out is none', () => {
    const back = heatOf({ range: berlin('2026-10-25'), density: [], met: [], ghosts: [] });
    const twice = back.cells[6]?.[2];
    expect(twice).toMatchObject({ clocks: 'back' });
    expect(((twice?.until ?? 0) - (twice?.from ?? 0)) / HOUR).toBe(2);
    const forward = heatOf({ range: berlin('2026-03-29'), density: [], met: [], ghosts: [] });
    expect(forward.cells[6]?.[2]).toBeUndefined();
    expect(forward.cells[6]?.[3]).toMatchObject({ clocks: 'forward' });
  });

  test('a month is rows of weeks, a day is quarters of hours', () => {
    const month = heatOf({
      range: berlin('2026-11-21', 'month'),
      density: density(['2026-11-30T10:00:00Z', 7]),
      met: [],
      ghosts: [],
    });
    expect(month.cells).toHaveLength(6);
    expect(month.cells[0]?.map((cell) => cell !== undefined)).toEqual([
      ...Array.from({ length: 6 }, () => false),
      true,
    ]);
    expect(month.cells[5]?.[0]?.count).toBe(7);
    const day = heatOf({
      range: berlin('2026-11-21', 'day'),
      density: density(['2026-11-21T01:45:00Z', 2]),
      met: [],
      ghosts: [],
    });
    expect([day.rows.length, day.columns.length, day.cells[3]?.[2]?.count]).toEqual([4, 24, 2]);
  });

  test('anything due is seen', () => {
    expect([levelOf(0, 9), levelOf(1, 900), levelOf(5, 10), levelOf(9, 9), levelOf(0, 0)]).toEqual([
      0, 1, 3, 5, 0,
    ]);
  });
});

describe('what if', () => {
  test.each([
    ['', undefined],
    ['every 5 minutes', 300_000],
    ['every minute', 60_000],
    ['90s', 90_000],
    ['1.5 h', 5_400_000],
    ['500ms', 500],
    ['every 2 days', 172_800_000],
  ])('%s is an interval', (text, intervalMs) => {
    const interval = intervalMs === undefined ? undefined : { kind: 'interval', intervalMs };
    expect(readTried(text, 'UTC')).toEqual(interval);
  });

  test.each(['0 2 * * *', '@daily', '5', 'day'])('%s is left to the server as cron', (cron) => {
    expect(readTried(cron, 'Asia/Tokyo')).toEqual({ kind: 'cron', cron, zone: 'Asia/Tokyo' });
  });

  test('leads to a form that says the same', () => {
    expect(formSearch({ kind: 'cron', cron: '0 2 * * *', zone: 'UTC' })).toEqual({
      cron: '0 2 * * *',
      zone: 'UTC',
    });
    expect(formSearch({ kind: 'interval', intervalMs: 5_400_000 })).toEqual({ every: '90m' });
  });

  test('too many due times are a rate, not drawn one by one', () => {
    const preview = (count: number, stepMs: number): Preview => ({
      items: Array.from({ length: count }, (_, index) => ({
        at: new Date(NOW + index * stepMs).toISOString(),
        local: '',
      })),
      description: '',
      timezone: 'UTC',
    });
    expect(whatIfOf(preview(1000, 60_000), NOW + 7 * 24 * HOUR, 1000)).toEqual({ times: [], perDay: 1440 });
    expect(whatIfOf(preview(1000, 24 * HOUR), NOW + 2 * 24 * HOUR, 1000)).toEqual({
      times: [NOW, NOW + 24 * HOUR],
      perDay: undefined,
    });
    expect(whatIfOf(preview(1, HOUR), NOW + HOUR, 1000).times).toEqual([NOW]);
    expect(whatIfOf(undefined, NOW, 1000)).toEqual({ times: [], perDay: undefined });
  });

  test('what it would meet stands first, counted with it', () => {
    const item = (iso: string, scheduleId: number) => ({
      at: iso,
      scheduleId,
      name: '',
      priority: 5,
      queue: 'q',
    });
    const calendar: Calendar = {
      from: '',
      until: '',
      items: [
        item('2026-11-21T02:00:00Z', 1),
        item('2026-11-21T03:00:00Z', 1),
        item('2026-11-21T03:00:00Z', 2),
      ],
      total: 3,
      truncated: false,
      frequent: [],
      bucketMs: 900_000,
      density: [],
      collisionTotal: 1,
      collisions: [{ at: '2026-11-21T03:00:00Z', count: 2, scheduleIds: [1, 2] }],
    };
    const tried = [at('2026-11-21T02:00:00Z'), at('2026-11-21T04:00:00Z')];
    expect(collisionsWith(calendar, tried)).toEqual([
      { at: tried[0], count: 2, scheduleIds: [1], withTried: true },
      { at: at('2026-11-21T03:00:00Z'), count: 2, scheduleIds: [1, 2], withTried: false },
    ]);
    expect(collisionsWith(calendar, [at('2026-11-21T03:00:00Z')])[0]).toMatchObject({
      count: 3,
      withTried: true,
    });
  });
});
