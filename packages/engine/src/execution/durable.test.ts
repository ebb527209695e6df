import { until } from '@tutti/testkit';
import { expect, test } from 'vitest';
import { brokenRules } from '../../test/invariants.ts';
import { type Bundle, engineTests } from '../../test/setup.ts';
import { type Engine, defineHandler, systemClock } from '../index.ts';

const { setup } = engineTests();
const quick = { maxRetries: 3, initialDelayMs: 1, maxDelayMs: 1, multiplier: 1, jitter: 0 };

const phased = (engine: Engine, key: string, phase: string) =>
  until(
    async () => {
      const execution = await engine.executions.get(key);
      return execution.phase === phase ? execution : undefined;
    },
    { what: `${key} to be ${phase}` },
  );
/** Lets whatever sleeps or waits come due. */
const passTime = (t: Bundle): Promise<unknown> =>
  t.rows(
    `update live_executions set run_at = now() where hold in ('sleep', 'until', 'event') and run_at is not null`,
  );

test('an attempt that follows skips the steps that are done, and gets their results', async () => {
  const t = await setup();
  const ran: string[] = [];
  const engine = await t.started({
    handlers: [
      defineHandler(
        'steps',
        async (run) => {
          const a = await run.step('a', () => {
            ran.push(`a${run.attempt}`);
            return { n: 1 };
          });
          const b = await run.step('b', async () => {
            await null;
            ran.push(`b${run.attempt}`);
            return [a.n, 2];
          });
          const nothing = await run.step('nothing', () => void ran.push(`nothing${run.attempt}`));
          if (run.attempt === 1) throw new Error('between');
          const c = await run.step('c', () => {
            ran.push(`c${run.attempt}`);
            return b.length;
          });
          return { a, b, c, nothing };
        },
        { retryPolicy: quick },
      ),
    ],
  });
  const { executionId } = await engine.executions.enqueue({ taskType: 'steps' });
  const { result, attempt } = await t.reached(engine, executionId, 'completed', 'failed');
  expect(attempt).toBe(2);
  expect(result).toEqual({ a: { n: 1 }, b: [1, 2], c: 2, nothing: null });
  expect(ran).toEqual(['a1', 'b1', 'nothing1', 'c2']);
});

test('a step that fails is not kept; a name used again is a step of its own', async () => {
  const t = await setup();
  const ran: string[] = [];
  const engine = await t.started({
    handlers: [
      defineHandler(
        'steps',
        async (run) => {
          const numbers: number[] = [];
          for (let n = 0; n < 3; n++)
            numbers.push(
              await run.step('loop', () => {
                ran.push(`${n}@${run.attempt}`);
                if (n === 2 && run.attempt === 1) throw new Error('once');
                return n;
              }),
            );
          return numbers;
        },
        { retryPolicy: quick },
      ),
    ],
  });
  const { executionId, id } = await engine.executions.enqueue({ taskType: 'steps' });
  expect((await t.reached(engine, executionId, 'completed', 'failed')).result).toEqual([0, 1, 2]);
  expect(ran).toEqual(['0@1', '1@1', '2@1', '2@2']);
  expect(
    (
      await t.rows<{ name: string }>(
        'select name from execution_steps where execution_id = $1 order by name',
        [id],
      )
    ).map(({ name }) => name),
  ).toEqual(['loop', 'loop#2', 'loop#3']);
});

test('steps with names and results that PostgreSQL would refuse are kept as well as can be; those that are no JSON fail', async () => {
  const t = await setup();
  const engine = await t.started({
    handlers: [
      defineHandler(
        'odd',
        async (run) => {
          await run.step('a\0b', () => 'x\0');
          if (run.attempt === 1) throw new Error('again');
          return run.step('a\0b', () => 'y');
        },
        { retryPolicy: quick },
      ),
      defineHandler('bigint', (run) => run.step('a', () => 1n), { retryPolicy: 'none' }),
      defineHandler('plain', (run) => run.step('a', () => 1)),
    ],
  });
  const [odd, bigint, plain] = await engine.executions.enqueueMany(
    ['odd', 'bigint', 'plain'].map((taskType) => ({ taskType })),
  );
  expect((await t.reached(engine, odd?.executionId as string, 'completed', 'failed')).result).toBe('y');
  expect((await t.reached(engine, bigint?.executionId as string, 'completed', 'failed')).status).toBe(
    'failed',
  );
  expect((await t.reached(engine, plain?.executionId as string, 'completed', 'failed')).result).toBe(1);
});

test('hundreds of workflows of two steps: each step runs once', async () => {
  const t = await setup();
  const ran = new Map<string, number>();
  const count = (key: string): void => void ran.set(key, (ran.get(key) ?? 0) + 1);
  const engine = await t.started({
    maxConcurrent: 100,
    handlers: [
      defineHandler('two', async (run) => {
        await run.step('one', () => count(`${run.executionId} 1`));
        await run.step('two', () => count(`${run.executionId} 2`));
      }),
    ],
  });
  await engine.executions.enqueueMany(Array.from({ length: 500 }, () => ({ taskType: 'two' })));
  await until(async () => (await engine.executions.counts({})).completed.count === 500, {
    timeoutMs: 10_000,
  });
  expect(ran.size).toBe(1000);
  expect(Math.max(...ran.values())).toBe(1);
  const { n } = await t.row<{ n: number }>('select count(*)::int as n from execution_steps');
  expect(n).toBe(1000);
});

