import { until } from '@tutti/testkit';
import { expect, test } from 'vitest';
import { engineTests } from '../../test/setup.ts';

const { setup } = engineTests();

test('an edit holds on all nodes, is told, and goes back', async () => {
  const t = await setup();
  const [one, other] = [await t.started(), await t.started()];
  const changed = await one.settings.update({ logRetentionDays: 3 }, { actor: 'alex' });
  expect(changed.values.logRetentionDays).toBe(3);
  expect(changed.changed).toMatchObject({ logRetentionDays: { by: 'alex' } });
  expect(one.settings.current.logRetentionDays).toBe(3);
  await until(() => other.settings.current.logRetentionDays === 3);
  // An event is listed once no transaction that began before it still runs.
  const told = await until(async () => {
    const { items } = await other.events.list({ types: ['settings.changed'], limit: 10 });
    return items.length > 0 ? items : undefined;
  });
  expect(told).toMatchObject([
    { actor: 'alex', data: { changes: { logRetentionDays: { from: 14, to: 3 } } } },
  ]);
  expect((await other.audit.list({ limit: 10 })).items).toContainEqual(
    expect.objectContaining({
      actor: 'alex',
      action: 'settings.changed',
      before: { logRetentionDays: 14 },
      after: { logRetentionDays: 3 },
    }),
  );
  expect((await other.settings.update({ logRetentionDays: null })).values.logRetentionDays).toBe(14);
  await until(() => one.settings.current.logRetentionDays === 14);
});

test('an edit that changes nothing tells nothing', async () => {
  const t = await setup();
  const engine = await t.started();
  await engine.settings.update({ logRetentionDays: 14 });
  expect((await engine.events.list({ types: ['settings.changed'], limit: 10 })).items).toEqual([]);
});

test('a bad value names what is wrong and changes nothing', async () => {
  const t = await setup();
  const engine = await t.engine();
  await expect(engine.settings.update({ logRetentionDays: 0, eventRetentionDays: 3 })).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
    errors: [{ field: 'logRetentionDays' }],
  });
  await expect(engine.settings.update({ defaultTimezone: 'Europe/Berln' })).rejects.toMatchObject({
    code: 'TIMEZONE_INVALID',
    errors: [{ field: 'defaultTimezone', fix: 'did you mean Europe/Berlin?' }],
  });
  expect(await engine.settings.get()).toMatchObject({ changed: {}, values: { defaultTimezone: 'UTC' } });
});

test('schedules without a zone follow the default one at once, the others stay', async () => {
  const t = await setup();
  const engine = await t.engine();
  const create = async (name: string, more: object = {}) =>
    engine.schedules.create({
      name,
      taskType: 'shell_command',
      taskConfig: { command: 'true' },
      scheduleType: 'cron',
      scheduleConfig: { cron: '0 12 * * *', ...more },
    });
  const own = await create('own', { timezone: 'Asia/Tokyo' });
  const following = await create('following');
  expect(following.nextRunAt).toMatch(/T12:00/);
  await engine.settings.update({ defaultTimezone: 'Asia/Kolkata' });
  expect((await engine.schedules.get(following.id)).nextRunAt).toMatch(/T06:30/);
  expect((await engine.schedules.get(own.id)).nextRunAt).toBe(own.nextRunAt);
  expect(
    engine.schedules.preview({
      scheduleType: 'cron',
      scheduleConfig: { cron: '0 12 * * *' },
      count: 1,
      blackouts: [],
    } as never),
  ).toMatchObject({ timezone: 'Asia/Kolkata' });
});

test('a node that starts later knows what was set before', async () => {
  const t = await setup();
  await (await t.engine()).settings.update({ eventRetentionDays: 2 });
  expect((await t.engine()).settings.current.eventRetentionDays).toBe(2);
});
