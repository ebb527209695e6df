import type { ScheduleDraft, Slot } from '@tutti/contract';
import { until } from '@tutti/testkit';
import { describe, expect, test } from 'vitest';
import { brokenRules } from '../../test/invariants.ts';
import { type Bundle, engineTests } from '../../test/setup.ts';
import { type Engine, defineHandler } from '../index.ts';

const { setup } = engineTests();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const draft = (extra: Partial<ScheduleDraft> = {}): ScheduleDraft => ({
  name: 'hourly',
  taskType: 'tick',
  taskConfig: {},
  scheduleType: 'interval',
  scheduleConfig: { intervalMs: HOUR, anchor: '2020-01-01T00:00:00Z' },
  ...extra,
});
const tick = defineHandler('tick', () => 'done');
/** Slots of the hourly schedule: the last full hour, and so many before it. */
const hourAgo = (hours: number): Date => new Date((Math.floor(Date.now() / HOUR) - hours) * HOUR);
/** As if the schedule had last been looked at so long ago. */
const rewind = (t: Bundle, id: number, to: Date): Promise<unknown> =>
  t.rows('update task_schedules set next_run_at = $2 where id = $1', [id, to]);
const slotsOf = async (engine: Engine, id: number): Promise<Slot[]> =>
  (await engine.schedules.slots(id, { limit: 500 })).items;
const brief = (slots: readonly Slot[]): string[] =>
  slots.map(({ status, skipReason, slotCount }) => (skipReason ? `${skipReason} x${slotCount}` : status));
/** A tick and the runs it made, without the clock moving. */
const once = (engine: Engine): Promise<{ completed: number; failed: number }> => engine.processOnce();

