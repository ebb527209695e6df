import { Database } from '@tutti/database';
import { type FaultProxy, faultProxy, until } from '@tutti/testkit';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { brokenRules } from '../test/invariants.ts';
import { type Bundle, engineTests } from '../test/setup.ts';
import { type Engine, type EngineOptions, createEngine, defineHandler, systemClock } from './index.ts';

const { setup } = engineTests();
const echo = defineHandler('echo', ({ taskConfig }) => taskConfig);

describe('a node', () => {
  test('starts and stops, more than once without harm; a stopped one enqueues no more', async () => {
    const t = await setup();
    const engine = await t.engine({ handlers: [echo] });
    await Promise.all([engine.start(), engine.start()]);
    const { executionId } = await engine.executions.enqueue({ taskType: 'echo' });
    await t.reached(engine, executionId, 'completed');
    await Promise.all([engine.stop(), engine.stop()]);
    await engine.stop();
    await expect(engine.executions.enqueue({ taskType: 'echo' })).rejects.toThrow();
    // The database is the caller's, and stays open.
    expect(await t.rows('select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('that opened its database closes it, and leaves nothing behind', async () => {
    const t = await setup();
    const before = await connections(t);
    const engine = await createEngine({
      database: t.connection as EngineOptions['database'],
      migrate: false,
      node: 'own',
      handlers: [echo],
    });
    await engine.start();
    const { executionId } = await engine.executions.enqueue({ taskType: 'echo' });
    await t.reached(engine, executionId, 'completed');
    await engine.stop();
    await until(async () => (await connections(t)) <= before);
  });

  test.each<[EngineOptions['roles'], boolean, boolean]>([
    [['api'], false, false],
    [['scheduler'], true, false],
    [['worker'], false, true],
    [['scheduler', 'worker'], true, true],
    [undefined, true, true],
  ])('of the roles %j fires: %j, runs: %j', async (roles, fires, runs) => {
    const t = await setup();
    const engine = await t.started({ handlers: [echo], ...(roles && { roles }) });
    const { id } = await engine.schedules.create({
      name: 's',
      taskType: 'echo',
      taskConfig: {},
      scheduleType: 'interval',
      scheduleConfig: { intervalMs: 100 },
    });
    const { executionId } = await engine.executions.enqueue({ taskType: 'echo' });
    if (fires) await until(async () => (await engine.schedules.get(id)).runCount > 0);
    if (runs) await t.reached(engine, executionId, 'completed');
    if (!fires) expect((await engine.schedules.get(id)).runCount).toBe(0);
    if (!runs) expect((await engine.executions.get(executionId)).status).toBe('pending');
    const health = await engine.health();
    expect(health).toMatchObject({
      database: { ok: true, message: null },
      scheduler: { running: true, ticking: fires },
      workers: { claiming: runs },
    });
    expect(health.database.latencyMs).toBeGreaterThan(0);
  });

  test('with nothing to do costs the database next to nothing', async () => {
    const t = await setup();
    const engine = await t.started({ handlers: [echo], roles: ['scheduler', 'worker'] });
    engine.on('*', () => undefined);
    await engine.schedules.create({
      name: 'far',
      taskType: 'echo',
      taskConfig: {},
      scheduleType: 'cron',
      scheduleConfig: { cron: '0 0 1 1 *' },
    });
    await engine.schedules.create({
      name: 'event',
      taskType: 'echo',
      taskConfig: {},
      scheduleType: 'event',
      scheduleConfig: { event: 'a.b' },
    });
    await engine.executions.enqueue({ taskType: 'echo', delayMs: 3_600_000 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const [queries, transactions] = [vi.spyOn(t.database, 'query'), vi.spyOn(t.database, 'transaction')];
    onTestFinished(() => [queries, transactions].forEach((spy) => spy.mockRestore()));
    await new Promise((resolve) => setTimeout(resolve, 1100));
    // A second of a node at rest: a look of each service, a little more when it looks again.
    expect(queries.mock.calls.length).toBeLessThan(30);
    expect(transactions.mock.calls.length).toBeLessThan(10);
  });

  test('names itself, and two nodes never alike', async () => {
    const t = await setup();
    const [one, two] = await Promise.all(
      [1, 2].map(() => createEngine({ database: t.database, migrate: false })),
    );
    expect(one?.node).not.toBe(two?.node);
    await Promise.all([one?.stop(), two?.stop()]);
  });
});

const connections = async (t: Bundle): Promise<number> =>
  (
    await t.row<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity where datname = current_database()`,
    )
  ).n;

describe('when the database is away', () => {
  /** A node whose way to the database leads through a proxy. */
  async function proxied(
    t: Bundle,
    options: Partial<EngineOptions> = {},
  ): Promise<{ engine: Engine; proxy: FaultProxy }> {
    const proxy = await faultProxy({ path: `${String(t.connection.host)}/.s.PGSQL.5432` });
    const database = new Database({
      connection: { ...t.connection, host: proxy.host, port: proxy.port },
      acquireTimeoutMs: 1000,
    });
    const engine = await createEngine({ database, migrate: false, node: 'proxied', ...options });
    onTestFinished(async () => {
      await proxy.restore();
      await engine.stop({ drainMs: 0 });
      await database.close();
      await proxy.close();
    });
    return { engine, proxy };
  }

  test('cut connections in the middle of the work lose and double nothing; all comes back by itself', async () => {
    const t = await setup();
    const runs = new Map<string, number>();
    const count = defineHandler(
      'count',
      ({ executionId }) => void runs.set(executionId, (runs.get(executionId) ?? 0) + 1),
    );
    const { engine, proxy } = await proxied(t, { handlers: [count], maxConcurrent: 20, leaseMs: 1000 });
    const steady = await t.engine({ roles: ['api'] });
    await engine.start();
    const all = await steady.executions.enqueueMany(
      Array.from({ length: 3000 }, () => ({ taskType: 'count' })),
    );
    const done = async (): Promise<number> => (await steady.executions.counts({})).completed.count;
    for (const share of [0.1, 0.4, 0.7]) {
      await until(async () => (await done()) >= all.length * share, { timeoutMs: 15_000 });
      proxy.cut();
    }
    await until(async () => (await done()) === all.length, { timeoutMs: 15_000 });
    // A claim whose answer got lost is found by its lease, and is then a lost attempt, not a second completion.
    const { lost } = await t.row<{ lost: number }>(
      `select count(*)::int as lost from execution_attempts where outcome = 'lost'`,
    );
    expect([...runs.values()].filter((times) => times > 1).length).toBeLessThanOrEqual(lost);
    expect(await brokenRules(t.database)).toEqual([]);
  });

  test('health says so, outcomes are kept, and written when it is back', async () => {
    const t = await setup();
    const gate = Promise.withResolvers<string>();
    const { engine, proxy } = await proxied(t, { handlers: [defineHandler('held', () => gate.promise)] });
    await engine.start();
    const { executionId } = await engine.executions.enqueue({ taskType: 'held' });
    await t.reached(engine, executionId, 'running');
    await proxy.refuse();
    gate.resolve('done meanwhile');
    expect(await engine.health()).toMatchObject({
      database: { ok: false, latencyMs: null },
      scheduler: { running: null },
    });
    await expect(engine.executions.enqueue({ taskType: 'held' })).rejects.toMatchObject({
      name: 'DatabaseUnavailableError',
    });
    await proxy.restore();
    expect(await t.reached(engine, executionId, 'completed')).toMatchObject({
      result: 'done meanwhile',
      attempt: 1,
    });
    expect((await engine.health()).database.ok).toBe(true);
  });

  test('a node can be stopped', async () => {
    const t = await setup();
    // The longest time to stop, made short.
    const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
      systemClock.sleep(ms >= 20_000 ? 500 : ms, signal);
    const { engine, proxy } = await proxied(t, {
      clock: { ...systemClock, sleep },
      handlers: [
        defineHandler('talk', async (run) => {
          run.log('x');
          await new Promise((resolve) => run.signal.addEventListener('abort', resolve));
          run.log('y');
          throw new Error('stopped');
        }),
      ],
    });
    await engine.start();
    const { executionId } = await engine.executions.enqueue({ taskType: 'talk' });
    await t.reached(engine, executionId, 'running');
    await proxy.refuse();
    const began = performance.now();
    await engine.stop({ drainMs: 100 });
    expect(performance.now() - began).toBeLessThan(8000);
    // Its lease will run out, and others will take the work over.
    expect((await (await t.engine()).executions.get(executionId)).status).toBe('running');
  });
});
