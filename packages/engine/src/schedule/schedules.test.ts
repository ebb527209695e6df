import { ScheduleInput, type ScheduleDraft } from '@tutti/contract';
import { until } from '@tutti/testkit';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Bundle, engineTests } from '../../test/setup.ts';
import { defineHandler } from '../index.ts';

const { setup } = engineTests();
const HOUR = 3_600_000;
const draft = (extra: Partial<ScheduleDraft> = {}): ScheduleDraft => ({
  name: 'nightly',
  taskType: 'echo',
  taskConfig: { a: 1 },
  scheduleType: 'cron',
  scheduleConfig: { cron: '0 2 * * *', timezone: 'Europe/Berlin' },
  ...extra,
});
const echo = defineHandler('echo', ({ taskConfig }) => taskConfig);
const typed = defineHandler('typed', () => 1, { config: z.strictObject({ n: z.int() }) });
const types = async (t: Bundle): Promise<string[]> =>
  (await t.rows<{ type: string }>(`select type from events where type like 'schedule%' order by id`)).map(
    ({ type }) => type,
  );

interface Refusal {
  code: string;
  errors?: { field: string; message: string; fix?: string; span?: [number, number] }[];
}
const refusalOf = (work: Promise<unknown>): Promise<Refusal> =>
  work.then(
    () => expect.unreachable('it was taken'),
    (error: unknown) => error as Refusal,
  );

test('what was given comes back, with defaults, and with the next run by the clocks of its zone', async () => {
  const t = await setup();
  const engine = await t.engine();
  const made = await engine.schedules.create(draft(), { actor: 'ada' });
  const { overlapPolicy: _, ...defaults } = ScheduleInput.parse(draft());
  expect(made).toMatchObject({
    ...defaults,
    overlapPolicy: 'skip',
    createdBy: 'ada',
    runCount: 0,
    lastRunAt: null,
    timing: 'At 02:00, Europe/Berlin',
    statistics: { executions: 0, failures: 0, averageDurationMs: null },
  });
  const local = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', timeStyle: 'short' }).format(
    new Date(made.nextRunAt as string),
  );
  expect(local).toBe('02:00');
  expect(await engine.schedules.get(made.id)).toEqual(made);
  expect(await types(t)).toEqual(['schedule.created']);
});

test('every field survives the way into the database and back', async () => {
  const t = await setup();
  const engine = await t.engine();
  const full: ScheduleDraft = {
    name: '  ünï — 😀 "quoted" \\ {braces} ',
    description: 'x'.repeat(2000),
    taskType: 'echo',
    taskConfig: { nested: [{ a: null }] },
    scheduleType: 'interval',
    scheduleConfig: { intervalMs: 1234, anchor: '2026-01-01T00:00:00+05:45' },
    enabled: false,
    queue: 'Own.Queue:1',
    priority: 10,
    tags: ['a', 'b.c'],
    retryPolicy: { maxRetries: 1, initialDelayMs: 2, maxDelayMs: 3, multiplier: 1.5, jitter: 0 },
    timeoutMs: 31_622_400_000,
    overlapPolicy: 'queue',
    catchUpPolicy: 'all',
    catchUpLimit: 1000,
    jitterMs: 5,
    startsAt: '2030-01-01T00:00:00.000Z',
    endsAt: '2031-01-01T00:00:00.000Z',
    maxRuns: 7,
    blackouts: [
      { cron: '0 0 * * *', durationMs: 5, timezone: 'UTC' },
      { from: '2026-01-01T00:00:00Z', until: '2026-01-02T00:00:00Z' },
    ],
  };
  const made = await engine.schedules.create(full);
  expect(made).toMatchObject({ ...full, name: full.name.trim() });
  expect(made.nextRunAt).toBeNull();
});