describe('firing', () => {
  test('a due schedule makes one execution with its slot and all that the schedule says', async () => {
    const t = await setup();
    const engine = await t.engine({ handlers: [tick] });
    const { id } = await engine.schedules.create(
      draft({
        priority: 9,
        queue: 'own',
        tags: ['a'],
        timeoutMs: 5000,
        retryPolicy: 'none',
        taskConfig: { at: '{{trigger.slot}}' },
      }),
    );
    await rewind(t, id, hourAgo(0));
    expect(await once(engine)).toEqual({ completed: 1, failed: 0 });
    const [slot] = await slotsOf(engine, id);
    expect(slot).toMatchObject({
      slot: hourAgo(0).toISOString(),
      status: 'completed',
      skipReason: null,
      slotUntil: null,
      slotCount: 1,
    });
    expect(slot?.latenessMs).toBeGreaterThan(0);
    const execution = await engine.executions.get(slot?.executionId as string);
    expect(execution).toMatchObject({
      scheduleId: id,
      scheduleName: 'hourly',
      label: 'hourly',
      priority: 9,
      queue: 'own',
      tags: ['a'],
      timeoutMs: 5000,
      retryPolicy: 'none',
      slot: hourAgo(0).toISOString(),
      trigger: { kind: 'schedule', slot: hourAgo(0).toISOString() },
    });
    const schedule = await engine.schedules.get(id);
    expect(schedule).toMatchObject({
      runCount: 1,
      nextRunAt: hourAgo(-1).toISOString(),
      statistics: { executions: 1, failures: 0 },
    });
    expect(schedule.lastRunAt).not.toBeNull();
    expect(await brokenRules(t.database)).toEqual([]);
  });

  test('firing is no edit: an editor’s copy does not go stale', async () => {
    const t = await setup();
    const engine = await t.engine({ handlers: [tick] });
    const { id, updatedAt } = await engine.schedules.create(draft());
    await rewind(t, id, hourAgo(0));
    await once(engine);
    expect((await engine.schedules.get(id)).updatedAt).toBe(updatedAt);
    await engine.schedules.update(id, { priority: 7 }, { ifMatch: updatedAt });
  });

  test('the template of a slot reaches the task', async () => {
    const t = await setup();
    const engine = await t.engine({ handlers: [defineHandler('tick', ({ taskConfig }) => taskConfig)] });
    const { id } = await engine.schedules.create(
      draft({ taskConfig: { at: '{{trigger.slot}}', kind: 'by {{trigger.kind}}' } }),
    );
    await rewind(t, id, hourAgo(0));
    await once(engine);
    const [slot] = await slotsOf(engine, id);
    expect((await engine.executions.get(slot?.executionId as string)).result).toEqual({
      at: hourAgo(0).toISOString(),
      kind: 'by schedule',
    });
  });

  test('what is not due, disabled or an event’s does not fire', async () => {
    const t = await setup();
    const engine = await t.engine({ handlers: [tick] });
    const later = await engine.schedules.create(draft());
    const disabled = await engine.schedules.create(draft({ name: 'off', enabled: false }));
    await engine.schedules.create(
      draft({ name: 'event', scheduleType: 'event', scheduleConfig: { event: 'a.b' } }),
    );
    await rewind(t, disabled.id, hourAgo(0));
    expect(await once(engine)).toEqual({ completed: 0, failed: 0 });
    expect((await engine.schedules.get(later.id)).nextRunAt).toBe(hourAgo(-1).toISOString());
    expect((await engine.schedules.get(disabled.id)).nextRunAt).toBeNull();
  });

  test('a one-time runs once and is then disabled', async () => {
    const t = await setup();
    const engine = await t.started({ handlers: [tick] });
    const { id } = await engine.schedules.create(
      draft({
        scheduleType: 'one_time',
        scheduleConfig: { executeAt: new Date(Date.now() + 80).toISOString() },
      }),
    );
    await until(async () => (await engine.executions.counts({ scheduleId: id })).completed.count === 1);
    expect(await engine.schedules.get(id)).toMatchObject({ enabled: false, nextRunAt: null, runCount: 1 });
    await expect(engine.schedules.setEnabled(id, true)).rejects.toMatchObject({ code: 'EXECUTE_AT_PAST' });
    expect((await engine.schedules.update(id, { description: 'it ran' })).enabled).toBe(false);
  });

  test('an interval of 100 ms keeps its slots without drift', async () => {
    const t = await setup();
    const engine = await t.started({ handlers: [tick] });
    const { id } = await engine.schedules.create(
      draft({
        overlapPolicy: 'allow',
        catchUpPolicy: 'all',
        catchUpLimit: 1000,
        scheduleConfig: { intervalMs: 100, anchor: '2020-01-01T00:00:00.050Z' },
      }),
    );
    await until(async () => (await slotsOf(engine, id)).length >= 8);
    const times = (await slotsOf(engine, id)).map(({ slot }) => Date.parse(slot)).toReversed();
    expect(times.filter((at) => at % 100 !== 50)).toEqual([]);
    times.forEach((at, index) => index > 0 && expect(at - (times[index - 1] as number)).toBe(100));
  });

  test('started nodes stamp their ticks, and say what is next and due', async () => {
    const t = await setup();
    const engine = await t.started({ handlers: [tick] });
    const { id } = await engine.schedules.create(draft());
    await engine.schedules.create(draft({ name: 'off', enabled: false }));
    await until(async () => (await engine.schedules.status()).lastTickAt !== null);
    expect(await engine.schedules.status()).toMatchObject({
      running: true,
      schedules: { enabled: 1, disabled: 1 },
      next: { id, name: 'hourly', nextRunAt: hourAgo(-1).toISOString() },
      due: 0,
    });
    expect((await engine.health()).scheduler).toMatchObject({ running: true, ticking: true });
  });
});

