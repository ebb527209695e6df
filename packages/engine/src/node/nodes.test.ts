import { until } from '@tutti/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { engineTests } from '../../test/setup.ts';
import { defineHandler } from '../index.ts';
import { NodeRegistry } from './node-registry.ts';

const { setup } = engineTests();
const silent = { debug() {}, info() {}, warn() {}, error() {} };
type T = Awaited<ReturnType<typeof setup>>;

const eventsOf = async (t: T): Promise<string[]> =>
  (
    await t.rows<{ line: string }>(
      `select type || ' ' || (data ->> 'name') as line from events where type like 'node.%' order by tx, id`,
    )
  ).map(({ line }) => line);

/** Silent processes and their observers, without loops. */
function registry(t: T, name: string, instance = crypto.randomUUID()): NodeRegistry {
  const identity = {
    name,
    instance,
    roles: ['worker'] as const,
    version: '1.2.3',
    host: 'here',
    pid: 7,
    labels: { gpu: 'true' },
    taskTypes: ['echo'],
    maxConcurrent: 4,
    cpuLimit: null,
    memoryLimit: null,
    offer: { cpuCores: Infinity, memoryMb: 512 },
  };
  return new NodeRegistry({
    database: t.database,
    log: silent,
    identity,
    running: () => 2,
    refusal: () => undefined,
    onChanged: () => undefined,
  });
}
const fallSilent = (t: T, name: string): Promise<unknown> =>
  t.rows(`update nodes set heartbeat_at = now() - interval '31 seconds' where name = $1`, [name]);

test('a node that starts is registered with what it is and can do, and leaves without a trace', async () => {
  const t = await setup();
  const engine = await t.started({
    node: 'alpha',
    labels: { region: 'eu' },
    version: '9.9.9',
    maxConcurrent: 7,
    handlers: [defineHandler('echo', () => 1)],
  });
  const node = await engine.nodes.get('alpha');
  expect(node).toMatchObject({
    name: 'alpha',
    state: 'active',
    roles: ['api', 'scheduler', 'worker'],
    version: '9.9.9',
    pid: process.pid,
    labels: { region: 'eu' },
    running: 0,
    maxConcurrent: 7,
    offeredCpuCores: null,
    keptFor: null,
    draining: null,
    stoppedAt: null,
  });
  expect(node.taskTypes).toEqual(expect.arrayContaining(['shell_command', 'http_request', 'echo']));
  await until(async () => (await engine.nodes.get('alpha')).memoryPercent !== null);
  await engine.stop({ drainMs: 0 });
  expect(await t.rows('select from nodes')).toEqual([]);
  expect(await eventsOf(t)).toEqual(['node.joined alpha', 'node.left alpha']);
});

test('silence is told once, by whoever sees it first; who speaks again is back', async () => {
  const t = await setup();
  const [lost, one, two] = [registry(t, 'lost'), registry(t, 'one'), registry(t, 'two')];
  for (const each of [lost, one, two]) await each.round();
  await fallSilent(t, 'lost');
  await Promise.all([one.round(), two.round(), one.round(), two.round()]);
  const state = async () =>
    (await t.row<{ lost: boolean }>(`select lost_at is not null as lost from nodes where name = 'lost'`))
      .lost;
  expect(await state()).toBe(true);
  expect((await eventsOf(t)).filter((line) => line.startsWith('node.lost'))).toEqual(['node.lost lost']);
  expect(await lost.round()).toBe(5000);
  expect(await state()).toBe(false);
  expect((await eventsOf(t)).at(-1)).toBe('node.joined lost');
  await t.rows(`delete from nodes where name = 'lost'`);
  await lost.round();
  expect(await state()).toBe(false);
});

test('a drained node finishes what it runs, takes and fires nothing, and goes on when it is resumed', async () => {
  const t = await setup();
  const gate = Promise.withResolvers<void>();
  const slow = defineHandler('slow', () => gate.promise);
  const engine = await t.started({ node: 'alpha', handlers: [slow], maxConcurrent: 2 });
  const first = await engine.executions.enqueue({ taskType: 'slow' });
  await t.reached(engine, first.executionId, 'running');
  const drained = await engine.nodes.drain('alpha', { actor: 'kim', reason: 'kernel update' });
  expect(drained).toMatchObject({ state: 'draining', draining: { by: 'kim', reason: 'kernel update' } });
  await until(async () => (await engine.health()).workers.draining);
  expect((await engine.health()).workers).toMatchObject({ running: 1, claiming: false });
  await until(async () => !(await engine.health()).scheduler.ticking);
  const second = await engine.executions.enqueue({ taskType: 'slow' });
  await engine.schedules.create({
    name: 'often',
    taskType: 'slow',
    taskConfig: {},
    scheduleType: 'interval',
    scheduleConfig: { intervalMs: 100 },
  });
  gate.resolve();
  await t.reached(engine, first.executionId, 'completed');
  await until(async () => (await engine.nodes.get('alpha')).running === 0);
  await until(
    async () => (await t.rows('select from task_schedules where next_run_at < now()')).length === 1,
  );
  expect((await engine.executions.get(second.executionId)).status).toBe('pending');
  expect(await t.rows('select from schedule_slots')).toEqual([]);
  await engine.nodes.resume('alpha', { actor: 'kim' });
  await t.reached(engine, second.executionId, 'completed');
  await until(async () => (await t.rows('select from schedule_slots')).length > 0);
  expect(await eventsOf(t)).toEqual(['node.joined alpha', 'node.drained alpha', 'node.resumed alpha']);
  const audit = await t.rows(
    `select actor, action, entity_id from audit_log where entity_type = 'node' order by id`,
  );
  expect(audit).toEqual([
    { actor: 'kim', action: 'node.drained', entity_id: 'alpha' },
    { actor: 'kim', action: 'node.resumed', entity_id: 'alpha' },
  ]);
});

