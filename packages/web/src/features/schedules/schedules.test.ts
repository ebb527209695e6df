import type { RecentRun, Schedule } from '@tutti/contract';
import { describe, expect, test } from 'vitest';
import { isNarrowed, parseScheduleFilters, scheduleChips, scheduleListInput } from './schedule-filters.ts';
import { scheduleCommand } from './schedule-command.ts';
import { scheduleZone, timingWords, yoursWords } from './schedule-zone.ts';
import { verdictOf } from './verdict.ts';
import { runWords } from './run-strip.tsx';

const run = (status: RecentRun['status'], change: Partial<RecentRun> = {}): RecentRun => ({
  executionId: '019ab6ac-5a10-7d52-9f4c-0d8c1f2b3a4e',
  status,
  slot: '2026-11-21T01:00:00.000Z',
  at: '2026-11-21T01:00:04.000Z',
  durationMs: 4200,
  skipReason: null,
  slotCount: 1,
  ...change,
});

describe('the verdict on a schedule', () => {
  const schedule: Pick<Schedule, 'enabled' | 'scheduleType' | 'lastRunAt' | 'nextRunAt'> = {
    enabled: true,
    scheduleType: 'cron',
    lastRunAt: null,
    nextRunAt: null,
  };
  const verdict = (recent: RecentRun[], change = {}, schedulerRunning = true) =>
    verdictOf({ schedule: { ...schedule, ...change }, recent, schedulerRunning });

  test('names first what keeps it from firing', () => {
    expect(verdict([run('failed')], { enabled: false }).text).toBe('Off: it fires only by hand');
    expect(
      verdict([run('completed')], { enabled: false, scheduleType: 'one_time', lastRunAt: 'x' }).kind,
    ).toBe('completed');
    expect(verdict([run('failed')], {}, false).text).toContain('scheduler is stopped');
  });

  test('tells how it ran', () => {
    expect(verdict([]).text).toBe('Has not run yet');
    expect(verdict([run('running')]).kind).toBe('running');
    expect(verdict([run('completed'), run('completed')])).toEqual({
      kind: 'completed',
      text: 'Healthy: the last 2 runs succeeded',
    });
    expect(verdict([run('failed'), run('completed')])).toEqual({
      kind: 'failed',
      text: 'The last run failed',
    });
    expect(verdict([run('running'), run('timeout'), run('failed')]).text).toBe('The last 2 runs failed');
    expect(verdict([run('completed'), run('failed'), run('completed')]).text).toContain(
      'Recovered: 1 of the last 3 runs failed',
    );
    expect(verdict([run('skipped', { skipReason: 'overlap' }), run('completed')]).text).toBe(
      'The last slot was skipped: the run before was still going',
    );
  });
});

describe('timing in words', () => {
  test('has its zone apart, and only where there is a time of day', () => {
    expect(timingWords('At 09:00, Europe/Berlin')).toEqual({ words: 'Every day 09:00', zone: 'Berlin' });
    expect(timingWords('At 09:00, Monday through Friday, America/New_York')).toEqual({
      words: 'Weekdays 09:00',
      zone: 'New York',
    });
    expect(timingWords('At 08:30, only on Sunday and Saturday, UTC').words).toBe('Weekends 08:30');
    expect(timingWords('At 03:17, only on Monday, UTC')).toEqual({ words: 'Monday, 03:17', zone: 'UTC' });
    expect(timingWords('Every minute, UTC')).toEqual({ words: 'Every minute', zone: undefined });
    expect(timingWords('Every 30 seconds')).toEqual({ words: 'Every 30 seconds', zone: undefined });
    expect(timingWords('On order.paid where data.n matches').words).toBe(
      'On order.paid where data.n matches',
    );
    expect(timingWords('Once, at 2031-03-04 10:30:00 UTC')).toEqual({
      words: 'Once, 4 Mar 2031 10:30',
      zone: 'UTC',
    });
  });

  test('a zone that was not given stands in the words', () => {
    const schedule = {
      scheduleType: 'cron' as const,
      scheduleConfig: { cron: '0 9 * * *' },
      timing: 'At 09:00, Asia/Tokyo',
    };
    expect(scheduleZone(schedule)).toBe('Asia/Tokyo');
    expect(
      scheduleZone({ ...schedule, scheduleConfig: { cron: '0 9 * * *', timezone: 'Europe/Rome' } }),
    ).toBe('Europe/Rome');
    expect(scheduleZone({ ...schedule, scheduleType: 'interval' })).toBeUndefined();
  });

  test('the clock of whoever looks is told only where it differs', () => {
    expect(yoursWords('2026-11-21T08:00:00.000Z', 'Europe/Berlin', 'Asia/Kolkata')).toBe('13:30 yours');
    expect(yoursWords('2026-11-21T08:00:00.000Z', 'Europe/Berlin', 'Europe/Paris')).toBeUndefined();
    expect(yoursWords(undefined, 'Europe/Berlin', 'Asia/Kolkata')).toBeUndefined();
  });
});