test('a step is not kept for a run that was cancelled, and the run ends there', async () => {
  const t = await setup();
  const gate = Promise.withResolvers<undefined>();
  let went = false;
  const engine = await t.started({
    handlers: [
      defineHandler('steps', async (run) => {
        await run.step('a', () => gate.promise);
        went = true;
      }),
    ],
  });
  const { executionId } = await engine.executions.enqueue({ taskType: 'steps' });
  await t.reached(engine, executionId, 'running');
  await engine.executions.cancel(executionId);
  gate.resolve(undefined);
  await until(async () => (await engine.health()).workers.running === 0);
  expect(went).toBe(false);
  expect(await t.rows('select from execution_steps')).toEqual([]);
});

test('who sleeps holds no slot; attempts are not spent; the handler goes on behind the sleep', async () => {
  const t = await setup();
  const engine = await t.started({
    maxConcurrent: 1,
    handlers: [
      defineHandler('sleepy', async (run) => {
        const before = await run.step('before', () => 'before');
        await run.sleep(3_600_000);
        await run.sleep(3_600_000);
        return [before, run.attempt];
      }),
      defineHandler('brief', () => 'brief'),
    ],
  });
  const sleepers = await engine.executions.enqueueMany(
    Array.from({ length: 5 }, () => ({ taskType: 'sleepy' })),
  );
  for (const { executionId } of sleepers) {
    expect(await phased(engine, executionId, 'sleeping')).toMatchObject({
      status: 'pending',
      attempt: 1,
      waitingFor: 'the end of a sleep',
      error: null,
    });
  }
  const brief = await engine.executions.enqueue({ taskType: 'brief' });
  await t.reached(engine, brief.executionId, 'completed');
  expect((await engine.health()).workers.running).toBe(0);
  expect((await engine.executions.list({ limit: 10, phase: ['sleeping'] })).total).toBe(5);
  // The sleep ends by the stored time: what was slept is over on whatever node goes on.
  await engine.stop();
  let hours = 0;
  const clock = { ...systemClock, now: () => new Date(Date.now() + hours * 3_600_000) };
  const later = await t.engine({
    clock,
    handlers: [
      defineHandler('sleepy', async (run) => {
        const before = await run.step('before', () => 'never again');
        await run.sleep(3_600_000);
        await run.sleep(3_600_000);
        return [before, run.attempt];
      }),
    ],
  });
  for (hours = 1.1; hours < 3; hours++) {
    await passTime(t);
    await later.processOnce();
  }
  for (const { executionId } of sleepers)
    expect((await later.executions.get(executionId)).result).toEqual(['before', 1]);
  expect(await t.rows('select from execution_attempts')).toEqual([]);
  expect(await brokenRules(t.database)).toEqual([]);
});

test('a short sleep ends by itself', async () => {
  const t = await setup();
  const engine = await t.started({
    handlers: [
      defineHandler('nap', async (run) => {
        await run.sleep(0);
        await run.sleep(30);
        return 'awake';
      }),
    ],
  });
  const { executionId } = await engine.executions.enqueue({ taskType: 'nap' });
  expect((await t.reached(engine, executionId, 'completed')).result).toBe('awake');
});

test.each([-1, Number.NaN])('a sleep of %d milliseconds is refused for good', async (ms) => {
  const t = await setup();
  const engine = await t.started({ handlers: [defineHandler('nap', (run) => run.sleep(ms))] });
  const { executionId } = await engine.executions.enqueue({ taskType: 'nap' });
  expect((await t.reached(engine, executionId, 'failed')).error).toMatchObject({
    code: 'INVALID_ARGUMENT',
    permanent: true,
  });
});

test('a sleep beyond all times neither fails nor hurts those beside it', async () => {
  const t = await setup();
  const naps = [Number.POSITIVE_INFINITY, 1e300, Number.MAX_SAFE_INTEGER, 3_600_000];
  const engine = await t.started({
    maxConcurrent: 10,
    handlers: [defineHandler('nap', (run) => run.sleep(naps[Number(run.taskConfig['index'])] as number))],
  });
  const all = await engine.executions.enqueueMany(
    naps.map((_, index) => ({ taskType: 'nap', taskConfig: { index } })),
  );
  for (const { executionId } of all) await phased(engine, executionId, 'sleeping');
});

