import { TuttiError } from '@tutti/contract';
import { describe, expect, test } from 'vitest';
import { compileCron } from './cron.ts';
import { Zones } from './time-zone.ts';

const zones = new Zones();
const UTC = zones.get('UTC', 'zone');
const START = Date.parse('2026-01-01T00:00:00Z');

function runs(
  expression: string,
  count: number,
  { zone = 'UTC', from = START }: { zone?: string; from?: number } = {},
): string[] {
  const plan = compileCron(expression, zones.get(zone, 'zone'));
  const found: string[] = [];
  for (let at = plan.next(from); at !== null && found.length < count; at = plan.next(at))
    found.push(new Date(at).toISOString().replace(':00.000Z', 'Z').replace('.000Z', 'Z'));
  return found;
}

function refused(expression: string): TuttiError {
  try {
    compileCron(expression, UTC);
  } catch (error) {
    return error as TuttiError;
  }
  throw new Error(`${expression} was taken`);
}

test.each<[string, string[]]>([
  ['0 2 * * *', ['2026-01-01T02:00Z', '2026-01-02T02:00Z']],
  ['*/20 * * * *', ['2026-01-01T00:20Z', '2026-01-01T00:40Z', '2026-01-01T01:00Z']],
  ['30 0 12 * * *', ['2026-01-01T12:00:30Z']],
  ['0 9 * * MON-FRI', ['2026-01-01T09:00Z', '2026-01-02T09:00Z', '2026-01-05T09:00Z']],
  ['0 9 * JAN,jul Mon', ['2026-01-05T09:00Z']],
  ['0 0 * * 0', ['2026-01-04T00:00Z']],
  ['0 0 * * 7', ['2026-01-04T00:00Z']],
  ['0 0 13 * FRI', ['2026-01-02T00:00Z', '2026-01-09T00:00Z', '2026-01-13T00:00Z', '2026-01-16T00:00Z']],
  ['0 0 L * *', ['2026-01-31T00:00Z', '2026-02-28T00:00Z']],
  ['0 0 15W * *', ['2026-01-15T00:00Z', '2026-02-16T00:00Z', '2026-03-16T00:00Z']],
  ['0 0 * * MON#2', ['2026-01-12T00:00Z', '2026-02-09T00:00Z']],
  ['0 0 * * 5L', ['2026-01-30T00:00Z', '2026-02-27T00:00Z']],
  ['0 0 29 2 *', ['2028-02-29T00:00Z', '2032-02-29T00:00Z']],
  ['@yearly', ['2027-01-01T00:00Z']],
  ['@annually', ['2027-01-01T00:00Z']],
  ['@monthly', ['2026-02-01T00:00Z']],
  ['@weekly', ['2026-01-04T00:00Z']],
  ['@daily', ['2026-01-02T00:00Z']],
  ['@midnight', ['2026-01-02T00:00Z']],
  ['@hourly', ['2026-01-01T01:00Z']],
  ['  0   2 * *   * ', ['2026-01-01T02:00Z']],
])('%s runs at %j', (expression, wanted) => expect(runs(expression, wanted.length)).toEqual(wanted));

test('the zone decides, also where it is not a whole hour off', () => {
  expect(runs('0 9 * * *', 1, { zone: 'Asia/Kathmandu' })).toEqual(['2026-01-01T03:15Z']);
  expect(
    runs('0 9 * * *', 1, { zone: 'Australia/Lord_Howe', from: Date.parse('2026-07-01T00:00:00Z') }),
  ).toEqual(['2026-07-01T22:30Z']);
});

test('the run asked after is never the answer', () => {
  const plan = compileCron('* * * * * *', UTC);
  expect(plan.next(START)).toBe(START + 1000);
  expect(plan.next(START - 1)).toBe(START);
  expect(plan.next(START + 999)).toBe(START + 1000);
});

test('an expression that names a day that never comes has no run', () => {
  for (const never of ['0 0 30 2 *', '0 0 31 4,6,9,11 *'])
    expect(compileCron(never, UTC).next(START)).toBeNull();
});

test('a pattern that runs in every hour is not one of named hours', () => {
  const named = ['0 2 * * *', '@daily', '0 0-23 * * *', '0 0 5 * * *'];
  const open = ['0 * * * *', '*/5 */2 * * *', '@hourly', '0 0 * * * *', '* * * * * *'];
  expect(named.filter((expression) => !compileCron(expression, UTC).namesHours)).toEqual([]);
  expect(open.filter((expression) => compileCron(expression, UTC).namesHours)).toEqual([]);
});

