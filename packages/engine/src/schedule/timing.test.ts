import { describe, expect, test } from 'vitest';
import { compileTiming, inWords, parseScheduleConfig } from './timing.ts';
import { Zones } from './time-zone.ts';

const zones = new Zones();
const createdAt = new Date('2026-01-01T00:00:10.500Z');
const plan = (type: Parameters<typeof compileTiming>[0], config: unknown, defaultTimezone = 'UTC') =>
  compileTiming(type, config, { zones, defaultTimezone, createdAt });
const ms = (iso: string): number => Date.parse(iso);

test.each([
  [1, '1 millisecond'],
  [250, '250 milliseconds'],
  [1000, '1 second'],
  [1500, '1500 milliseconds'],
  [60_000, '1 minute'],
  [90_000, '90 seconds'],
  [1_800_000, '30 minutes'],
  [3_600_000, '1 hour'],
  [5_400_000, '90 minutes'],
  [86_400_000, '1 day'],
  [604_800_000, '7 days'],
])('%i ms are %s', (duration, words) => expect(inWords(duration)).toBe(words));

describe('an interval', () => {
  test('has slots from its anchor on, without drift', () => {
    const { next } = plan('interval', { intervalMs: 60_000, anchor: '2026-01-01T00:00:05Z' });
    expect(next(ms('2025-12-31T00:00:00Z'))).toBe(ms('2026-01-01T00:00:05Z'));
    expect(next(ms('2026-01-01T00:00:05Z'))).toBe(ms('2026-01-01T00:01:05Z'));
    expect(next(ms('2026-03-01T12:34:56.789Z'))).toBe(ms('2026-03-01T12:35:05Z'));
    let at = ms('2026-01-01T00:00:05Z');
    for (let index = 0; index < 1000; index++) at = next(at) as number;
    expect(at).toBe(ms('2026-01-01T00:00:05Z') + 1000 * 60_000);
  });

  test('without an anchor starts one interval after it was made', () => {
    const { next } = plan('interval', { intervalMs: 100 });
    expect(next(createdAt.getTime())).toBe(createdAt.getTime() + 100);
    expect(next(createdAt.getTime() - 5000)).toBe(createdAt.getTime() + 100);
    expect(next(createdAt.getTime() + 99)).toBe(createdAt.getTime() + 100);
    expect(next(createdAt.getTime() + 100)).toBe(createdAt.getTime() + 200);
  });

  test('says so in words', () => {
    expect(plan('interval', { intervalMs: 60_000 }).description).toBe('Every minute');
    expect(plan('interval', { intervalMs: 900_000 }).description).toBe('Every 15 minutes');
  });
});

test('a one-time runs once', () => {
  const { next, description } = plan('one_time', { executeAt: '2026-06-01T12:00:00+02:00' });
  expect(next(0)).toBe(ms('2026-06-01T10:00:00Z'));
  expect(next(ms('2026-06-01T10:00:00Z'))).toBeNull();
  expect(description).toBe('Once, at 2026-06-01 10:00:00 UTC');
});

test('an event has no time', () => {
  const { next, description } = plan('event', {
    event: 'order.paid',
    filter: { 'data.n': 1 },
    debounceMs: 60_000,
  });
  expect(next(0)).toBeNull();
  expect(description).toBe('On order.paid where data.n matches, after 1 minute of quiet');
});

describe('a cron', () => {
  test('has its own zone, or the default one', () => {
    expect(plan('cron', { cron: '0 9 * * *', timezone: 'Europe/Berlin' }).next(createdAt.getTime())).toBe(
      ms('2026-01-01T08:00:00Z'),
    );
    expect(plan('cron', { cron: '0 9 * * *' }, 'America/New_York').next(createdAt.getTime())).toBe(
      ms('2026-01-01T14:00:00Z'),
    );
    expect(plan('cron', { cron: '0 9 * * *' }).description).toBe('At 09:00, UTC');
  });

  test.each<[string, 'once' | 'wall', string, string | undefined]>([
    [
      '30 2 * * *',
      'once',
      '2026-03-29T01:00:00Z',
      'clocks go from 02:00 to 03:00: a skipped time runs just after',
    ],
    ['30 2 * * *', 'once', '2026-03-28T01:30:00Z', undefined],
    ['30 2 * * *', 'once', '2026-10-25T00:30:00Z', '02:30 happens twice: runs the first time'],
    ['30 2 * * *', 'wall', '2026-10-25T00:30:00Z', '02:30 happens twice: first time'],
    ['30 2 * * *', 'wall', '2026-10-25T01:30:00Z', '02:30 happens twice: second time'],
    ['30 4 * * *', 'once', '2026-10-25T03:30:00Z', undefined],
    ['30 * * * *', 'once', '2026-10-25T00:30:00Z', undefined],
  ])('%s (%s) at %s: %s', (cron, dst, at, note) => {
    expect(plan('cron', { cron, timezone: 'Europe/Berlin', dst }).note(ms(at))).toBe(note);
  });
});

describe('a config that does not fit its type', () => {
  test.each<[Parameters<typeof compileTiming>[0], unknown, string]>([
    ['cron', { cron: '* * * * *', intervalMs: 5 }, 'scheduleConfig.intervalMs'],
    ['cron', {}, 'scheduleConfig.cron'],
    ['cron', { cron: '' }, 'scheduleConfig.cron'],
    ['cron', { cron: '* * * * *', dst: 'never' }, 'scheduleConfig.dst'],
    ['interval', { intervalMs: 99 }, 'scheduleConfig.intervalMs'],
    ['interval', { intervalMs: 1000.5 }, 'scheduleConfig.intervalMs'],
    ['interval', { intervalMs: '1000' }, 'scheduleConfig.intervalMs'],
    ['interval', { intervalMs: 1000, anchor: 'noon' }, 'scheduleConfig.anchor'],
    ['one_time', { executeAt: 'tomorrow' }, 'scheduleConfig.executeAt'],
    ['one_time', { executeAt: '2026-01-01' }, 'scheduleConfig.executeAt'],
    ['event', { event: 'paid' }, 'scheduleConfig.event'],
    ['event', { event: 'order.paid', filter: { 'data.n': { regex: 'x' } } }, 'scheduleConfig.filter'],
    ['event', { event: 'order.paid', debounceMs: 0 }, 'scheduleConfig.debounceMs'],
    ['event', null, 'scheduleConfig'],
  ])('%s %j names %s', (type, config, field) => {
    try {
      parseScheduleConfig(type, config);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'VALIDATION_FAILED' });
      expect((error as { errors: { field: string }[] }).errors[0]?.field.startsWith(field)).toBe(true);
    }
  });
});