describe('several schedulers', () => {
  test('three at once fire hundreds of schedules, each slot exactly once', async () => {
    const t = await setup();
    const engines = await Promise.all(
      [1, 2, 3].map(() => t.engine({ handlers: [tick], maxConcurrent: 200 })),
    );
    const [engine] = engines as [Engine];
    await engine.schedules.apply({
      schedules: Array.from({ length: 300 }, (_, index) =>
        draft({ name: `s${index}`, catchUpPolicy: 'all', catchUpLimit: 5, overlapPolicy: 'allow' }),
      ),
    });
    for (let round = 0; round < 3; round++) {
      await t.rows(`update task_schedules set next_run_at = $1`, [hourAgo(6 - 2 * round)]);
      const done = await Promise.all(engines.map(once));
      expect(done.reduce((sum, { failed }) => sum + failed, 0)).toBe(0);
    }
    while ((await engine.executions.counts({})).pending.count > 0) await once(engine);
    const perSlot = await t.rows<{ n: number }>(
      "select count(*)::int as n from execution_history where status = 'completed' group by schedule_id, slot",
    );
    expect(perSlot.filter(({ n }) => n !== 1)).toEqual([]);
    // Five made up for in the first round, and what later rounds looked at once more was taken already.
    expect(perSlot.length).toBe(300 * 5);
    expect(
      (await t.rows<{ run_count: number }>('select distinct run_count from task_schedules')).map(
        (row) => row.run_count,
      ),
    ).toEqual([5]);
    expect(await brokenRules(t.database)).toEqual([]);
  });

  test('a thousand due at once are all enqueued by one tick', async () => {
    const t = await setup();
    const engine = await t.engine();
    await engine.schedules.apply({
      schedules: Array.from({ length: 1200 }, (_, index) => draft({ name: `s${index}` })),
    });
    await t.rows(`update task_schedules set next_run_at = $1`, [hourAgo(0)]);
    await once(engine);
    expect((await engine.executions.counts({})).pending.count).toBe(1200);
    expect((await engine.schedules.status()).due).toBe(0);
  });

  test('a schedule that is deleted or disabled while others tick leaves nothing half done', async () => {
    const t = await setup();
    const engines = await Promise.all([1, 2].map(() => t.engine()));
    const [engine] = engines as [Engine];
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, index) => engine.schedules.create(draft({ name: `s${index}` }))),
    );
    await t.rows(`update task_schedules set next_run_at = $1`, [hourAgo(0)]);
    await Promise.all([
      ...engines.map(once),
      ...made.map(({ id }, index) =>
        index % 2 ? engine.schedules.delete(id) : engine.schedules.setEnabled(id, false),
      ),
    ]);
    const left = await engine.schedules.list({ limit: 100 });
    expect(left.items.map(({ enabled, nextRunAt }) => [enabled, nextRunAt])).toEqual(
      Array.from({ length: 10 }, () => [false, null]),
    );
    const before = (await engine.executions.counts({})).pending.count;
    await Promise.all(engines.map(once));
    expect((await engine.executions.counts({})).pending.count).toBe(before);
  });
});

describe('after downtime', () => {
  test.each<[ScheduleDraft['catchUpPolicy'], string[], number]>([
    ['latest', ['completed', 'catch_up x5'], 1],
    ['skip', ['catch_up x6'], 0],
    ['all', ['completed', 'completed', 'completed', 'catch_up x3'], 3],
  ])('%s: %j', async (catchUpPolicy, wanted, runs) => {
    const t = await setup();
    const engine = await t.engine({ handlers: [tick] });
    const { id } = await engine.schedules.create(
      draft({ catchUpPolicy, catchUpLimit: 3, overlapPolicy: 'allow' }),
    );
    await rewind(t, id, hourAgo(6));
    // Half an hour into the hour, so that the newest slot is too late whenever this runs.
    await t.rows(
      `update task_schedules set schedule_config = json_build_object('intervalMs', 3600000, 'anchor', to_char((now() - interval '30 min' - interval '100 h') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')), next_run_at = date_trunc('second', now() - interval '330 min')`,
    );
    await once(engine);
    expect(brief(await slotsOf(engine, id))).toEqual(wanted);
    expect(await engine.schedules.get(id)).toMatchObject({ runCount: runs });
    expect(await brokenRules(t.database)).toEqual([]);
  });

  test('made up for one after another unless overlap is allowed', async () => {
    const t = await setup();
    let running = 0;
    let most = 0;
    const engine = await t.started({
      maxConcurrent: 10,
      handlers: [
        defineHandler('tick', async () => {
          most = Math.max(most, ++running);
          await null;
          running--;
        }),
      ],
    });
    const { id } = await engine.schedules.create(
      draft({ catchUpPolicy: 'all', catchUpLimit: 8, overlapPolicy: 'skip' }),
    );
    await rewind(t, id, hourAgo(7));
    await until(async () => (await engine.executions.counts({ scheduleId: id })).completed.count === 8, {
      timeoutMs: 10_000,
    });
    expect(most).toBe(1);
    const slots = (
      await t.rows<{ slot: Date }>('select slot from execution_history order by started_at, id')
    ).map(({ slot }) => slot.getTime());
    expect(slots).toEqual(slots.toSorted((a, b) => a - b));
  });

  test('thousands of missed slots become few rows', async () => {
    const t = await setup();
    const engine = await t.engine({ handlers: [tick] });
    const { id } = await engine.schedules.create(
      draft({ scheduleConfig: { intervalMs: 1000, anchor: '2020-01-01T00:00:00Z' } }),
    );
    await rewind(t, id, hourAgo(12));
    await once(engine);
    const slots = await slotsOf(engine, id);
    expect(slots[0]).toMatchObject({ status: 'completed' });
    expect(slots.length).toBe(2);
    expect(slots[1]).toMatchObject({ skipReason: 'catch_up', status: 'skipped' });
    expect(slots[1]?.slotCount).toBeGreaterThan(12 * 3600 - 10);
    expect(Date.parse(slots[1]?.slotUntil as string) - Date.parse(slots[1]?.slot as string)).toBe(
      ((slots[1]?.slotCount ?? 0) - 1) * 1000,
    );
  });
});

