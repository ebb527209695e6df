import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '@tutti/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { brokenRules } from '../../test/invariants.ts';
import { type Bundle, engineTests } from '../../test/setup.ts';
import { type Engine, TaskFailure, defineHandler } from '../index.ts';

const { setup } = engineTests();
const NO_RETRY = { retryPolicy: 'none' } as const;
const QUICK_RETRY = {
  retryPolicy: { maxRetries: 3, initialDelayMs: 150, maxDelayMs: 150, multiplier: 1, jitter: 0 },
};

/** A service that can be switched, and counts who calls. */
async function service(): Promise<{
  url: string;
  key: string;
  state: { status: number; calls: number };
  server: Server;
}> {
  const state = { status: 500, calls: 0 };
  const server = createServer((_, response) => {
    state.calls++;
    response.statusCode = state.status;
    response.end('answer');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const key = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: `${key}/path?query=1`, key, state, server };
}

const eventsOf = async (t: Bundle): Promise<string[]> =>
  (await t.rows<{ type: string }>(`select type from events where type like 'breaker.%' order by tx, id`)).map(
    ({ type }) => type,
  );
const reaches = (engine: Engine, key: string, state: string) =>
  until(async () => (await engine.breakers.get(key)).state === state, {
    what: `${key} to be ${state}`,
    timeoutMs: 10_000,
  });
/** A handler that fails or works as told, under a breaker of its own. */
function flaky(name = 'flaky') {
  const told = { fails: true, permanent: false, calls: 0 };
  const handler = defineHandler(name, () => {
    told.calls++;
    if (told.fails) throw new TaskFailure('DOWN', 'is down', { permanent: told.permanent });
    return 'fine';
  });
  return { told, handler };
}

describe('a service that fails', () => {
  test('opens its breaker at the threshold, calls stop, work waits without spending attempts, and all heals', async () => {
    const t = await setup();
    const { url, key, state } = await service();
    const [one, two] = [await t.started({ maxConcurrent: 1 }), await t.started({ maxConcurrent: 1 })];
    await one.breakers.configure(key, { openMs: 400 });
    const drafts = Array.from({ length: 60 }, () => ({
      taskType: 'http_request',
      taskConfig: { url },
      ...NO_RETRY,
    }));
    const all = await one.executions.enqueueMany(drafts);
    await until(
      async () => (await t.rows(`select from live_executions where hold = 'breaker'`)).length > 40,
      {
        what: 'the rest to be deferred',
        timeoutMs: 10_000,
      },
    );
    // At the threshold, and what was under way on two nodes.
    expect(state.calls).toBeGreaterThanOrEqual(5);
    expect(state.calls).toBeLessThan(20);
    const listed = await two.executions.list({ limit: 5, phase: ['deferred'] });
    expect(listed.items[0]).toMatchObject({ status: 'pending', attempt: 1 });
    expect(listed.items[0]?.waitingFor).toContain(`circuit breaker ${key}`);
    // It goes on failing: only trials find out, a few at a time.
    await until(async () => (await one.breakers.get(key)).totals.opened >= 3, { timeoutMs: 10_000 });
    expect(state.calls).toBeLessThan(35);
    expect(await eventsOf(t)).toEqual(expect.arrayContaining(['breaker.opened', 'breaker.half_opened']));
    expect(await t.rows('select from execution_attempts')).toEqual([]);

    state.status = 200;
    await until(async () => (await t.rows('select from live_executions')).length === 0, {
      what: 'everything to end',
      timeoutMs: 15_000,
    });
    await reaches(one, key, 'closed');
    const ended = await t.rows<{ status: string; n: number; attempts: number }>(
      `select status::text, count(*)::int as n, max(attempt)::int as attempts from execution_history group by 1 order by 1`,
    );
    const failures = ended.find(({ status }) => status === 'failed');
    expect(ended.map(({ status }) => status)).toEqual(['completed', 'failed']);
    expect((failures?.n ?? 0) + (ended[0]?.n ?? 0)).toBe(all.length);
    // Each call was made for one execution, and each execution made one.
    expect(state.calls).toBe(60);
    expect(failures?.n).toBeLessThan(40);
    expect(ended.every(({ attempts }) => attempts === 1)).toBe(true);
    expect((await eventsOf(t)).at(-1)).toBe('breaker.closed');
    expect(await t.rows('select from breaker_trials')).toEqual([]);
    expect(await brokenRules(t.database)).toEqual([]);
  });

  test('an answer like 404 opens nothing, a permanent error neither, a refused address is no call at all', async () => {
    const t = await setup();
    const { url, key, state } = await service();
    state.status = 404;
    const { told, handler } = flaky();
    told.permanent = true;
    const engine = await t.engine({ handlers: [handler], httpAllow: ['127.0.0.1'] });
    for (let index = 0; index < 12; index++) {
      await engine.executions.enqueue({ taskType: 'http_request', taskConfig: { url } });
      await engine.executions.enqueue({ taskType: 'flaky', breaker: 'named' });
      await engine.executions.enqueue({ taskType: 'http_request', taskConfig: { url: 'http://10.1.2.3/' } });
    }
    expect(await engine.processOnce()).toEqual({ completed: 0, failed: 36 });
    expect(await engine.breakers.get(key)).toMatchObject({
      state: 'closed',
      totals: { calls: 12, failures: 0, opened: 0 },
    });
    expect(await engine.breakers.get('named')).toMatchObject({ totals: { calls: 12, failures: 0 } });
    await expect(engine.breakers.get('http://10.1.2.3:80')).rejects.toMatchObject({
      code: 'BREAKER_NOT_FOUND',
    });
  });

  test('retries of one execution count as calls, and the waiting attempt is not spent', async () => {
    const t = await setup();
    const { told, handler } = flaky();
    const engine = await t.started({ handlers: [handler] });
    await engine.breakers.configure('svc', { failuresInARow: 2 });
    const { executionId } = await engine.executions.enqueue({
      taskType: 'flaky',
      breaker: 'svc',
      ...QUICK_RETRY,
    });
    const waiting = await until(async () => {
      const found = await engine.executions.get(executionId);
      return found.phase === 'deferred' ? found : undefined;
    });
    expect(waiting).toMatchObject({ attempt: 3, breaker: 'svc', status: 'pending' });
    expect(waiting.waitingFor).toMatch(/^circuit breaker svc, open until 2/);
    expect(told.calls).toBe(2);
    told.fails = false;
    await engine.breakers.reset('svc');
    expect(await t.reached(engine, executionId, 'completed')).toMatchObject({ attempt: 3 });
    expect(await engine.executions.attempts(executionId)).toHaveLength(3);
  });

  test('timeouts count as failures; cancelled runs and those of another breaker do not', async () => {
    const t = await setup();
    const hanging = defineHandler(
      'hang',
      ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))),
    );
    const engine = await t.started({ handlers: [hanging], maxConcurrent: 20 });
    const hang = (breaker: string | false, timeoutMs?: number) =>
      engine.executions.enqueue({ taskType: 'hang', breaker, ...NO_RETRY, ...(timeoutMs && { timeoutMs }) });
    await Promise.all([1, 2, 3, 4, 5].map(() => hang('slow', 20)));
    await reaches(engine, 'slow', 'open');
    const others = await Promise.all([1, 2, 3, 4, 5, 6].map(() => hang('other')));
    for (const { executionId } of others) await t.reached(engine, executionId, 'running');
    for (const { executionId } of others) await engine.executions.cancel(executionId);
    const free = await hang(false, 10);
    await t.reached(engine, free.executionId, 'timeout');
    await expect(engine.breakers.get('other')).rejects.toMatchObject({ code: 'BREAKER_NOT_FOUND' });
  });
});