describe('a bad expression', () => {
  /** Expression, what is said of it, the part at fault, and what one may write instead. */
  test.each<[string, string, string, string | null]>([
    ['60 * * * *', 'minute is 60; allowed 0–59', '60', '59 * * * *'],
    ['0 24 * * *', 'hour is 24; allowed 0–23', '24', '0 23 * * *'],
    ['0 0 32 * *', 'day of month is 32; allowed 1–31, L, W', '32', '0 0 31 * *'],
    ['0 0 0 * *', 'day of month is 0; allowed 1–31, L, W', '0', '0 0 1 * *'],
    ['0 0 1 13 *', 'month is 13; allowed 1–12 or JAN–DEC', '13', '0 0 1 12 *'],
    ['0 0 1 0 *', 'month is 0; allowed 1–12 or JAN–DEC', '0', '0 0 1 1 *'],
    ['0 0 10-40 * *', 'day of month is 40; allowed 1–31, L, W', '40', '0 0 10-31 * *'],
    ['0 0 40W * *', 'day of month is 40; allowed 1–31, L, W', '40', '0 0 31W * *'],
    ['0 0 * * 8', 'day of week is 8; allowed 0–7 or SUN–SAT', '8', '0 0 * * 7'],
    ['61 0 0 * * *', 'second is 61; allowed 0–59', '61', '59 0 0 * * *'],
    ['  60 * * * *', 'minute is 60; allowed 0–59', '60', '  59 * * * *'],
    ['1-70 * * * *', 'minute is 70; allowed 0–59', '70', '1-59 * * * *'],
    ['5,61 * * * *', 'minute is 61; allowed 0–59', '61', '5,59 * * * *'],
  ])('%j: %s', (expression, message, part, fix) => {
    const error = refused(expression);
    expect(error.code).toBe('SCHEDULE_CRON_INVALID');
    const [bad] = error.errors ?? [];
    expect(bad).toMatchObject({ field: 'scheduleConfig.cron', message });
    expect(expression.slice(...(bad?.span ?? [0, 0]))).toBe(part);
    if (fix !== null) {
      expect(bad?.fix).toBe(fix);
      expect(() => compileCron(bad?.fix as string, UTC)).not.toThrow();
    }
  });

  test.each([
    '* * * *',
    '* * * * * * *',
    '*',
    'every day',
    'a b c d e',
    '* * * * FUNDAY',
    '1-70 * * * *',
    '5-1 * * * *',
    '*/0 * * * *',
    '*/x * * * *',
    '1,,2 * * * *',
    '? ? ? ? ? ? ?',
    '0 0 * * MON#6',
    '* * * * * # comment',
    '🙂 * * * *',
    '@every 5m',
    '@',
    '@reboot',
  ])('%j is refused with a field, a reason and a way out', (expression) => {
    const error = refused(expression);
    expect(error).toBeInstanceOf(TuttiError);
    expect(error.code).toBe('SCHEDULE_CRON_INVALID');
    const [bad] = error.errors ?? [];
    expect(bad?.field).toBe('scheduleConfig.cron');
    expect(bad?.message).toBeTruthy();
    expect(bad?.fix).toBeTruthy();
    if (bad?.span) {
      const [from, until] = bad.span;
      expect(from).toBeGreaterThanOrEqual(0);
      expect(until).toBeGreaterThan(from);
      expect(until).toBeLessThanOrEqual(expression.length);
    }
  });

  test('an unknown macro names the known ones', () => {
    const [bad] = refused('@fortnightly').errors ?? [];
    expect(bad?.message).toBe('@fortnightly is unknown');
    expect(bad?.fix).toContain('@weekly');
  });

  test('a number of fields that is wrong is said in numbers', () => {
    expect(refused('* * * *').errors?.[0]?.message).toBe('has 4 fields; 5 or 6 are needed');
    expect(refused('*').errors?.[0]?.message).toBe('has 1 field; 5 or 6 are needed');
  });
});

describe('zones', () => {
  test.each([
    ['Europe/Berln', 'did you mean Europe/Berlin?'],
    ['berlin', 'did you mean Europe/Berlin?'],
    ['+02:00', 'use a name like Europe/Berlin or UTC'],
    ['Mars/Olympus_Mons_Base', 'use a name like Europe/Berlin or UTC'],
  ])('%s is none', (name, fix) => {
    try {
      zones.get(name, 'scheduleConfig.timezone');
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({
        code: 'TIMEZONE_INVALID',
        errors: [{ field: 'scheduleConfig.timezone', message: 'is not an IANA time zone', fix }],
      });
    }
  });

  test('offsets are exact at both sides of a change', () => {
    const berlin = zones.get('Europe/Berlin', 'zone');
    const change = Date.UTC(2026, 2, 29, 1);
    expect([berlin.offsetAt(change - 1), berlin.offsetAt(change)]).toEqual([3_600_000, 7_200_000]);
    expect(berlin.offsetAt(Date.UTC(1850, 0))).toBeGreaterThan(0);
  });
});
