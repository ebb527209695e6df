import type { TimelineBar } from '@tutti/contract';
import { expect, test } from 'vitest';
import { engineTests } from '../../test/setup.ts';
import { defineHandler } from './index.ts';

const { setup } = engineTests();
const hoursFrom = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();

test('what waited, runs or ran in a range stands on the timeline, with its earlier attempts', async () => {
  const t = await setup();
  let tries = 0;
  const flaky = defineHandler(
    'flaky',
    () => (++tries < 3 ? Promise.reject(new Error('not yet')) : Promise.resolve(tries)),
    { retryPolicy: { maxRetries: 3, initialDelayMs: 1, maxDelayMs: 1, multiplier: 1, jitter: 0 } },
  );
  const engine = await t.started({ node: 'n1', handlers: [flaky, defineHandler('ok', () => 'fine')] });
  const done = await engine.executions.enqueue({ taskType: 'flaky', queue: 'mail' });
  await t.reached(engine, done.executionId, 'completed');
  const later = await engine.executions.enqueue({
    taskType: 'ok',
    taskConfig: { command: 'echo later' },
    delayMs: 600_000,
  });
  const { items, total } = await engine.executions.timeline({ limit: 10, until: hoursFrom(1) });
  expect(total).toBe(2);
  const [waiting, ran] = items as [TimelineBar, TimelineBar];
  expect(waiting).toMatchObject({
    id: later.id,
    label: 'echo later',
    status: 'pending',
    phase: 'scheduled',
    startedAt: null,
    endedAt: null,
    node: null,
  });
  expect(Date.parse(waiting.runAt ?? '') - Date.parse(waiting.queuedAt)).toBeCloseTo(600_000, -3);
  expect(waiting).not.toHaveProperty('earlier');
  expect(ran).toMatchObject({
    id: done.id,
    queue: 'mail',
    node: 'n1',
    status: 'completed',
    phase: null,
    attempt: 3,
  });
  expect(ran.earlier?.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
  const times = [
    ran.queuedAt,
    ...(ran.earlier ?? []).flatMap(({ startedAt, endedAt }) => [startedAt ?? '', endedAt]),
    ran.startedAt ?? '',
    ran.endedAt ?? '',
  ];
  expect(times).toEqual(times.toSorted());
});

test('queue, schedule, range and limit narrow it; the total counts what the limit leaves out', async () => {
  const t = await setup();
  const engine = await t.started({ handlers: [defineHandler('ok', () => 'fine')] });
  const schedule = await engine.schedules.create({
    name: 'nightly',
    taskType: 'ok',
    taskConfig: {},
    scheduleType: 'interval',
    scheduleConfig: { intervalMs: 86_400_000 },
  });
  const triggered = await engine.schedules.trigger(schedule.id);
  await engine.executions.enqueueMany([
    { taskType: 'ok', queue: 'mail' },
    { taskType: 'ok', queue: 'mail' },
  ]);
  await t.reached(engine, triggered.executionId, 'completed');
  await expect.poll(async () => (await engine.executions.counts({})).completed.count).toBe(3);
  const of = (query: object): Promise<{ items: TimelineBar[]; total: number }> =>
    engine.executions.timeline({ limit: 10, until: hoursFrom(1), ...query });
  expect((await of({ queue: 'mail' })).items.map(({ queue }) => queue)).toEqual(['mail', 'mail']);
  expect((await of({ scheduleId: schedule.id })).items).toMatchObject([
    { label: 'nightly', scheduleId: schedule.id },
  ]);
  expect(await of({ limit: 1 })).toMatchObject({ total: 3, items: [{ queue: 'mail' }] });
  expect(await of({ from: hoursFrom(-9), until: hoursFrom(-8) })).toMatchObject({ total: 0, items: [] });
  const { from, until } = await engine.executions.timeline({ limit: 10 });
  expect(Date.parse(until) - Date.parse(from)).toBe(4 * 3_600_000);
  await expect(of({ from: hoursFrom(0), until: hoursFrom(-1) })).rejects.toThrow(/later than from/);
  await expect(of({ from: hoursFrom(-24 * 93), until: hoursFrom(0) })).rejects.toThrow(/92 days/);
});

test('what waits is in the phase that its own page tells', async () => {
  const t = await setup();
  const engine = await t.started({ handlers: [defineHandler('ok', () => 'fine')], labels: { region: 'eu' } });
  const first = await engine.executions.enqueue({ taskType: 'ok', queue: 'mail' });
  await t.reached(engine, first.executionId, 'completed');
  await engine.queues.pause('mail', { reason: 'the mail server moves' });
  const waiting = await Promise.all([
    engine.executions.enqueue({ taskType: 'ok', requires: { gpu: 'true' } }),
    engine.executions.enqueue({ taskType: 'ok', queue: 'mail' }),
    engine.executions.enqueue({ taskType: 'nobody-handles-this' }),
    engine.executions.enqueue({ taskType: 'ok', delayMs: 600_000, requires: { gpu: 'true' } }),
  ]);
  const { items } = await engine.executions.timeline({ limit: 10, until: hoursFrom(1) });
  const phases = new Map(items.map(({ id, phase }) => [id, phase]));
  expect(waiting.map(({ id }) => phases.get(id))).toEqual(['unroutable', 'held', 'queued', 'scheduled']);
  for (const { id } of waiting) expect((await engine.executions.get(String(id))).phase).toBe(phases.get(id));
});