describe('operators', () => {
  test('trip, reset and pin: state, events, reasons and the audit log', async () => {
    const t = await setup();
    const { told, handler } = flaky();
    const engine = await t.started({ handlers: [handler] });
    await engine.breakers.configure('svc', { openMs: 50 }, { actor: 'kim' });
    const tripped = await engine.breakers.trip('svc', { actor: 'kim', reason: 'maintenance' });
    expect(tripped).toMatchObject({
      state: 'open',
      tripped: true,
      halfOpenAt: null,
      reason: 'maintenance',
      changedBy: 'kim',
    });
    const { executionId } = await engine.executions.enqueue({
      taskType: 'flaky',
      breaker: 'svc',
      ...NO_RETRY,
    });
    await until(async () => (await engine.executions.get(executionId)).phase === 'deferred');
    expect((await engine.executions.get(executionId)).waitingFor).toBe(
      'circuit breaker svc, which an operator holds open',
    );
    expect((await engine.breakers.get('svc')).deferred).toBe(1);
    expect(told.calls).toBe(0);
    told.fails = false;
    expect(await engine.breakers.pin('svc', 'closed', { actor: 'kim' })).toMatchObject({
      state: 'closed',
      pin: 'closed',
    });
    await t.reached(engine, executionId, 'completed');
    told.fails = true;
    const failing = await engine.executions.enqueueMany(
      Array.from({ length: 8 }, () => ({ taskType: 'flaky', breaker: 'svc', ...NO_RETRY })),
    );
    for (const one of failing) await t.reached(engine, one.executionId, 'failed');
    await until(async () => (await engine.breakers.get('svc')).totals.failures === 8);
    expect((await engine.breakers.pin('svc', 'auto')).state).toBe('closed');
    const history = await engine.breakers.history('svc');
    expect(history.map(({ type }) => type)).toEqual(['breaker.closed', 'breaker.tripped']);
    expect(history[1]).toMatchObject({ actor: 'kim', data: { key: 'svc', reason: 'maintenance' } });
    await expect(engine.breakers.history('sv')).rejects.toMatchObject({ code: 'BREAKER_NOT_FOUND' });
    expect(await engine.breakers.reset('svc')).toMatchObject({
      state: 'closed',
      pin: 'auto',
      failuresInARow: 0,
    });
    expect(await eventsOf(t)).toEqual(['breaker.tripped', 'breaker.closed']);
    const audit = await t.rows<{ actor: string; action: string }>(
      'select actor, action from audit_log order by id',
    );
    expect(audit).toEqual([
      { actor: 'kim', action: 'breaker.configured' },
      { actor: 'kim', action: 'breaker.tripped' },
      { actor: 'kim', action: 'breaker.pinned' },
      { actor: 'local', action: 'breaker.pinned' },
      { actor: 'local', action: 'breaker.reset' },
    ]);
  });

  test('thresholds merge, null brings the default back, and what is not known is named', async () => {
    const t = await setup();
    const engine = await t.engine();
    await engine.breakers.configure('payments', { openMs: 1000, trials: 1 });
    const merged = await engine.breakers.configure('payments', { trials: null, minCalls: 4 });
    expect(merged.thresholds).toMatchObject({ openMs: 1000, trials: 3, minCalls: 4, failureRatePercent: 50 });
    await expect(engine.breakers.trip('payment')).rejects.toMatchObject({
      code: 'BREAKER_NOT_FOUND',
      errors: [{ field: 'key', fix: 'did you mean payments?' }],
    });
    await expect(engine.breakers.configure('payments', { trials: 0 })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ field: 'trials' }],
    });
    await engine.breakers.configure('zebra', { trials: 1 });
    await engine.breakers.trip('zebra');
    const listed = await engine.breakers.list({ limit: 10 });
    expect(listed.items.map(({ key }) => key)).toEqual(['zebra', 'payments']);
    expect((await engine.breakers.list({ limit: 10, text: 'pay' })).total).toBe(1);
    expect((await engine.breakers.list({ limit: 10, state: ['open', 'half_open'] })).total).toBe(1);
  });

  test('a schedule names the breaker of its executions, or none', async () => {
    const t = await setup();
    const { handler } = flaky();
    const engine = await t.engine({ handlers: [handler] });
    const draft = {
      taskType: 'flaky',
      scheduleType: 'event',
      taskConfig: {},
      scheduleConfig: { event: 'x.y' },
    } as const;
    const named = await engine.schedules.create({ ...draft, name: 'named', breaker: 'svc' });
    const none = await engine.schedules.create({
      ...draft,
      name: 'none',
      taskConfig: {},
      breaker: false,
    } as never);
    expect([named.breaker, none.breaker]).toEqual(['svc', false]);
    const { executionId } = await engine.schedules.trigger(named.id);
    expect((await engine.executions.get(executionId)).breaker).toBe('svc');
    expect((await engine.schedules.update(named.id, { breaker: null })).breaker).toBeNull();
    await engine.processOnce();
    expect((await engine.breakers.get('svc')).totals).toMatchObject({ calls: 1, failures: 1 });
  });
});

