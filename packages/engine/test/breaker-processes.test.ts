import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { until } from '@tutti/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { defineHandler } from '../src/index.ts';
import { brokenRules } from './invariants.ts';
import { engineTests } from './setup.ts';

const { setup } = engineTests();
const FIXTURE = path.join(import.meta.dirname, 'worker.fixture.ts');

function start(orders: object): ChildProcess {
  const child = spawn(process.execPath, ['--no-warnings', FIXTURE, JSON.stringify(orders)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  return child;
}

test('a node that dies with all trials in its hands does not keep a breaker half open for ever', async () => {
  const t = await setup();
  await t.rows('drop table if exists ran');
  await t.rows('create table ran (execution_id uuid not null, node text not null, attempt int not null)');
  const api = await t.engine({ roles: ['api'] });
  await api.breakers.configure('svc', { trials: 2, successesToClose: 2 });
  await api.breakers.trip('svc');
  await api.breakers.pin('svc', 'auto');
  expect((await api.breakers.get('svc')).state).toBe('half_open');
  await api.executions.enqueueMany(Array.from({ length: 6 }, () => ({ taskType: 'work', breaker: 'svc' })));

  // It would work for an hour.
  const victim = start({
    connection: t.connection,
    node: 'victim',
    leaseMs: 1500,
    maxConcurrent: 6,
    workMs: 3_600_000,
  });
  await until(async () => (await t.rows(`select from ran where node = 'victim'`)).length === 2, {
    timeoutMs: 20_000,
    what: 'both trials to run',
  });
  await until(async () => (await t.rows(`select from live_executions where hold = 'breaker'`)).length === 4);
  const held = await t.rows(`select node from breaker_trials where key = 'svc'`);
  expect(held).toEqual([{ node: 'victim' }, { node: 'victim' }]);
  // Longer than a token stands: it is renewed as long as the node lives.
  await until(
    async () =>
      (
        await t.row<{ late: boolean }>(
          `select min(claimed_at) < now() - interval '2 seconds' as late from leases`,
        )
      ).late,
    { timeoutMs: 10_000 },
  );
  expect(await t.rows(`select from breaker_trials where key = 'svc' and expires_at > now()`)).toHaveLength(2);
  victim.kill('SIGKILL');
  await once(victim, 'exit');

  const survivor = await t.started({ leaseMs: 1500, handlers: [defineHandler('work', () => 'done')] });
  await until(async () => (await t.rows('select from live_executions')).length === 0, {
    timeoutMs: 20_000,
    what: 'the survivor to finish everything',
  });
  expect(await survivor.breakers.get('svc')).toMatchObject({ state: 'closed', deferred: 0 });
  const ended = await t.rows<{ attempt: number; n: number }>(
    `select attempt, count(*)::int as n from execution_history where status = 'completed' group by 1 order by 1`,
  );
  // Only the two that were lost spent an attempt.
  expect(ended).toEqual([
    { attempt: 1, n: 4 },
    { attempt: 2, n: 2 },
  ]);
  expect(await t.rows('select from breaker_trials')).toEqual([]);
  expect(await brokenRules(t.database)).toEqual([]);
}, 90_000);