test('a node tells its limits, and why it takes nothing', async () => {
  const t = await setup();
  const full = { cpuPercent: 10, memoryPercent: 91 };
  await t.started({ node: 'full', cpuLimit: 70, memoryLimit: 85, machineLoad: () => full });
  const free = await t.started({ node: 'free' });
  await until(async () => (await free.nodes.get('full')).refusal !== null);
  expect(await free.nodes.list()).toMatchObject([
    { name: 'free', cpuLimit: null, memoryLimit: null, refusal: null, remote: false },
    { name: 'full', cpuLimit: 70, memoryLimit: 85, refusal: 'memory is at 91 %, its limit is 85 %' },
  ]);
});

test('a drained node stays so when it restarts under its name', async () => {
  const t = await setup();
  const handlers = [defineHandler('echo', () => 1)];
  const before = await t.started({ node: 'alpha', handlers });
  await before.nodes.drain('alpha');
  await until(async () => (await before.health()).workers.draining);
  await before.stop({ drainMs: 0 });
  const other = await t.engine({ roles: ['api'] });
  expect(await other.nodes.get('alpha')).toMatchObject({ state: 'draining', running: 0 });
  expect((await other.nodes.get('alpha')).stoppedAt).not.toBeNull();
  const after = await t.started({ node: 'alpha', handlers });
  const { executionId } = await after.executions.enqueue({ taskType: 'echo' });
  expect((await after.health()).workers).toMatchObject({ claiming: false, draining: true });
  expect((await after.executions.get(executionId)).status).toBe('pending');
  await other.nodes.resume('alpha');
  await t.reached(after, executionId, 'completed');
});

test('a node that is silent is not the one to wait for: what nobody can do says so, by the types of the living', async () => {
  const t = await setup();
  const api = await t.started({ node: 'api', roles: ['api'] });
  const { executionId } = await api.executions.enqueue({ taskType: 'resize' });
  const waitingFor = async (): Promise<string | null> => (await api.executions.get(executionId)).waitingFor;
  expect(await waitingFor()).toBe('a worker that handles resize');
  const shell = await api.executions.enqueue({ taskType: 'shell_command', taskConfig: { command: 'true' } });
  expect((await api.executions.get(shell.executionId)).waitingFor).toBe(
    'a worker that handles shell_command',
  );

  const gate = Promise.withResolvers<void>();
  onTestFinished(() => gate.resolve());
  const busy = defineHandler('resize', () => gate.promise);
  const worker = await t.started({ node: 'worker', roles: ['worker'], handlers: [busy], maxConcurrent: 1 });
  await t.reached(api, executionId, 'running');
  const next = await worker.executions.enqueue({ taskType: 'resize' });
  const says = (text: string) =>
    until(async () => (await api.executions.get(next.executionId)).waitingFor === text, {
      timeoutMs: 15_000,
      what: `the api node to say: ${text}`,
    });
  await says('a free slot in queue default');
  await worker.nodes.drain('worker');
  await says('a worker that handles resize');
});

test('unknown nodes are named, with the nearest that is there', async () => {
  const t = await setup();
  const engine = await t.started({ node: 'alpha' });
  await expect(engine.nodes.drain('alhpa')).rejects.toMatchObject({
    code: 'NODE_NOT_FOUND',
    errors: [{ field: 'name', fix: 'did you mean alpha?' }],
  });
});

test('two processes of one name are found out', async () => {
  const t = await setup();
  const warned: object[] = [];
  const [first, second] = [registry(t, 'twin'), registry(t, 'twin')];
  await first.start(() => undefined);
  await first.stop();
  await t.rows('delete from nodes');
  await second.start(() => undefined);
  onTestFinished(() => second.stop());
  const log = { ...silent, warn: (fields: object) => void warned.push(fields) };
  const identity = { ...twinIdentity, instance: crypto.randomUUID() };
  const third = new NodeRegistry({
    database: t.database,
    log,
    identity,
    running: () => 0,
    refusal: () => undefined,
    onChanged: () => undefined,
  });
  await third.round();
  expect(warned).toEqual([{ node: 'twin' }]);
});

const twinIdentity = {
  name: 'twin',
  roles: ['worker'] as const,
  version: null,
  host: 'there',
  pid: 8,
  labels: {},
  taskTypes: [],
  maxConcurrent: 1,
  cpuLimit: null,
  memoryLimit: null,
  offer: { cpuCores: Infinity, memoryMb: 512 },
};

test('a node knows how many of them answer requests', async () => {
  const t = await setup();
  const first = await t.started({ node: 'first', roles: ['api'] });
  expect(first.nodes.serving()).toBe(1);
  const second = await t.started({ node: 'second', roles: ['api', 'worker'] });
  await t.started({ node: 'third', roles: ['worker'] });
  await until(() => first.nodes.serving() === 2 && second.nodes.serving() === 2);
  await second.stop({ drainMs: 0 });
  await until(() => first.nodes.serving() === 1);
});