test('two nodes agree: what one sees, the other knows within a second', async () => {
  const t = await setup();
  const { told, handler } = flaky();
  const one = await t.engine({ handlers: [handler] });
  await t.started({ handlers: [handler] });
  await one.executions.enqueueMany(
    Array.from({ length: 2 }, () => ({ taskType: 'flaky', breaker: 'svc', ...NO_RETRY })),
  );
  await until(async () => (await t.rows('select from live_executions')).length === 0);
  await reaches(one, 'svc', 'closed');
  const before = told.calls;
  await one.breakers.trip('svc');
  const began = performance.now();
  const probe = async (): Promise<boolean> => {
    const { executionId } = await one.executions.enqueue({ taskType: 'flaky', breaker: 'svc', ...NO_RETRY });
    const ended = await until(async () => {
      const found = await one.executions.get(executionId);
      return found.phase === 'deferred' || found.status === 'failed' ? found : undefined;
    });
    return ended.phase === 'deferred';
  };
  await until(probe, { what: 'the other node to know', timeoutMs: 10_000 });
  expect(performance.now() - began).toBeLessThan(5000);
  const calls = told.calls;
  for (let index = 0; index < 5; index++) expect(await probe()).toBe(true);
  expect(told.calls).toBe(calls);
  expect(before).toBe(2);
});

