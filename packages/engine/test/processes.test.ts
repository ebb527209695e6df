import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { until } from '@tutti/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { brokenRules } from './invariants.ts';
import { type Bundle, engineTests } from './setup.ts';

/*
 * Nodes in processes of their own, killed and frozen in the middle of the work. What must hold is asked of the whole
 * history afterwards, not of single answers. TUTTI_SEED repeats a run; TUTTI_FAULTS=long makes it a longer one.
 */

const { setup } = engineTests();
const seed = Number(process.env['TUTTI_SEED'] ?? Math.floor(Math.random() * 1_000_000));
const long = process.env['TUTTI_FAULTS'] === 'long';
const EXECUTIONS = long ? 200_000 : 10_000;
const LEASE_MS = 1000;
const FIXTURE = path.join(import.meta.dirname, 'worker.fixture.ts');

/** Numbers in [0, 1) that the seed decides (mulberry32). */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Node {
  name: string;
  child: ChildProcess;
  said: Record<string, unknown>[];
  signal(name: NodeJS.Signals): void;
}

async function startNode(
  t: Bundle,
  name: string,
  orders: { maxConcurrent: number; workMs: number; leaseMs?: number },
): Promise<Node> {
  const given = JSON.stringify({ connection: t.connection, node: name, leaseMs: LEASE_MS, ...orders });
  const child = spawn(process.execPath, ['--no-warnings', FIXTURE, given], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  const node: Node = { name, child, said: [], signal: (signal) => void child.kill(signal) };
  createInterface(child.stdout as NodeJS.ReadableStream).on(
    'line',
    (line) => void node.said.push(JSON.parse(line) as Record<string, unknown>),
  );
  await until(() => node.said.some((message) => 'started' in message), {
    timeoutMs: 15_000,
    what: `${name} to start`,
  });
  return node;
}

async function prepare(): Promise<{ t: Bundle; done: () => Promise<number> }> {
  process.stdout.write(`seed ${seed}\n`);
  const t = await setup();
  await t.rows('drop table if exists ran');
  await t.rows('create table ran (execution_id uuid not null, node text not null, attempt int not null)');
  const done = async (): Promise<number> =>
    (
      await t.row<{ n: number }>(
        `select count(*)::int as n from execution_history where task_type = 'work' and status = 'completed'`,
      )
    ).n;
  return { t, done };
}

/** Every execution ended once, ran for each attempt that did not get lost, and breaks no rule. */
async function expectAllDoneOnce(t: Bundle, ids: readonly string[]): Promise<void> {
  const history = await t.rows<{ execution_id: string; status: string; attempt: number; result: string }>(
    `select execution_id::text, status::text, attempt, result from execution_history where schedule_id is null`,
  );
  expect(history.length).toBe(ids.length);
  expect(new Set(history.map((row) => row.execution_id))).toEqual(new Set(ids));
  expect(history.filter(({ status }) => status !== 'completed')).toEqual([]);
  // The node that completed it is one that ran it, at that very attempt.
  const strange = await t.rows(`
    select h.execution_id from execution_history h left join ran r on r.execution_id = h.execution_id and r.attempt = h.attempt and r.node = h.node
     where h.task_type = 'work' group by h.execution_id, h.id having count(r.node) <> 1`);
  expect(strange).toEqual([]);
  const attempts = await t.rows<{ outcome: string }>('select distinct outcome from execution_attempts');
  expect(attempts.filter(({ outcome }) => outcome !== 'lost')).toEqual([]);
  expect(await t.rows('select from leases where ids && array(select id from live_executions)')).toEqual([]);
  expect(await brokenRules(t.database)).toEqual([]);
}

test('two processes share ten thousand executions, one is killed in the middle: none is lost, none completes twice, each slot fires once', async () => {
  const random = randomFrom(seed);
  const { t, done } = await prepare();
  const parent = await t.engine({ roles: ['api'] });
  const { id: scheduleId } = await parent.schedules.create({
    name: 'ticking',
    taskType: 'work',
    taskConfig: {},
    scheduleType: 'interval',
    scheduleConfig: { intervalMs: 100 },
    overlapPolicy: 'allow',
    catchUpPolicy: 'all',
    catchUpLimit: 1000,
  });
  const nodes = await Promise.all(
    ['one', 'two'].map((name) => startNode(t, name, { maxConcurrent: 50, workMs: 0 })),
  );
  const all = await parent.executions.enqueueMany(
    Array.from({ length: EXECUTIONS }, () => ({ taskType: 'work' })),
  );
  const killAt = Math.floor(EXECUTIONS * (0.2 + 0.5 * random()));
  const victim = nodes[Math.floor(random() * 2)] as Node;
  await until(async () => (await done()) >= killAt, { timeoutMs: 60_000 });
  victim.signal('SIGKILL');
  const unfinished = async (): Promise<number> =>
    (await t.row<{ n: number }>(`select count(*)::int as n from live_executions where schedule_id is null`))
      .n;
  await until(async () => (await unfinished()) === 0, { timeoutMs: 60_000, what: 'all executions to end' });
  await parent.schedules.setEnabled(scheduleId, false);
  await until(async () => (await t.rows('select from live_executions')).length === 0, {
    timeoutMs: 20_000,
    what: 'the scheduled ones to end',
  });
  for (const { signal } of nodes) signal('SIGTERM');
  await expectAllDoneOnce(
    t,
    all.map(({ executionId }) => executionId),
  );
  const shares = await t.rows<{ node: string; n: number }>(
    `select node, count(*)::int as n from execution_history where schedule_id is null group by node`,
  );
  expect(shares.length).toBe(2);
  expect(nodes.flatMap(({ said }) => said).filter((message) => 'error' in message)).toEqual([]);
  // No slot is missing between the first and the last, and none is there twice.
  const slots = (
    await t.rows<{ slot: Date }>(`select slot from execution_history where schedule_id = $1 order by slot`, [
      scheduleId,
    ])
  ).map(({ slot }) => slot.getTime());
  expect(slots.length).toBeGreaterThan(5);
  slots.forEach((slot, index) => index > 0 && expect(slot - (slots[index - 1] as number)).toBe(100));
}, 180_000);

test('a process that is frozen for longer than its leases and thawed finds every late completion refused', async () => {
  const random = randomFrom(seed + 1);
  const { t, done } = await prepare();
  const parent = await t.engine({ roles: ['api'] });
  const frozen = await startNode(t, 'frozen', { maxConcurrent: 20, workMs: 30 });
  const all = await parent.executions.enqueueMany(
    Array.from({ length: long ? 20_000 : 1500 }, () => ({ taskType: 'work' })),
  );
  const freezeAt = Math.floor(100 + 300 * random());
  await until(async () => (await done()) >= freezeAt, { timeoutMs: 30_000 });
  frozen.signal('SIGSTOP');
  // What it has sent already may still come in: then its leases stand still.
  const heldNow = async (): Promise<number[]> =>
    (
      await t.rows<{ id: number }>(
        `select e.id from leases l, unnest(l.ids) x(id), live_executions e where l.node = 'frozen' and e.id = x.id order by 1`,
      )
    ).map(({ id }) => id);
  let held: number[] = [];
  await until(
    async () => {
      const before = held.join();
      held = await heldNow();
      return held.length > 0 && held.join() === before;
    },
    { intervalMs: 50 },
  );
  const other = await startNode(t, 'other', { maxConcurrent: 50, workMs: 5 });
  await until(async () => (await done()) === all.length, {
    timeoutMs: 60_000,
    what: 'the other node to finish everything',
  });
  const picture = (): Promise<unknown[]> =>
    t.rows(
      'select id, node, attempt, fence, status::text, completed_at, result, xmin::text from execution_history order by id',
    );
  const before = await picture();
  frozen.signal('SIGCONT');
  const refused = (): number =>
    frozen.said.reduce((sum, message) => sum + Number(message['refused'] ?? 0), 0);
  await until(() => refused() > 0, { timeoutMs: 10_000, what: 'the thawed node to be refused' });
  frozen.signal('SIGTERM');
  await once(frozen.child, 'exit');
  other.signal('SIGTERM');
  await once(other.child, 'exit');
  expect(await picture()).toEqual(before);
  const taken = await t.rows<{ node: string; attempt: number }>(
    'select node, attempt from execution_history where id = any ($1::bigint[])',
    [held],
  );
  expect(taken.filter(({ node, attempt }) => node !== 'other' || attempt !== 2)).toEqual([]);
  expect(taken.length).toBe(held.length);
  await expectAllDoneOnce(
    t,
    all.map(({ executionId }) => executionId),
  );
}, 120_000);