describe('a bad schedule', () => {
  const past = new Date(Date.now() - 1000).toISOString();
  test.each<[string, Partial<ScheduleDraft> | { surprise: number }, string, string]>([
    [
      'a cron value out of range',
      { scheduleConfig: { cron: '61 * * * *' } },
      'SCHEDULE_CRON_INVALID',
      'scheduleConfig.cron',
    ],
    ['too few fields', { scheduleConfig: { cron: '* * *' } }, 'SCHEDULE_CRON_INVALID', 'scheduleConfig.cron'],
    [
      'an unknown macro',
      { scheduleConfig: { cron: '@often' } },
      'SCHEDULE_CRON_INVALID',
      'scheduleConfig.cron',
    ],
    [
      '30 February',
      { scheduleConfig: { cron: '0 0 30 2 *' } },
      'SCHEDULE_NEVER_FIRES',
      'scheduleConfig.cron',
    ],
    [
      'no slot before its end',
      { scheduleConfig: { cron: '0 0 1 1 *' }, endsAt: new Date(Date.now() + 1000).toISOString() },
      'SCHEDULE_NEVER_FIRES',
      'endsAt',
    ],
    [
      'an unknown zone',
      { scheduleConfig: { cron: '* * * * *', timezone: 'Europe/Berln' } },
      'TIMEZONE_INVALID',
      'scheduleConfig.timezone',
    ],
    [
      'a one-time in the past',
      { scheduleType: 'one_time', scheduleConfig: { executeAt: past } },
      'EXECUTE_AT_PAST',
      'scheduleConfig.executeAt',
    ],
    ['a config of another type', { scheduleType: 'interval' }, 'VALIDATION_FAILED', 'scheduleConfig.'],
    [
      'an interval too short',
      { scheduleType: 'interval', scheduleConfig: { intervalMs: 99 } },
      'VALIDATION_FAILED',
      'scheduleConfig.intervalMs',
    ],
    [
      'an event without a verb',
      { scheduleType: 'event', scheduleConfig: { event: 'order' } },
      'VALIDATION_FAILED',
      'scheduleConfig.event',
    ],
    ['an unknown type', { scheduleType: 'lunar' as 'cron' }, 'VALIDATION_FAILED', 'scheduleType'],
    ['an unknown field', { surprise: 1 }, 'VALIDATION_FAILED', 'surprise'],
    [
      'an unknown field of the timing',
      { scheduleConfig: { cron: '* * * * *', tz: 'UTC' } },
      'VALIDATION_FAILED',
      'scheduleConfig.tz',
    ],
    ['an empty name', { name: '  ' }, 'VALIDATION_FAILED', 'name'],
    ['a name too long', { name: 'x'.repeat(201) }, 'VALIDATION_FAILED', 'name'],
    ['a priority beyond 10', { priority: 11 }, 'VALIDATION_FAILED', 'priority'],
    ['a tag with a space', { tags: ['a b'] }, 'VALIDATION_FAILED', 'tags.0'],
    [
      'an end before its start',
      { startsAt: '2031-01-01T00:00:00Z', endsAt: '2030-01-01T00:00:00Z' },
      'VALIDATION_FAILED',
      'endsAt',
    ],
    [
      'a blackout that ends before it begins',
      { blackouts: [{ from: '2031-01-01T00:00:00Z', until: '2030-01-01T00:00:00Z' }] },
      'VALIDATION_FAILED',
      'blackouts.0.until',
    ],
    [
      'a blackout with a bad cron',
      { blackouts: [{ cron: 'x', durationMs: 1 }] },
      'SCHEDULE_CRON_INVALID',
      'blackouts.0.cron',
    ],
    ['an unknown policy', { overlapPolicy: 'maybe' as 'skip' }, 'VALIDATION_FAILED', 'overlapPolicy'],
    ['a task type nobody handles', { taskType: 'unheard' }, 'TASK_TYPE_UNKNOWN', 'taskType'],
    [
      'a task config that does not fit',
      { taskType: 'typed', taskConfig: { n: 'x' } },
      'TASK_CONFIG_INVALID',
      'taskConfig.n',
    ],
  ])('%s is refused with its code and field, on every way in', async (_, extra, code, field) => {
    const t = await setup();
    const engine = await t.engine({ refuseUnknownTasks: true, handlers: [echo, typed] });
    const bad = draft(extra as Partial<ScheduleDraft>);
    const { id } = await engine.schedules.create(draft({ name: 'fine' }));
    const before = await engine.schedules.get(id);
    const refusals = [
      await refusalOf(engine.schedules.create(bad)),
      await refusalOf(engine.schedules.replace(id, bad)),
      await refusalOf(engine.schedules.update(id, extra as object)),
    ];
    for (const refusal of refusals) {
      expect(refusal.code).toBe(code);
      expect(refusal.errors?.map((error) => error.field).some((name) => name.startsWith(field))).toBe(true);
      for (const error of refusal.errors ?? []) expect(error.message).toBeTruthy();
    }
    const applied = await refusalOf(engine.schedules.apply({ schedules: [draft({ name: 'new' }), bad] }));
    expect(applied.code).toBe(code);
    expect(applied.errors?.some((error) => error.field.startsWith(`schedules.1.${field}`))).toBe(true);
    expect((await engine.schedules.list({ limit: 10 })).items).toEqual([before]);
    expect(await types(t)).toEqual(['schedule.created']);
  });

  test('a bad cron tells which part, and what to write', async () => {
    const t = await setup();
    const engine = await t.engine();
    const { errors } = await refusalOf(
      engine.schedules.create(draft({ scheduleConfig: { cron: '0 9 * * 8' } })),
    );
    expect(errors).toEqual([
      {
        field: 'scheduleConfig.cron',
        message: 'day of week is 8; allowed 0–7 or SUN–SAT',
        fix: '0 9 * * 7',
        span: [8, 9],
      },
    ]);
  });

  test('a name can be had once, whoever comes first', async () => {
    const t = await setup();
    const engine = await t.engine();
    const all = await Promise.allSettled(Array.from({ length: 8 }, () => engine.schedules.create(draft())));
    expect(all.filter(({ status }) => status === 'fulfilled').length).toBe(1);
    for (const one of all)
      if (one.status === 'rejected')
        expect(one.reason).toMatchObject({ code: 'SCHEDULE_NAME_TAKEN', errors: [{ field: 'name' }] });
    const other = await engine.schedules.create(draft({ name: 'other' }));
    expect(await refusalOf(engine.schedules.update(other.id, { name: 'nightly' }))).toMatchObject({
      code: 'SCHEDULE_NAME_TAKEN',
    });
  });
});