test('thousands that wait for one breaker are let through one by one while it is tried, and all once it is closed', async () => {
  const t = await setup();
  const { told, handler } = flaky();
  const engine = await t.engine({ handlers: [handler], maxConcurrent: 10 });
  await engine.breakers.configure('svc', { openMs: 200, successesToClose: 3, trials: 2 });
  await engine.breakers.trip('svc');
  await engine.executions.enqueueMany(
    Array.from({ length: 3000 }, () => ({ taskType: 'flaky', breaker: 'svc', ...NO_RETRY })),
  );
  await engine.start();
  const deferred = async (): Promise<number> =>
    (await t.row<{ n: number }>(`select count(*)::int as n from live_executions where hold = 'breaker'`)).n;
  await until(async () => (await deferred()) === 3000, { timeoutMs: 20_000, what: 'all to be deferred' });
  const fences = `select coalesce(sum(fence), 0)::int as n from live_executions`;
  const puttingBack = (await t.row<{ n: number }>(fences)).n;
  expect(puttingBack).toBe(3000);
  await engine.breakers.pin('svc', 'auto');
  await until(async () => (await engine.breakers.get('svc')).totals.opened >= 4, { timeoutMs: 20_000 });
  await engine.breakers.trip('svc');
  // Two trials at a time, each of which ended; nobody else was woken.
  expect(told.calls).toBeLessThan(20);
  expect((await t.row<{ n: number }>(fences)).n + told.calls).toBeLessThan(3020);
  told.fails = false;
  await engine.breakers.pin('svc', 'auto');
  await until(async () => (await t.rows('select from live_executions')).length === 0, { timeoutMs: 20_000 });
  expect(told.calls).toBe(3000);
  expect(await eventsOf(t)).toContain('breaker.closed');
  expect(await brokenRules(t.database)).toEqual([]);
}, 60_000);

