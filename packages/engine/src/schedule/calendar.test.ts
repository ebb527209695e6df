import { expect, test } from 'vitest';
import { engineTests } from '../../test/setup.ts';
import type { Engine } from '../index.ts';

const { setup } = engineTests();
const FROM = '2026-12-01T00:00:00.000Z';
const UNTIL = '2026-12-02T00:00:00.000Z';

const cron = (engine: Engine, name: string, expression: string, more: object = {}) =>
  engine.schedules.create({
    name,
    taskType: 'shell_command',
    taskConfig: { command: 'true' },
    scheduleType: 'cron',
    scheduleConfig: { cron: expression, timezone: 'UTC' },
    ...more,
  });

test('the due times of all schedules in order, how dense they are, and which collide', async () => {
  const { engine: node } = await setup();
  const engine = await node();
  const hourly = await cron(engine, 'hourly', '0 * * * *');
  const noon = await cron(engine, 'noon', '0 12 * * *');
  const blackouts = [{ from: '2026-12-01T00:00:00Z', until: '2026-12-01T06:00:00Z' }];
  const later = await cron(engine, 'later', '30 * * * *', { blackouts, endsAt: '2026-12-01T09:00:00Z' });
  await cron(engine, 'off', '* * * * *', { enabled: false });
  const calendar = await engine.schedules.calendar({ from: FROM, until: UNTIL, limit: 3 });
  expect(calendar).toMatchObject({
    from: FROM,
    until: UNTIL,
    total: 24 + 1 + 3,
    truncated: false,
    bucketMs: 300_000,
  });
  expect(calendar.items.map(({ at, name }) => `${at.slice(11, 16)} ${name}`)).toEqual([
    '00:00 hourly',
    '01:00 hourly',
    '02:00 hourly',
  ]);
  expect(calendar.collisions).toEqual([
    { at: '2026-12-01T12:00:00.000Z', count: 2, scheduleIds: [hourly.id, noon.id] },
  ]);
  expect(calendar.collisionTotal).toBe(1);
  expect(calendar.density).toHaveLength(27);
  expect(calendar.density.filter(({ atOnce }) => atOnce > 1)).toEqual([
    { at: '2026-12-01T12:00:00.000Z', count: 2, atOnce: 2 },
  ]);
  expect(calendar.density.reduce((sum, { count }) => sum + count, 0)).toBe(28);
  const some = await engine.schedules.calendar({
    from: FROM,
    until: UNTIL,
    scheduleIds: [String(later.id)],
    limit: 10,
  });
  expect(some.items.map(({ at }) => at.slice(11, 16))).toEqual(['06:30', '07:30', '08:30']);
});

test('schedules due very often are told apart, with about how often, where that is asked for', async () => {
  const { engine: node } = await setup();
  const engine = await node();
  const hourly = await cron(engine, 'hourly', '0 * * * *');
  const minutely = await cron(engine, 'minutely', '* * * * *');
  const calendar = await engine.schedules.calendar({
    from: FROM,
    until: UNTIL,
    limit: 100,
    mostPerDay: 96,
    bucketMinutes: 15,
  });
  expect(calendar.frequent).toEqual([{ scheduleId: minutely.id, name: 'minutely', perDay: 1440 }]);
  expect(calendar).toMatchObject({ total: 24, bucketMs: 900_000, collisions: [], truncated: false });
  expect(new Set(calendar.items.map(({ scheduleId }) => scheduleId))).toEqual(new Set([hourly.id]));
  expect(calendar.density).toHaveLength(24);
  const all = await engine.schedules.calendar({ from: FROM, until: UNTIL, limit: 0 });
  expect(all).toMatchObject({ total: 24 + 1440, frequent: [] });
  await expect(
    engine.schedules.calendar({ from: FROM, until: '2026-12-31T00:00:00Z', limit: 0, bucketMinutes: 1 }),
  ).rejects.toMatchObject({ errors: [{ field: 'bucketMinutes' }] });
});

test('a range that is none, or too long, is refused', async () => {
  const { engine: node } = await setup();
  const engine = await node();
  const ask = (until: string) => engine.schedules.calendar({ from: FROM, until, limit: 1 });
  await expect(ask(FROM)).rejects.toMatchObject({
    errors: [{ field: 'until', message: 'must be later than from' }],
  });
  await expect(ask('2027-12-31T00:00:00Z')).rejects.toMatchObject({ errors: [{ field: 'until' }] });
});

test('what may come up a hundred thousand times is cut and said to be', async () => {
  const { engine: node } = await setup();
  const engine = await node();
  await engine.schedules.create({
    name: 'fast',
    taskType: 'shell_command',
    taskConfig: { command: 'true' },
    scheduleType: 'interval',
    scheduleConfig: { intervalMs: 100 },
  });
  const calendar = await engine.schedules.calendar({ from: FROM, until: UNTIL, limit: 1 });
  expect(calendar).toMatchObject({ total: 100_000, truncated: true });
  expect(calendar.items).toHaveLength(1);
});

test('what waits, in the order it will be served', async () => {
  const { engine: node } = await setup();
  const engine = await node();
  const run = (command: string, more: object = {}) =>
    engine.executions.enqueue({ taskType: 'shell_command', taskConfig: { command }, ...more });
  await run('low', { priority: 1 });
  await run('high', { priority: 10 });
  await run('other', { queue: 'other' });
  await run('later', { delayMs: 60_000 });
  const view = await engine.executions.queue({ limit: 10 });
  expect(view.items.map(({ label }) => label)).toEqual(['high', 'other', 'low']);
  expect(view).toMatchObject({ ready: 3, delayed: 1, running: 0 });
  expect((await engine.executions.queue({ queue: 'other', limit: 10 })).items).toHaveLength(1);
});
