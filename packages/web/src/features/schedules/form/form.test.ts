import { ApiError } from '@tutti/client';
import type { Problem, Schedule } from '@tutti/contract';
import { describe, expect, test } from 'vitest';
import { configFields, configTemplate } from './config-fields.ts';
import { readCron, shapeOfKind, writeCron, type CronShape } from './cron-builder.ts';
import { errorsOf, FieldErrors } from './field-errors.ts';
import { knownZones, zoneMatches } from '../../../ui/zones.ts';
import { emptyForm, formOf, isUntimed } from './schedule-form.ts';
import { toDraft } from './to-draft.ts';

describe('the shapes of cron', () => {
  test.each<[string, CronShape]>([
    ['* * * * *', { kind: 'minutes', every: 1 }],
    ['*/5 * * * *', { kind: 'minutes', every: 5 }],
    ['15 * * * *', { kind: 'hourly', minute: 15 }],
    ['0 9 * * *', { kind: 'daily', time: '09:00' }],
    ['30 18 * * 1-5', { kind: 'weekly', days: [1, 2, 3, 4, 5], time: '18:30' }],
    ['0 7 * * 0,6', { kind: 'weekly', days: [0, 6], time: '07:00' }],
    ['0 6 1 * *', { kind: 'monthly', day: 1, time: '06:00' }],
    ['0 6 L * *', { kind: 'monthly', day: 'L', time: '06:00' }],
  ])('%s is read and written', (cron, shape) => {
    expect(readCron(cron)).toEqual(shape);
    expect(writeCron(shape)).toBe(cron);
  });

  test('names and Sunday as 7 are understood', () => {
    expect(readCron('0 9 * * MON-FRI')).toEqual({ kind: 'weekly', days: [1, 2, 3, 4, 5], time: '09:00' });
    expect(readCron('0 9 * * 7')).toEqual({ kind: 'weekly', days: [0], time: '09:00' });
    expect(readCron('0 9 * * 5-7')).toEqual({ kind: 'weekly', days: [5, 6, 0], time: '09:00' });
  });

  test.each([
    '',
    '@daily',
    '0 0 9 * * *',
    '0 9 1 * 1',
    '0 9 * 3 *',
    '*/70 * * * *',
    '0 25 * * *',
    '1,2 9 * * *',
    '0 9 * * 5#2',
    '0 9 * * FRI-MON',
    'a b c d e',
  ])('%j has none of them', (cron) => {
    expect(readCron(cron)).toBeUndefined();
  });

  test('another kind keeps the time of day', () => {
    expect(shapeOfKind('weekly', { kind: 'daily', time: '18:30' })).toEqual({
      kind: 'weekly',
      days: [1, 2, 3, 4, 5],
      time: '18:30',
    });
    expect(shapeOfKind('minutes', undefined)).toEqual({ kind: 'minutes', every: 5 });
  });
});

const schedule: Schedule = {
  id: 3,
  name: 'nightly-backup',
  description: null,
  taskType: 'shell_command',
  taskConfig: { command: 'echo', args: ['a b'], cwd: '/srv' },
  scheduleType: 'cron',
  scheduleConfig: { cron: '0 2 * * *', timezone: 'Europe/Berlin', dst: 'wall' },
  enabled: false,
  queue: 'maintenance',
  priority: 8,
  tags: ['backup', 'db'],
  retryPolicy: { maxRetries: 2, initialDelayMs: 1500, maxDelayMs: 60_000, multiplier: 3, jitter: 0.2 },
  timeoutMs: 90_000,
  overlapPolicy: 'queue',
  catchUpPolicy: 'all',
  catchUpLimit: 4,
  jitterMs: 30_000,
  startsAt: '2026-01-01T00:00:00.000Z',
  endsAt: null,
  maxRuns: 9,
  breaker: 'payments',
  concurrencyKey: null,
  concurrencyLimit: null,
  requires: null,
  estimatedCost: null,
  errorSeverity: null,
  blackouts: [{ from: '2026-12-24T00:00:00.000Z', until: '2026-12-26T00:00:00.000Z' }],
  expectedWithinMs: 90_000_000,
  maxDurationMs: 600_000,
  onFailure: ['ops'],
  onSuccess: [],
  timing: 'At 02:00, Europe/Berlin',
  lastRunAt: null,
  nextRunAt: null,
  runCount: 0,
  statistics: { executions: 0, failures: 0, averageDurationMs: null },
  createdBy: 'ana',
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
};

const draftOf = (stored: Schedule) => {
  const drafted = toDraft(formOf(stored, 'UTC', 'Europe/Berlin'));
  if (drafted.kind !== 'draft') throw new Error(JSON.stringify(drafted.errors));
  return drafted.draft;
};