test('a dot tells status, due time, duration or the reason of a skip', () => {
  expect(runWords(run('completed'), 'Europe/Berlin')).toEqual([
    'Completed',
    expect.stringMatching(/^due 21 Nov( 2026)? 02:00 Berlin$/),
    'took 4.2 s',
  ]);
  expect(
    runWords(run('skipped', { durationMs: null, skipReason: 'stopped', slotCount: 3 }), 'UTC').slice(2),
  ).toEqual(['the scheduler was stopped', '3 slots']);
  expect(runWords(run('failed', { slot: null }), 'UTC')[1]).toMatch(/^by hand, /);
});

test('filters are read from the address, nonsense is left out', () => {
  const filters = parseScheduleFilters({
    enabled: 'false',
    type: 'cron',
    tag: 'db',
    text: ' night ',
    sort: 'nextRunAt',
    order: 'desc',
  });
  expect(filters).toEqual({
    enabled: false,
    type: 'cron',
    tag: 'db',
    text: 'night',
    sort: 'nextRunAt',
    order: 'desc',
  });
  expect(scheduleChips(filters)).toEqual(['enabled', 'type', 'tag']);
  const nonsense = parseScheduleFilters({
    enabled: 'maybe',
    type: 'weekly',
    sort: 'color',
    order: 'asc',
    text: '',
  });
  expect(Object.values(nonsense).filter((value) => value !== undefined)).toEqual([]);
  expect(isNarrowed(nonsense)).toBe(false);
  expect([scheduleListInput(nonsense).sort, scheduleListInput(filters).sort]).toEqual(['name', 'nextRunAt']);
});

describe('the same from a terminal', () => {
  const base = { name: 'nightly-backup', taskType: 'shell_command', taskConfig: { command: 'echo backup' } };

  test('names only what differs from the defaults, quoted for a shell', () => {
    expect(
      scheduleCommand({
        ...base,
        scheduleType: 'cron',
        scheduleConfig: { cron: '0 2 * * *', timezone: 'Europe/Berlin' },
        priority: 5,
        queue: 'default',
        tags: [],
        overlapPolicy: 'skip',
      }),
    ).toBe(
      "tutti schedule create nightly-backup --cron '0 2 * * *' --timezone Europe/Berlin --shell 'echo backup'",
    );
    expect(
      scheduleCommand({
        ...base,
        name: "it's",
        scheduleType: 'interval',
        scheduleConfig: { intervalMs: 90_000 },
        priority: 8,
        tags: ['a', 'b'],
        enabled: false,
        timeoutMs: 600_000,
      }),
    ).toBe(
      `tutti schedule create 'it'\\''s' --every 90s --shell 'echo backup' --priority 8 --tag a --tag b --timeout 10m --disabled`,
    );
  });

  test('knows HTTP, events, one time and other types', () => {
    const timing = {
      scheduleType: 'event' as const,
      scheduleConfig: { event: 'order.paid', filter: { 'data.n': { gte: 3 } }, debounceMs: 5000 },
    };
    expect(
      scheduleCommand({
        name: 'a',
        ...timing,
        taskType: 'http_request',
        taskConfig: { url: 'https://example.com/x', method: 'POST' },
      }),
    ).toBe(
      `tutti schedule create a --on order.paid --filter '{"data.n":{"gte":3}}' --debounce 5s --http https://example.com/x --config '{"method":"POST"}'`,
    );
    expect(
      scheduleCommand({
        name: 'b',
        scheduleType: 'one_time',
        scheduleConfig: { executeAt: '2026-12-01T09:00:00.000Z' },
        taskType: 'report',
        taskConfig: { n: 1 },
      }),
    ).toBe(`tutti schedule create b --at 2026-12-01T09:00:00.000Z --type report --config '{"n":1}'`);
  });
});