test('waiting for an event holds no slot; the first that fits ends it, with the event', async () => {
  const t = await setup();
  const engine = await t.started({
    maxConcurrent: 1,
    handlers: [
      defineHandler('wait', async (run) => {
        const first = await run.waitForEvent('order.*', {
          filter: { 'data.id': Number(run.taskConfig['id']) },
        });
        const second = await run.waitForEvent('order.paid');
        return [first?.type, first?.data, second?.data];
      }),
    ],
  });
  // What happened before does not count.
  await engine.events.emit({ event: 'order.created', data: { id: 1 } });
  const waiters = await engine.executions.enqueueMany(
    [1, 2].map((id) => ({ taskType: 'wait', taskConfig: { id } })),
  );
  for (const { executionId } of waiters)
    expect(await phased(engine, executionId, 'waiting')).toMatchObject({
      waitingFor: 'event order.*',
      runAt: null,
    });
  await engine.events.emit({ event: 'shipment.created', data: { id: 1 } });
  await engine.events.emit({ event: 'order.created', data: { id: 3 } });
  await engine.events.emit({ event: 'order.created', data: { id: 1, first: true } });
  await engine.events.emit({ event: 'order.created', data: { id: 1, first: false } });
  await until(
    async () =>
      (await engine.executions.get(waiters[0]?.executionId as string)).waitingFor === 'event order.paid',
  );
  expect(await engine.executions.get(waiters[1]?.executionId as string)).toMatchObject({
    phase: 'waiting',
    waitingFor: 'event order.*',
  });
  await engine.events.emit({ event: 'order.updated', data: { id: 2 } });
  await until(
    async () =>
      (await engine.executions.get(waiters[1]?.executionId as string)).waitingFor === 'event order.paid',
  );
  await engine.events.emit({ event: 'order.paid', data: { both: true } });
  expect((await t.reached(engine, waiters[0]?.executionId as string, 'completed')).result).toEqual([
    'order.created',
    { id: 1, first: true },
    { both: true },
  ]);
  expect((await t.reached(engine, waiters[1]?.executionId as string, 'completed')).result).toEqual([
    'order.updated',
    { id: 2 },
    { both: true },
  ]);
  expect(await t.rows('select from execution_waits')).toEqual([]);
  expect(await brokenRules(t.database)).toEqual([]);
});

test('patience that ends gives undefined', async () => {
  const t = await setup();
  const engine = await t.started({
    handlers: [
      defineHandler('wait', async (run) => ({
        came: (await run.waitForEvent('a.b', { timeoutMs: 20 })) !== undefined,
      })),
    ],
  });
  const { executionId } = await engine.executions.enqueue({ taskType: 'wait' });
  expect((await t.reached(engine, executionId, 'completed')).result).toEqual({ came: false });
  expect(await t.rows('select from execution_waits')).toEqual([]);
});

test('whom an event woke stands in the line as of now, not as of the end of his patience', async () => {
  const t = await setup();
  const engine = await t.engine({
    handlers: [
      defineHandler('wait', async (run) => (await run.waitForEvent('a.b', { timeoutMs: 86_400_000 }))?.type),
    ],
  });
  const { executionId, id } = await engine.executions.enqueue({ taskType: 'wait' });
  await engine.processOnce();
  await engine.events.emit({ event: 'a.b' });
  // Matched, but not run: nobody here handles the type.
  const matcher = await t.engine();
  await until(async () => {
    await matcher.processOnce();
    return (await t.rows('select from ready_executions')).length === 1;
  });
  const { late } = await t.row<{ late: boolean }>(
    `select claim_at > now() or run_at > now() as late from live_executions where id = $1`,
    [id],
  );
  expect(late).toBe(false);
  await engine.processOnce();
  expect((await engine.executions.get(executionId)).result).toBe('a.b');
});

test.each<[string, unknown, unknown]>([
  ['no pattern', 'nonsense', undefined],
  ['NUL', 'a.b\0', undefined],
  ['no filter', 'a.b', { filter: { 'data.n': { regex: 'x' } } }],
  ['no patience', 'a.b', { timeoutMs: Number.NaN }],
])('a wait with %s is refused for good', async (_, pattern, options) => {
  const t = await setup();
  const engine = await t.started({
    handlers: [defineHandler('wait', (run) => run.waitForEvent(pattern as string, options as undefined))],
  });
  const { executionId } = await engine.executions.enqueue({ taskType: 'wait' });
  expect((await t.reached(engine, executionId, 'failed')).error).toMatchObject({
    code: 'INVALID_ARGUMENT',
    permanent: true,
  });
});

test('cancelling one that sleeps or waits ends its wait', async () => {
  const t = await setup();
  const engine = await t.started({
    handlers: [
      defineHandler('nap', (run) => run.sleep(60_000)),
      defineHandler('wait', (run) => run.waitForEvent('a.b')),
    ],
  });
  const [nap, wait] = await engine.executions.enqueueMany([{ taskType: 'nap' }, { taskType: 'wait' }]);
  await phased(engine, nap?.executionId as string, 'sleeping');
  await phased(engine, wait?.executionId as string, 'waiting');
  for (const { executionId } of [nap, wait] as { executionId: string }[])
    expect((await engine.executions.cancel(executionId)).status).toBe('cancelled');
  expect(await t.rows('select from execution_waits')).toEqual([]);
  expect(await brokenRules(t.database)).toEqual([]);
});