describe('an edit', () => {
  test('of other fields leaves the next run alone, even one that is overdue', async () => {
    const t = await setup();
    const engine = await t.engine();
    const { id } = await engine.schedules.create(draft());
    await t.rows(`update task_schedules set next_run_at = '2026-01-01T00:00:00Z'`);
    const edited = await engine.schedules.update(id, { priority: 9, tags: ['x'] });
    expect(edited).toMatchObject({
      priority: 9,
      tags: ['x'],
      nextRunAt: '2026-01-01T00:00:00.000Z',
      taskConfig: { a: 1 },
    });
  });

  test('of the timing computes it anew', async () => {
    const t = await setup();
    const engine = await t.engine();
    const { id } = await engine.schedules.create(draft());
    const edited = await engine.schedules.update(id, {
      scheduleConfig: { cron: '0 5 * * *', timezone: 'Asia/Kathmandu' },
    });
    expect(edited.nextRunAt).toMatch(/T23:15:00.000Z$/);
    const interval = await engine.schedules.update(id, {
      scheduleType: 'interval',
      scheduleConfig: { intervalMs: HOUR },
    });
    expect(interval).toMatchObject({ scheduleType: 'interval', timing: 'Every hour' });
    const starts = await engine.schedules.update(id, { startsAt: '2040-01-01T00:00:00Z' });
    expect(Date.parse(starts.nextRunAt as string)).toBeGreaterThanOrEqual(Date.parse('2040-01-01T00:00:00Z'));
  });

  test('that replaces gives absent fields their defaults', async () => {
    const t = await setup();
    const engine = await t.engine();
    const { id } = await engine.schedules.create(draft({ priority: 9, tags: ['x'], description: 'long' }));
    expect(await engine.schedules.replace(id, draft({ name: 'renamed' }))).toMatchObject({
      id,
      name: 'renamed',
      priority: 5,
      tags: [],
      description: null,
    });
  });

  test('that changes nothing leaves no trace', async () => {
    const t = await setup();
    const engine = await t.engine();
    const made = await engine.schedules.create(draft());
    expect(await engine.schedules.update(made.id, { priority: 5 })).toEqual(made);
    expect(await engine.schedules.replace(made.id, draft())).toEqual(made);
    expect(await types(t)).toEqual(['schedule.created']);
  });

  test('tells what changed, and by whom', async () => {
    const t = await setup();
    const engine = await t.engine();
    const { id } = await engine.schedules.create(draft());
    await engine.schedules.update(id, { priority: 6, description: 'x' }, { actor: 'ada' });
    const told = await t.rows(`select data, actor from events where type = 'schedule.updated'`);
    expect(told).toEqual([
      { data: { id, name: 'nightly', changed: ['description', 'priority'] }, actor: 'ada' },
    ]);
  });

  test('of a stale copy is refused; of a fresh one it is taken', async () => {
    const t = await setup();
    const engine = await t.engine();
    const read = await engine.schedules.create(draft());
    const first = await engine.schedules.update(read.id, { priority: 6 }, { ifMatch: read.updatedAt });
    expect(first.updatedAt).not.toBe(read.updatedAt);
    for (const work of [
      () => engine.schedules.update(read.id, { priority: 7 }, { ifMatch: read.updatedAt }),
      () => engine.schedules.replace(read.id, draft(), { ifMatch: read.updatedAt }),
      () => engine.schedules.delete(read.id, { ifMatch: read.updatedAt }),
    ])
      expect(await refusalOf(work())).toMatchObject({ code: 'PRECONDITION_FAILED' });
    expect((await engine.schedules.get(read.id)).priority).toBe(6);
    await engine.schedules.delete(read.id, { ifMatch: first.updatedAt });
  });

  test('by many at once, each from a fresh copy, loses none', async () => {
    const t = await setup();
    const engine = await t.engine();
    const { id } = await engine.schedules.create(draft({ maxRuns: 1 }));
    const bump = async (): Promise<void> => {
      for (;;) {
        const { maxRuns, updatedAt } = await engine.schedules.get(id);
        const refusal = await engine.schedules
          .update(id, { maxRuns: (maxRuns ?? 0) + 1 }, { ifMatch: updatedAt })
          .then(
            () => undefined,
            (error: unknown) => error as Refusal,
          );
        if (!refusal) return;
        expect(refusal.code).toBe('PRECONDITION_FAILED');
      }
    };
    await Promise.all(Array.from({ length: 6 }, bump));
    expect((await engine.schedules.get(id)).maxRuns).toBe(7);
  });

  test('of what is not there is refused', async () => {
    const t = await setup();
    const engine = await t.engine();
    const { schedules } = engine;
    const id = 1_000_000;
    for (const work of [
      () => schedules.get(id),
      () => schedules.update(id, {}),
      () => schedules.replace(id, draft()),
      () => schedules.delete(id),
      () => schedules.trigger(id),
      () => schedules.setEnabled(id, true),
      () => schedules.duplicate(id),
      () => schedules.slots(id, { limit: 1 }),
    ])
      expect(await refusalOf(work())).toMatchObject({ code: 'SCHEDULE_NOT_FOUND' });
  });

  test('with unknown fields is refused, as a promise', async () => {
    const t = await setup();
    const engine = await t.engine();
    const { id } = await engine.schedules.create(draft());
    expect(await refusalOf(engine.schedules.update(id, { surprise: 1 } as object))).toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ field: 'surprise' }],
    });
  });
});