describe('overlap', () => {
  test('skip: the slot is skipped while a run is unfinished; further ones lengthen the same row', async () => {
    const t = await setup();
    const engine = await t.engine({ handlers: [] });
    const { id } = await engine.schedules.create(draft());
    for (const hours of [5, 4, 3, 2]) {
      await rewind(t, id, hourAgo(hours));
      await t.rows(`update task_schedules set schedule_config = $1`, [
        JSON.stringify({ intervalMs: 100 * HOUR, anchor: hourAgo(hours).toISOString() }),
      ]);
      await once(engine);
    }
    const slots = await slotsOf(engine, id);
    expect(brief(slots)).toEqual(['overlap x3', 'pending']);
    expect(slots[0]).toMatchObject({ slot: hourAgo(4).toISOString(), slotUntil: hourAgo(2).toISOString() });
    const told = await t.rows<{ data: { reason: string; count: number } }>(
      `select data from events where type = 'schedule.skipped'`,
    );
    expect(told.map(({ data }) => data.reason)).toEqual(['overlap']);
    expect(await brokenRules(t.database)).toEqual([]);
  });

  test('a run, or another reason, ends the row of skips', async () => {
    const t = await setup();
    const engine = await t.engine({ handlers: [tick] });
    const { id } = await engine.schedules.create(draft({ scheduleConfig: { intervalMs: 1000 * HOUR } }));
    const slot = async (hours: number, blackout: boolean): Promise<void> => {
      await t.rows(`update task_schedules set next_run_at = $1, blackouts = $2`, [
        hourAgo(hours),
        blackout ? JSON.stringify([{ from: '2020-01-01T00:00:00Z', until: '2100-01-01T00:00:00Z' }]) : '[]',
      ]);
      await once(engine);
    };
    await slot(9, true);
    await slot(8, true);
    await slot(7, false);
    await slot(6, true);
    await t.rows(`update task_schedules set catch_up_policy = 'skip'`);
    await slot(5, false);
    await slot(4, false);
    await slot(3, true);
    expect(brief(await slotsOf(engine, id))).toEqual([
      'calendar x1',
      'catch_up x2',
      'calendar x1',
      'completed',
      'calendar x2',
    ]);
  });

  test('queue: runs follow one another in the order of their slots, also when one is cancelled', async () => {
    const t = await setup();
    const ran: string[] = [];
    const gates: (() => void)[] = [];
    const engine = await t.started({
      handlers: [
        defineHandler('tick', (run) => {
          ran.push(run.trigger.slot as string);
          return new Promise<void>((resolve) => gates.push(resolve));
        }),
      ],
    });
    const { id } = await engine.schedules.create(
      draft({ overlapPolicy: 'queue', catchUpPolicy: 'all', catchUpLimit: 4 }),
    );
    await rewind(t, id, hourAgo(3));
    await until(() => gates.length === 1);
    const waiting = await engine.executions.list({ limit: 10, phase: ['waiting'], order: 'asc' });
    expect(waiting.items.map(({ slot, waitingFor }) => [slot, waitingFor])).toEqual(
      [2, 1, 0].map((hours) => [hourAgo(hours).toISOString(), 'the run of schedule hourly before it']),
    );
    await engine.executions.cancel(waiting.items[1]?.executionId as string);
    gates[0]?.();
    await until(() => gates.length === 2);
    expect((await engine.executions.list({ limit: 10, phase: ['waiting'] })).items.length).toBe(1);
    gates[1]?.();
    await until(() => gates.length === 3);
    gates[2]?.();
    await until(async () => (await engine.executions.counts({})).completed.count === 3);
    expect(ran).toEqual([3, 2, 0].map((hours) => hourAgo(hours).toISOString()));
    expect(await brokenRules(t.database)).toEqual([]);
  });

  test('allow: runs lie beside each other', async () => {
    const t = await setup();
    const engine = await t.engine();
    const { id } = await engine.schedules.create(
      draft({ overlapPolicy: 'allow', catchUpPolicy: 'all', catchUpLimit: 4 }),
    );
    await rewind(t, id, hourAgo(3));
    await once(engine);
    expect((await engine.executions.list({ limit: 10, phase: ['queued'] })).items.length).toBe(4);
  });

  test('cancel_previous: what still runs or waits is cancelled, the newest slot runs', async () => {
    const t = await setup();
    const reasons: unknown[] = [];
    const gate = Promise.withResolvers<string>();
    let count = 0;
    const engine = await t.started({
      handlers: [
        defineHandler('tick', ({ signal }) => {
          if (++count > 1) return gate.promise;
          return new Promise((_, reject) =>
            signal.addEventListener('abort', () => reject(new Error(String(reasons.push(signal.reason))))),
          );
        }),
      ],
    });
    const { id } = await engine.schedules.create(draft({ overlapPolicy: 'cancel_previous' }));
    await rewind(t, id, hourAgo(1));
    await until(() => count === 1);
    await t.rows(`update task_schedules set schedule_config = $1`, [
      JSON.stringify({ intervalMs: 1000 * HOUR, anchor: hourAgo(3).toISOString() }),
    ]);
    await rewind(t, id, hourAgo(3));
    await until(() => count === 2 && reasons.length === 1);
    expect(reasons).toEqual(['cancelled']);
    gate.resolve('second');
    await until(async () => (await engine.executions.counts({ scheduleId: id })).completed.count === 1);
    const previous = (await engine.executions.list({ limit: 10, scheduleId: id, status: ['cancelled'] }))
      .items;
    expect(previous).toMatchObject([
      { error: { code: 'CANCELLED', message: 'the next run of its schedule began' } },
    ]);
    expect(await brokenRules(t.database)).toEqual([]);
  });
});