describe('the form', () => {
  test('gives back every editable field of a schedule it was opened on, also those it does not show', () => {
    const {
      id: _i,
      timing: _t,
      lastRunAt: _l,
      nextRunAt: _n,
      runCount: _r,
      statistics: _s,
      createdBy: _b,
      createdAt: _c,
      updatedAt: _u,
      ...editable
    } = schedule;
    expect(draftOf(schedule)).toEqual(editable);
  });

  test.each<Pick<Schedule, 'scheduleType' | 'scheduleConfig'>>([
    { scheduleType: 'interval', scheduleConfig: { intervalMs: 90_000, anchor: '2026-01-01T00:00:00.000Z' } },
    { scheduleType: 'one_time', scheduleConfig: { executeAt: '2026-12-01T09:00:00.000Z' } },
    {
      scheduleType: 'event',
      scheduleConfig: { event: 'order.paid', filter: { 'data.n': { gte: 3 } }, debounceMs: 5000 },
    },
    { scheduleType: 'event', scheduleConfig: { event: 'order.*' } },
  ])('keeps the timing %j', (timing) => {
    expect(draftOf({ ...schedule, ...timing })).toMatchObject(timing);
  });

  test('names what is missing or no number, at its field', () => {
    const form = {
      ...emptyForm('UTC'),
      scheduleType: 'event' as const,
      event: 'order.paid',
      filter: '{',
      priority: 'x',
      configText: '[]',
      jitter: { value: '-1', unit: 's' as const },
    };
    const drafted = toDraft(form);
    const fields = drafted.kind === 'problems' ? drafted.errors.map(({ field }) => field) : [];
    expect(fields).toEqual(['name', 'scheduleConfig.filter', 'taskConfig', 'jitterMs', 'priority']);
  });

  test('an empty form asks for a name only; the rest is for the server to judge', () => {
    const drafted = toDraft(emptyForm('Europe/Berlin'));
    expect(drafted).toEqual({ kind: 'problems', errors: [expect.objectContaining({ field: 'name' })] });
  });
});

test('nothing is wrong with a timing that nobody has begun to type', () => {
  const form = emptyForm('UTC');
  expect(isUntimed(form)).toBe(false);
  expect(isUntimed({ ...form, scheduleType: 'one_time' })).toBe(true);
  expect(isUntimed({ ...form, scheduleType: 'event' })).toBe(true);
  expect(isUntimed({ ...form, scheduleType: 'event', event: 'order' })).toBe(false);
});

describe('errors by field', () => {
  const problem = (change: Partial<Problem>): ApiError =>
    new ApiError({
      type: '',
      title: '',
      status: 400,
      code: 'VALIDATION_FAILED',
      detail: 'It does not fit.',
      requestId: 'r',
      ...change,
    });

  test('stand at their field with what to write instead', () => {
    const errors = errorsOf(
      problem({
        errors: [
          {
            field: 'scheduleConfig.cron',
            message: 'hour is 25; allowed 0–23',
            fix: '0 23 * * *',
            span: [2, 4],
          },
        ],
      }),
    );
    expect(errors.text('scheduleConfig.cron')).toBe('hour is 25; allowed 0–23. Try: 0 23 * * *');
    expect(errors.of('scheduleConfig.cron')?.span).toEqual([2, 4]);
    expect(errors.text('name')).toBeUndefined();
  });

  test('of something within a field name it', () => {
    const errors = new FieldErrors([{ field: 'taskConfig.env.A-B', message: 'must be a name' }]);
    expect(errors.text('taskConfig.env')).toBe('A-B must be a name');
  });

  test('of no shown field are told apart, and a taken name at the name', () => {
    expect(
      new FieldErrors([{ field: 'blackouts.0', message: 'is odd' }]).beside(['name', 'taskConfig']),
    ).toHaveLength(1);
    expect(errorsOf(problem({ code: 'SCHEDULE_NAME_TAKEN' })).text('name')).toContain('is taken');
    expect(errorsOf(problem({})).general).toBe('It does not fit.');
    expect(errorsOf(null).isEmpty).toBe(true);
  });

  test('of the timing are replaced while it is typed, the others stay', () => {
    const saved = new FieldErrors([
      { field: 'name', message: 'is empty' },
      { field: 'scheduleConfig.cron', message: 'old' },
    ]);
    const shown = saved.replacing(
      'scheduleConfig',
      new FieldErrors([{ field: 'scheduleConfig.cron', message: 'new' }]),
    );
    expect([shown.text('name'), shown.text('scheduleConfig.cron')]).toEqual(['is empty', 'new']);
    expect(saved.replacing('scheduleConfig', new FieldErrors())).toBe(saved);
  });
});

test('a schema becomes a list of fields and a start', () => {
  const schema = {
    properties: {
      url: { type: 'string', description: 'Where' },
      mode: { enum: ['a', 'b'], default: 'b' },
      n: { type: 'integer' },
      on: { type: 'boolean' },
      names: { type: 'array', items: { type: 'string' } },
      deep: { type: 'object' },
    },
    required: ['url', 'n'],
  };
  const field = (name: string, type: string, control: string) => ({
    name,
    type,
    control,
    required: false,
    description: '',
    options: [],
    fallback: '',
  });
  expect(configFields(schema)).toEqual([
    { ...field('url', 'string', 'text'), required: true, description: 'Where' },
    { ...field('mode', 'a | b', 'choice'), options: ['a', 'b'], fallback: 'b' },
    { ...field('n', 'integer', 'number'), required: true },
    field('on', 'boolean', 'boolean'),
    field('names', 'array', 'lines'),
    field('deep', 'object', 'json'),
  ]);
  expect(JSON.parse(configTemplate(schema))).toEqual({ url: '', n: 0 });
  expect(configFields(null)).toEqual([]);
});

test('zones are found by any part of their names, under the names in use today', () => {
  expect(knownZones()).toContain('Asia/Kolkata');
  expect(knownZones()).not.toContain('Europe/Kiev');
  expect(zoneMatches('America/New_York', 'new y')).toBe(1);
  expect(zoneMatches('America/Kentucky/Monticello', 'kolk')).toBe(0);
});