test('disabling takes the next run away, enabling gives it back from now on', async () => {
  const t = await setup();
  const engine = await t.engine();
  const { id, nextRunAt } = await engine.schedules.create(draft());
  expect(await engine.schedules.setEnabled(id, false)).toMatchObject({ enabled: false, nextRunAt: null });
  expect(await engine.schedules.setEnabled(id, true)).toMatchObject({ enabled: true, nextRunAt });
});

test('a manual trigger runs at once, with its own data, config and priority; it has no slot and counts no run', async () => {
  const t = await setup();
  const engine = await t.engine({ handlers: [echo] });
  const { id } = await engine.schedules.create(
    draft({ enabled: false, taskConfig: { n: '{{trigger.data.n}}' }, maxRuns: 1 }),
  );
  const plain = await engine.schedules.trigger(id, { data: { n: 7 }, reason: 'a test', actor: 'ada' });
  const other = await engine.schedules.trigger(id, { taskConfig: { own: true }, priority: 10 });
  await engine.processOnce();
  expect(await engine.executions.get(plain.executionId)).toMatchObject({
    result: { n: 7 },
    slot: null,
    scheduleId: id,
    trigger: { kind: 'manual', actor: 'ada', data: { n: 7 }, reason: 'a test' },
  });
  expect(await engine.executions.get(other.executionId)).toMatchObject({
    result: { own: true },
    priority: 10,
  });
  expect(await engine.schedules.get(id)).toMatchObject({
    runCount: 0,
    statistics: { executions: 2, failures: 0 },
  });
  expect((await engine.schedules.slots(id, { limit: 10 })).items).toEqual([]);
  expect((await types(t)).filter((type) => type === 'schedule.triggered').length).toBe(2);
  const checked = await t.engine({ handlers: [typed] });
  const { id: typedId } = await checked.schedules.create(
    draft({ name: 'typed', taskType: 'typed', taskConfig: { n: 1 } }),
  );
  expect(await refusalOf(checked.schedules.trigger(typedId, { taskConfig: { n: 'x' } }))).toMatchObject({
    code: 'TASK_CONFIG_INVALID',
  });
});