describe('stop and start', () => {
  test('halts time on all nodes, not manual triggers; slots in between were stopped; the policy applies at the start', async () => {
    const t = await setup();
    const [engine, other] = [await t.engine({ handlers: [tick] }), await t.engine()];
    const { id } = await engine.schedules.create(
      draft({ scheduleConfig: { intervalMs: 1000, anchor: '2020-01-01T00:00:00Z' } }),
    );
    expect(await other.schedules.stop({ actor: 'ada' })).toMatchObject({ running: false });
    // Halted for the last ten minutes, as it were.
    await t.rows(
      `update system_state set scheduler_stopped_at = now() - interval '10 min', scheduler_changed_at = now() - interval '10 min'`,
    );
    await t.rows(`update task_schedules set next_run_at = date_trunc('second', now() - interval '11 min')`);
    expect(await once(engine)).toEqual({ completed: 0, failed: 0 });
    expect(await engine.schedules.status()).toMatchObject({ running: false, due: 1 });
    await engine.schedules.trigger(id);
    expect(await once(engine)).toEqual({ completed: 1, failed: 0 });
    expect(await engine.schedules.start({ actor: 'ada' })).toMatchObject({ running: true });
    expect(await once(engine)).toEqual({ completed: 1, failed: 0 });
    const slots = await slotsOf(engine, id);
    expect(slots.map(({ status, skipReason }) => skipReason ?? status)).toEqual([
      'completed',
      'stopped',
      'catch_up',
    ]);
    const [, stopped, missed] = slots as [Slot, Slot, Slot];
    expect(missed.slotCount).toBeGreaterThanOrEqual(59);
    expect(missed.slotCount).toBeLessThanOrEqual(61);
    expect(stopped.slotCount).toBeGreaterThanOrEqual(595);
    const told = await t.rows(`select type, actor from events where type like 'scheduler.%' order by id`);
    expect(told).toEqual([
      { type: 'scheduler.stopped', actor: 'ada' },
      { type: 'scheduler.started', actor: 'ada' },
    ]);
  });

  test('stopping twice is stopping once; it survives the node', async () => {
    const t = await setup();
    const engine = await t.started();
    const first = await engine.schedules.stop();
    expect((await engine.schedules.stop()).changedAt).toBe(first.changedAt);
    await engine.stop();
    const next = await t.started();
    expect((await next.schedules.status()).running).toBe(false);
    expect((await next.health()).scheduler).toMatchObject({ running: false, ticking: true });
    expect(await t.rows(`select from events where type = 'scheduler.stopped'`)).toHaveLength(1);
  });
});