test('what an open breaker holds can be cancelled, and a node that only passes by leaves it alone', async () => {
  const t = await setup();
  const { told, handler } = flaky();
  const engine = await t.engine({ handlers: [handler] });
  await engine.breakers.configure('svc', { trials: 3 });
  await engine.breakers.trip('svc');
  const [first, second] = await engine.executions.enqueueMany([
    { taskType: 'flaky', breaker: 'svc' },
    { taskType: 'flaky', breaker: 'svc' },
  ]);
  expect(await engine.processOnce()).toEqual({ completed: 0, failed: 0 });
  expect(await engine.executions.cancel(String(first?.id))).toMatchObject({
    status: 'cancelled',
    breaker: 'svc',
  });
  expect(await engine.processOnce()).toEqual({ completed: 0, failed: 0 });
  told.fails = false;
  await engine.breakers.reset('svc');
  expect(await engine.processOnce()).toEqual({ completed: 1, failed: 0 });
  expect((await engine.executions.get(String(second?.id))).attempt).toBe(1);
  expect(await brokenRules(t.database)).toEqual([]);
});

test('a token of one that was put off again by a node that did not know yet keeps no place', async () => {
  const t = await setup();
  const { told, handler } = flaky();
  told.fails = false;
  const engine = await t.engine({ handlers: [handler] });
  await engine.breakers.configure('svc', { trials: 1, successesToClose: 1 });
  await engine.breakers.trip('svc');
  const all = await engine.executions.enqueueMany([
    { taskType: 'flaky', breaker: 'svc' },
    { taskType: 'flaky', breaker: 'svc' },
  ]);
  expect(await engine.processOnce()).toEqual({ completed: 0, failed: 0 });
  await engine.breakers.pin('svc', 'auto');
  await t.rows(`insert into breaker_trials values ('svc', $1, 'other', now() + interval '1 hour')`, [
    all[1]?.id,
  ]);
  expect((await engine.breakers.get('svc')).trials.running).toBe(1);
  expect(await engine.processOnce()).toEqual({ completed: 1, failed: 0 });
  expect((await engine.breakers.get('svc')).state).toBe('closed');
  expect(await engine.processOnce()).toEqual({ completed: 1, failed: 0 });
});

test('a retry by an operator and the resubmission of a dead letter keep the breaker that was named', async () => {
  const t = await setup();
  const { told, handler } = flaky();
  told.permanent = true;
  const engine = await t.engine({ handlers: [handler] });
  const { executionId } = await engine.executions.enqueue({ taskType: 'flaky', breaker: 'svc', ...NO_RETRY });
  const keyed = await engine.executions.enqueue({
    taskType: 'flaky',
    breaker: 'svc',
    concurrencyKey: 'one',
    ...NO_RETRY,
  });
  expect(await engine.processOnce()).toEqual({ completed: 0, failed: 2 });
  const { items } = await engine.deadLetters.list({ limit: 10 });
  const letter = items.find((item) => item.executionId === executionId);
  const resubmitted = await engine.deadLetters.resubmit(letter?.id as number);
  expect((await engine.executions.get(resubmitted.executionId)).breaker).toBe('svc');
  await engine.breakers.trip('svc');
  await engine.interventions.act(keyed.executionId, { action: 'retry' });
  await engine.processOnce();
  expect(await engine.executions.get(keyed.executionId)).toMatchObject({ phase: 'deferred', breaker: 'svc' });
  told.fails = false;
  await engine.breakers.reset('svc');
  expect(await engine.processOnce()).toEqual({ completed: 2, failed: 0 });
});

test('figures that cannot be written for a while are kept', async () => {
  const t = await setup();
  const { told, handler } = flaky();
  told.fails = false;
  const warned: string[] = [];
  const log = {
    debug() {},
    info() {},
    error() {},
    warn: (_: object, message: string) => void warned.push(message),
  };
  const engine = await t.started({ handlers: [handler], log });
  await t.rows(`alter table circuit_breakers add constraint no_write check (key <> 'svc')`);
  const { executionId } = await engine.executions.enqueue({ taskType: 'flaky', breaker: 'svc' });
  await t.reached(engine, executionId, 'completed');
  await until(() => warned.some((message) => message.includes('kept')));
  await t.rows('alter table circuit_breakers drop constraint no_write');
  await until(async () => (await engine.breakers.get('svc')).totals.calls === 1, { timeoutMs: 10_000 });
});