test('copies get free names, and are disabled', async () => {
  const t = await setup();
  const engine = await t.engine();
  const { id } = await engine.schedules.create(draft({ priority: 9 }));
  const names: string[] = [];
  for (let index = 0; index < 3; index++) {
    const copy = await engine.schedules.duplicate(id);
    expect(copy).toMatchObject({ enabled: false, priority: 9, nextRunAt: null, runCount: 0 });
    names.push(copy.name);
  }
  expect(names).toEqual(['nightly (copy)', 'nightly (copy 2)', 'nightly (copy 3)']);
});

test('lists filter, sort and page; the last runs come along when asked for', async () => {
  const t = await setup();
  const engine = await t.engine({ handlers: [echo] });
  const make = (name: string, extra: Partial<ScheduleDraft> = {}) =>
    engine.schedules.create(draft({ name, ...extra }));
  const [b] = [
    await make('b', { tags: ['x'] }),
    await make('c', { enabled: false, description: '100% of it' }),
    await make('a', { scheduleType: 'event', scheduleConfig: { event: 'a.b' } }),
    await make('d', { scheduleType: 'interval', scheduleConfig: { intervalMs: 1000 } }),
  ];
  const list = async (query: Partial<Parameters<typeof engine.schedules.list>[0]>): Promise<string[]> =>
    (await engine.schedules.list({ limit: 10, ...query })).items.map(({ name }) => name);
  expect(await list({})).toEqual(['b', 'c', 'a', 'd']);
  expect(await list({ sort: 'name' })).toEqual(['a', 'b', 'c', 'd']);
  expect(await list({ sort: 'name', order: 'desc' })).toEqual(['d', 'c', 'b', 'a']);
  expect((await list({ sort: 'nextRunAt' })).slice(0, 2)).toEqual(['d', 'b']);
  expect(await list({ enabled: false })).toEqual(['c']);
  expect(await list({ type: 'event' })).toEqual(['a']);
  expect(await list({ tag: 'x' })).toEqual(['b']);
  expect(await list({ text: '0% O' })).toEqual(['c']);
  expect(await list({ limit: 2, offset: 1 })).toEqual(['c', 'a']);
  expect(await engine.schedules.list({ limit: 2, offset: 1 })).toMatchObject({
    total: 4,
    limit: 2,
    offset: 1,
  });
  await engine.schedules.trigger(b.id);
  await engine.processOnce();
  const open = await engine.schedules.trigger(b.id);
  const [withRuns, without] = (await engine.schedules.list({ limit: 2, recent: 5 })).items;
  expect(withRuns?.recent).toMatchObject([
    { executionId: open.executionId, status: 'pending' },
    { status: 'completed' },
  ]);
  expect(without?.recent).toEqual([]);
});

test('statistics add up, failures too', async () => {
  const t = await setup();
  const engine = await t.started({
    handlers: [
      defineHandler('echo', (run) => {
        if (run.taskConfig['fail']) throw new Error('x');
      }),
    ],
  });
  const { id } = await engine.schedules.create(draft({ retryPolicy: 'none' }));
  await engine.schedules.trigger(id, { taskConfig: { fail: true } });
  for (let index = 0; index < 3; index++) await engine.schedules.trigger(id);
  const { statistics } = await until(async () => {
    const schedule = await engine.schedules.get(id);
    return schedule.statistics.executions === 4 ? schedule : undefined;
  });
  expect(statistics).toMatchObject({ executions: 4, failures: 1 });
  expect(statistics.averageDurationMs).toBeGreaterThanOrEqual(0);
});