describe('limits', () => {
  test('a schedule ends with its last run; a skipped slot is no run; more room brings it back', async () => {
    const t = await setup();
    const idle = await t.engine();
    const { id } = await idle.schedules.create(draft({ maxRuns: 2 }));
    const pending = await idle.schedules.trigger(id);
    await rewind(t, id, hourAgo(0));
    await once(idle);
    expect(brief(await slotsOf(idle, id))).toEqual(['overlap x1']);
    expect(await idle.schedules.get(id)).toMatchObject({ runCount: 0, nextRunAt: hourAgo(-1).toISOString() });
    await idle.executions.cancel(pending.executionId);
    const engine = await t.engine({ handlers: [tick] });
    for (const hours of [2, 1]) {
      await rewind(t, id, hourAgo(hours));
      await t.rows(`update task_schedules set schedule_config = $1`, [
        JSON.stringify({ intervalMs: 100 * HOUR, anchor: hourAgo(hours).toISOString() }),
      ]);
      await once(engine);
    }
    expect(await engine.schedules.get(id)).toMatchObject({ runCount: 2, nextRunAt: null, enabled: true });
    expect((await engine.schedules.update(id, { maxRuns: 3 })).nextRunAt).not.toBeNull();
  });

  test('jitter delays within its bounds, the same for a slot', async () => {
    const t = await setup();
    const engine = await t.engine();
    const jitterMs = 10 * MINUTE;
    await engine.schedules.apply({
      schedules: Array.from({ length: 50 }, (_, index) =>
        draft({
          name: `s${index}`,
          jitterMs,
          scheduleConfig: {
            intervalMs: HOUR,
            anchor: new Date(Math.floor(Date.now() / 1000) * 1000).toISOString(),
          },
        }),
      ),
    });
    await t.rows(`update task_schedules set next_run_at = date_trunc('second', now())`);
    await once(engine);
    const delays = (
      await t.rows<{ ms: number }>(
        `select (1000 * extract(epoch from run_at - slot))::float8 as ms from live_executions`,
      )
    ).map(({ ms }) => ms);
    expect(delays.length).toBe(50);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...delays)).toBeLessThan(jitterMs);
    expect(new Set(delays).size).toBeGreaterThan(40);
    expect((await engine.executions.counts({})).pending.count).toBe(50);
    expect(await brokenRules(t.database)).toEqual([]);
  });

  test('blackouts skip slots by the calendar', async () => {
    const t = await setup();
    const engine = await t.engine({ handlers: [tick] });
    const { id } = await engine.schedules.create(
      draft({
        catchUpPolicy: 'all',
        catchUpLimit: 100,
        overlapPolicy: 'allow',
        blackouts: [{ from: hourAgo(4).toISOString(), until: hourAgo(2).toISOString() }],
      }),
    );
    await rewind(t, id, hourAgo(5));
    await once(engine);
    expect(brief(await slotsOf(engine, id))).toEqual([
      'completed',
      'completed',
      'completed',
      'calendar x2',
      'completed',
    ]);
  });
});

test('deleting a schedule leaves its executions, finished and not', async () => {
  const t = await setup();
  const engine = await t.engine({ handlers: [tick] });
  const { id } = await engine.schedules.create(draft({ overlapPolicy: 'allow' }));
  const done = await engine.schedules.trigger(id);
  await once(engine);
  const open = await engine.schedules.trigger(id);
  await engine.schedules.delete(id);
  await expect(engine.schedules.get(id)).rejects.toMatchObject({ code: 'SCHEDULE_NOT_FOUND' });
  expect(await engine.executions.get(done.executionId)).toMatchObject({
    status: 'completed',
    scheduleId: id,
    scheduleName: null,
  });
  expect(await once(engine)).toEqual({ completed: 1, failed: 0 });
  expect((await engine.executions.get(open.executionId)).status).toBe('completed');
});
