import type { ScheduleDraft } from '@tutti/contract';
import { describe, expect, test } from 'vitest';
import { brokenRules } from '../../test/invariants.ts';
import { engineTests } from '../../test/setup.ts';
import { defineHandler } from '../index.ts';

const { setup } = engineTests();
const HOUR = 3_600_000;
const base = Math.floor(Date.now() / HOUR) * HOUR;
const at = (hoursAgo: number): string => new Date(base - hoursAgo * HOUR).toISOString();
const draft = (extra: Partial<ScheduleDraft> = {}): ScheduleDraft => ({
  name: 'hourly',
  taskType: 'tick',
  taskConfig: {},
  scheduleType: 'interval',
  scheduleConfig: { intervalMs: HOUR, anchor: '2020-01-01T00:00:00Z' },
  overlapPolicy: 'allow',
  ...extra,
});
const tick = defineHandler('tick', () => 1);

describe('backfill', () => {
  test('runs the slots of a past range, both ends included, that have not run', async () => {
    const t = await setup();
    const engine = await t.engine({ handlers: [tick], maxConcurrent: 50 });
    const { id } = await engine.schedules.create(
      draft({ catchUpPolicy: 'all', catchUpLimit: 2, queue: 'own' }),
    );
    await t.rows('update task_schedules set next_run_at = $1', [at(5)]);
    await engine.processOnce();
    expect((await engine.schedules.slots(id, { limit: 10 })).items.map(({ status }) => status)).toEqual([
      'completed',
      'completed',
      'skipped',
    ]);
    const result = await engine.schedules.backfill(
      id,
      { from: at(7), until: at(0), limit: 100, priority: 9 },
      { actor: 'ada' },
    );
    expect(result).toMatchObject({ enqueued: 6, alreadyRun: 2, truncated: false });
    await engine.processOnce();
    const execution = await engine.executions.get(result.executionIds[0] as string);
    expect(execution).toMatchObject({
      status: 'completed',
      slot: at(7),
      priority: 9,
      queue: 'own',
      trigger: { kind: 'backfill', slot: at(7), actor: 'ada' },
    });
    expect(await engine.schedules.backfill(id, { from: at(7), until: at(0), limit: 100 })).toEqual({
      enqueued: 0,
      alreadyRun: 8,
      executionIds: [],
      truncated: false,
    });
    expect(await brokenRules(t.database)).toEqual([]);
  });

  test('is cut at its limit, and goes on from there', async () => {
    const t = await setup();
    const engine = await t.engine();
    const { id } = await engine.schedules.create(draft());
    expect(await engine.schedules.backfill(id, { from: at(9), until: at(0), limit: 4 })).toMatchObject({
      enqueued: 4,
      truncated: true,
    });
    expect(await engine.schedules.backfill(id, { from: at(5), until: at(0), limit: 100 })).toMatchObject({
      enqueued: 6,
      alreadyRun: 0,
      truncated: false,
    });
  });

  test('by several at once runs each slot once', async () => {
    const t = await setup();
    const engines = [await t.engine(), await t.engine()];
    const [engine] = engines as [(typeof engines)[0]];
    const { id } = await engine.schedules.create(draft());
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        (engines[index % 2] as typeof engine).schedules.backfill(id, {
          from: at(50),
          until: at(1),
          limit: 100,
        }),
      ),
    );
    expect(all.reduce((sum, { enqueued }) => sum + enqueued, 0)).toBe(50);
    expect(await brokenRules(t.database)).toEqual([]);
  });

  test('runs one after another unless overlap is allowed', async () => {
    const t = await setup();
    let running = 0;
    let most = 0;
    const engine = await t.started({
      maxConcurrent: 10,
      handlers: [
        defineHandler('tick', async () => {
          most = Math.max(most, ++running);
          await new Promise(setImmediate);
          running--;
        }),
      ],
    });
    const { id } = await engine.schedules.create(draft({ overlapPolicy: 'skip' }));
    await engine.schedules.backfill(id, { from: at(6), until: at(1), limit: 100 });
    await expect
      .poll(async () => (await engine.executions.counts({ scheduleId: id })).completed.count, {
        timeout: 10_000,
      })
      .toBe(6);
    expect(most).toBe(1);
  });

  test('a slot that a backfill took is not fired again, and counts once', async () => {
    const t = await setup();
    const engine = await t.engine({ handlers: [tick] });
    const { id } = await engine.schedules.create(draft({ maxRuns: 5 }));
    await engine.schedules.backfill(id, { from: at(0), until: at(0), limit: 1 });
    await t.rows('update task_schedules set next_run_at = $1', [at(0)]);
    expect(await engine.processOnce()).toEqual({ completed: 1, failed: 0 });
    expect(await engine.schedules.get(id)).toMatchObject({ runCount: 0, nextRunAt: at(-1) });
  });

  test.each([
    [{ from: at(1), until: at(2) }, 'until'],
    [{ from: at(1), until: new Date(Date.now() + HOUR).toISOString() }, 'until'],
  ])('a range %j is refused', async (range, field) => {
    const t = await setup();
    const engine = await t.engine();
    const { id } = await engine.schedules.create(draft());
    await expect(engine.schedules.backfill(id, { ...range, limit: 1 })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ field }],
    });
  });

  test('an event schedule has no slots to fill', async () => {
    const t = await setup();
    const engine = await t.engine();
    const { id } = await engine.schedules.create(
      draft({ scheduleType: 'event', scheduleConfig: { event: 'a.b' } }),
    );
    expect(await engine.schedules.backfill(id, { from: at(5), until: at(0), limit: 10 })).toMatchObject({
      enqueued: 0,
    });
  });
});

test('the list of slots is paged, filtered by time, and tells of runs and skips alike', async () => {
  const t = await setup();
  const engine = await t.engine({ handlers: [tick], maxConcurrent: 50 });
  const { id } = await engine.schedules.create(draft({ catchUpPolicy: 'latest' }));
  await engine.schedules.backfill(id, { from: at(30), until: at(21), limit: 100 });
  await engine.processOnce();
  await t.rows('update task_schedules set next_run_at = $1', [at(20)]);
  const idle = await t.engine();
  await idle.processOnce();
  const all = (await engine.schedules.slots(id, { limit: 100 })).items;
  expect(all.map(({ status, slotCount }) => [status, slotCount])).toEqual([
    ['pending', 1],
    ['skipped', 20],
    ...Array.from({ length: 10 }, () => ['completed', 1]),
  ]);
  const paged: string[] = [];
  for (let cursor: string | undefined | null; cursor !== null;) {
    const page: Awaited<ReturnType<typeof engine.schedules.slots>> = await engine.schedules.slots(id, {
      limit: 5,
      cursor: cursor ?? undefined,
    });
    expect(page.total).toBe(12);
    paged.push(...page.items.map(({ executionId }) => executionId));
    cursor = page.nextCursor;
  }
  expect(paged).toEqual(all.map(({ executionId }) => executionId));
  const between = await engine.schedules.slots(id, { limit: 100, from: at(25), until: at(22) });
  expect(between.items.map(({ slot }) => slot)).toEqual([at(23), at(24), at(25)]);
  const within = await engine.schedules.slots(id, { limit: 100, from: at(10), until: at(5) });
  expect(within.items.map(({ skipReason }) => skipReason)).toEqual(['catch_up']);
  await expect(engine.schedules.slots(id, { limit: 1, cursor: 'x' })).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
    errors: [{ field: 'cursor' }],
  });
});
