import type { ApplyResult, ScheduleDraft } from '@tutti/contract';
import { expect, test } from 'vitest';
import { type Bundle, engineTests } from '../../test/setup.ts';

const { setup } = engineTests();
const draft = (name: string, extra: Partial<ScheduleDraft> = {}): ScheduleDraft => ({
  name,
  taskType: 'echo',
  taskConfig: { b: 1, a: 2 },
  scheduleType: 'cron',
  scheduleConfig: { timezone: 'UTC', cron: '0 2 * * *' },
  ...extra,
});
const brief = ({ items }: ApplyResult): string[] => items.map(({ name, action }) => `${action} ${name}`);
const everything = async (t: Bundle): Promise<unknown> => [
  await t.rows(
    'select id, name, priority, managed_by, next_run_at, updated_at from task_schedules order by id',
  ),
  await t.rows('select id, type, data from events order by id'),
  await t.rows('select name from queues'),
];

test('makes what is missing, changes what differs, leaves the rest, and does nothing the second time', async () => {
  const t = await setup();
  const engine = await t.engine();
  const kept = await engine.schedules.create(draft('kept'));
  await engine.schedules.create(draft('changed'));
  const schedules = [
    draft('kept'),
    draft('changed', { priority: 9, scheduleConfig: { cron: '0 3 * * *' } }),
    draft('new'),
  ];
  const result = await engine.schedules.apply({ schedules }, { actor: 'ada' });
  expect(brief(result)).toEqual(['unchanged kept', 'update changed', 'create new']);
  expect(result.items[0]?.id).toBe(kept.id);
  expect(result.items[1]?.changes).toEqual([
    { field: 'scheduleConfig', from: { cron: '0 2 * * *', timezone: 'UTC' }, to: { cron: '0 3 * * *' } },
    { field: 'priority', from: 5, to: 9 },
  ]);
  expect(
    (await engine.schedules.list({ limit: 10 })).items.map(({ name, priority, createdBy }) => [
      name,
      priority,
      createdBy,
    ]),
  ).toEqual([
    ['kept', 5, 'local'],
    ['changed', 9, 'local'],
    ['new', 5, 'ada'],
  ]);
  const before = await everything(t);
  expect(brief(await engine.schedules.apply({ schedules }))).toEqual([
    'unchanged kept',
    'unchanged changed',
    'unchanged new',
  ]);
  expect(await everything(t)).toEqual(before);
});

test('the same thing written in another way is the same thing', async () => {
  const t = await setup();
  const engine = await t.engine();
  const schedules = [
    draft('a', {
      name: ' a ',
      startsAt: '2030-01-01T00:00:00Z',
      endsAt: '2040-01-01T02:00:00+02:00',
      retryPolicy: { maxRetries: 1 },
      blackouts: [{ durationMs: 5, cron: '0 0 * * *' }],
      scheduleConfig: { timezone: 'UTC', cron: '0 2 * * *' },
    }),
    draft('once', { scheduleType: 'one_time', scheduleConfig: { executeAt: '2040-01-01T00:00:00+01:00' } }),
  ];
  await engine.schedules.apply({ schedules });
  expect(brief(await engine.schedules.apply({ schedules }))).toEqual(['unchanged a', 'unchanged once']);
});

test('prune deletes what an earlier apply made and this one does not name, never what people made', async () => {
  const t = await setup();
  const engine = await t.engine();
  await engine.schedules.create(draft('by hand'));
  await engine.schedules.apply({ schedules: [draft('one'), draft('two')] });
  expect(brief(await engine.schedules.apply({ schedules: [draft('two')] }))).toEqual(['unchanged two']);
  expect(brief(await engine.schedules.apply({ schedules: [draft('two')], prune: true }))).toEqual([
    'unchanged two',
    'delete one',
  ]);
  expect((await engine.schedules.list({ limit: 10 })).items.map(({ name }) => name)).toEqual([
    'by hand',
    'two',
  ]);
  expect(brief(await engine.schedules.apply({ schedules: [draft('by hand')], prune: true }))).toEqual([
    'unchanged by hand',
    'delete two',
  ]);
  // Named once, it belongs to the file from then on.
  expect(brief(await engine.schedules.apply({ schedules: [], prune: true }))).toEqual(['delete by hand']);
});

test('a dry run says the same and leaves no trace', async () => {
  const t = await setup();
  const engine = await t.engine();
  await engine.schedules.apply({ schedules: [draft('one'), draft('two')] });
  const before = await everything(t);
  const request = {
    schedules: [draft('two', { priority: 7 }), draft('three', { queue: 'unheard' })],
    prune: true,
  };
  const dry = await engine.schedules.apply({ ...request, dryRun: true });
  expect(dry.dryRun).toBe(true);
  expect(brief(dry)).toEqual(['update two', 'create three', 'delete one']);
  expect(dry.items[1]?.id).toBeNull();
  expect(await everything(t)).toEqual(before);
  expect(brief(await engine.schedules.apply(request))).toEqual(brief(dry));
});

test('is all or none, and a dry run finds the same errors', async () => {
  const t = await setup();
  const engine = await t.engine();
  const before = await everything(t);
  for (const dryRun of [true, false]) {
    await expect(
      engine.schedules.apply({
        schedules: [draft('fine'), draft('bad', { scheduleConfig: { cron: '0 99 * * *' } })],
        dryRun,
      }),
    ).rejects.toMatchObject({
      code: 'SCHEDULE_CRON_INVALID',
      errors: [{ field: 'schedules.1.scheduleConfig.cron', span: [2, 4], fix: '0 23 * * *' }],
    });
  }
  expect(await everything(t)).toEqual(before);
});

test('two of one name are refused', async () => {
  const t = await setup();
  const engine = await t.engine();
  await expect(
    engine.schedules.apply({ schedules: [draft('a'), draft('b'), draft(' a')] }),
  ).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
    errors: [{ field: 'schedules.2.name', message: 'is also the name of schedules.0' }],
  });
});

test('the same file applied by several at once ends as if by one', async () => {
  const t = await setup();
  const engines = [await t.engine(), await t.engine()];
  const schedules = Array.from({ length: 20 }, (_, index) => draft(`s${index}`, { queue: `q${index}` }));
  const all = await Promise.allSettled(
    Array.from({ length: 6 }, (_, index) =>
      (engines[index % 2] as (typeof engines)[0]).schedules.apply({ schedules }),
    ),
  );
  for (const one of all)
    if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'SCHEDULE_NAME_TAKEN' });
  expect(all.some(({ status }) => status === 'fulfilled')).toBe(true);
  expect((await engines[0]?.schedules.list({ limit: 100 }))?.items.length).toBe(20);
  expect(await t.rows(`select from events where type = 'schedule.created'`)).toHaveLength(20);
});
