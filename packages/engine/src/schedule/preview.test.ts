import { describe, expect, test } from 'vitest';
import { Plans } from './plans.ts';
import { previewTiming } from './preview.ts';

const now = new Date('2026-03-27T12:00:00Z');
const preview = (request: Parameters<typeof previewTiming>[0], defaultTimezone = 'UTC') =>
  previewTiming(request, new Plans(defaultTimezone), now);

test('the next runs, by the wall clock of the zone, with what a change of clocks does', () => {
  expect(
    preview({
      scheduleType: 'cron',
      scheduleConfig: { cron: '30 2 * * *', timezone: 'Europe/Berlin' },
      count: 3,
    }),
  ).toEqual({
    description: 'At 02:30, Europe/Berlin',
    timezone: 'Europe/Berlin',
    items: [
      { at: '2026-03-28T01:30:00.000Z', local: '2026-03-28 02:30:00 +01:00' },
      {
        at: '2026-03-29T01:00:00.000Z',
        local: '2026-03-29 03:00:00 +02:00',
        note: 'clocks go from 02:00 to 03:00: a skipped time runs just after',
      },
      { at: '2026-03-30T00:30:00.000Z', local: '2026-03-30 02:30:00 +02:00' },
    ],
  });
  const autumn = preview({
    scheduleType: 'cron',
    scheduleConfig: { cron: '30 2 * * *', timezone: 'Europe/Berlin' },
    count: 2,
    from: '2026-10-24T12:00:00Z',
  });
  expect(autumn.items).toEqual([
    {
      at: '2026-10-25T00:30:00.000Z',
      local: '2026-10-25 02:30:00 +02:00',
      note: '02:30 happens twice: runs the first time',
    },
    { at: '2026-10-26T01:30:00.000Z', local: '2026-10-26 02:30:00 +01:00' },
  ]);
});

test('blackouts are marked, windows cut', () => {
  const { items } = preview({
    scheduleType: 'interval',
    scheduleConfig: { intervalMs: 3_600_000, anchor: '2026-01-01T00:00:00Z' },
    count: 10,
    startsAt: '2026-03-28T00:00:00Z',
    endsAt: '2026-03-28T03:00:00Z',
    blackouts: [{ from: '2026-03-28T01:00:00Z', until: '2026-03-28T02:00:00Z' }],
  });
  expect(items.map(({ at, note }) => [at.slice(11, 16), note])).toEqual([
    ['00:00', undefined],
    ['01:00', 'in a blackout: will be skipped'],
    ['02:00', undefined],
    ['03:00', undefined],
  ]);
});

test('a one-time has one, an event none, 30 February none', () => {
  expect(
    preview({ scheduleType: 'one_time', scheduleConfig: { executeAt: '2026-04-01T00:00:00Z' } }).items,
  ).toEqual([{ at: '2026-04-01T00:00:00.000Z', local: '2026-04-01 00:00:00 +00:00' }]);
  expect(
    preview({ scheduleType: 'one_time', scheduleConfig: { executeAt: '2020-04-01T00:00:00Z' } }).items,
  ).toEqual([]);
  expect(preview({ scheduleType: 'event', scheduleConfig: { event: 'order.paid' } })).toMatchObject({
    items: [],
    description: 'On order.paid',
  });
  expect(preview({ scheduleType: 'cron', scheduleConfig: { cron: '0 0 30 2 *' } }).items).toEqual([]);
});

test('five unless asked otherwise, a thousand at most, in the default zone', () => {
  const hourly = { scheduleType: 'cron', scheduleConfig: { cron: '0 * * * *' } } as const;
  const { items, timezone } = preview(hourly, 'Asia/Kathmandu');
  expect(items.length).toBe(5);
  expect(timezone).toBe('Asia/Kathmandu');
  expect(items[0]?.local).toBe('2026-03-27 18:00:00 +05:45');
  expect(preview({ ...hourly, count: 1000 }).items.length).toBe(1000);
});

describe('a bad request', () => {
  test.each<[object, string, string]>([
    [
      { scheduleType: 'cron', scheduleConfig: { cron: '99 * * * *' } },
      'SCHEDULE_CRON_INVALID',
      'scheduleConfig.cron',
    ],
    [
      { scheduleType: 'cron', scheduleConfig: { cron: '* * * * *', timezone: 'Nowhere' } },
      'TIMEZONE_INVALID',
      'scheduleConfig.timezone',
    ],
    [{ scheduleType: 'cron', scheduleConfig: {} }, 'VALIDATION_FAILED', 'scheduleConfig.cron'],
    [
      { scheduleType: 'cron', scheduleConfig: { cron: '* * * * *' }, count: 1001 },
      'VALIDATION_FAILED',
      'count',
    ],
    [
      { scheduleType: 'cron', scheduleConfig: { cron: '* * * * *' }, from: 'noon' },
      'VALIDATION_FAILED',
      'from',
    ],
    [{ scheduleType: 'cron', scheduleConfig: { cron: '* * * * *' }, name: 'x' }, 'VALIDATION_FAILED', 'name'],
    [
      {
        scheduleType: 'cron',
        scheduleConfig: { cron: '* * * * *' },
        blackouts: [{ cron: '99 * * * *', durationMs: 1 }],
      },
      'SCHEDULE_CRON_INVALID',
      'blackouts.0.cron',
    ],
  ])('%j: %s at %s', (request, code, field) => {
    try {
      preview(request as Parameters<typeof previewTiming>[0]);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code, errors: [{ field }] });
    }
  });
});

test('compiled plans are shared without sharing answers', () => {
  const plans = new Plans();
  const row = {
    schedule_type: 'cron',
    schedule_config: { cron: '0 * * * *' },
    blackouts: [],
    created_at: now,
  } as const;
  const [one, two] = [plans.of({ ...row, blackouts: [] }), plans.of({ ...row, blackouts: [] })];
  expect(one).toBe(two);
  const instants = [
    '2026-01-01T00:00:00Z',
    '2026-01-01T00:30:00Z',
    '2026-01-01T00:59:59.999Z',
    '2026-01-01T01:00:00Z',
    '2025-12-31T23:59:59Z',
    '2026-06-01T00:00:00Z',
    '2026-01-01T00:10:00Z',
  ];
  for (const instant of instants) {
    const after = Date.parse(instant);
    expect(one.plan.next(after)).toBe((Math.floor(after / 3_600_000) + 1) * 3_600_000);
  }
  const interval = {
    schedule_type: 'interval',
    schedule_config: { intervalMs: 1000 },
    blackouts: [],
  } as const;
  const [early, late] = [
    plans.of({ ...interval, blackouts: [], created_at: new Date(1) }),
    plans.of({ ...interval, blackouts: [], created_at: new Date(500) }),
  ];
  expect([early.plan.next(5000), late.plan.next(5000)]).toEqual([5001, 5500]);
});
