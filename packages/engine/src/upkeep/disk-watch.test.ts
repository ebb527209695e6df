import { tmpdir } from 'node:os';
import { until } from '@tutti/testkit';
import { expect, test, vi } from 'vitest';
import { engineTests } from '../../test/setup.ts';
import { defineHandler } from '../execution/index.ts';
import { silentLog } from '../kernel/index.ts';
import { DiskWatch, freePercentOf } from './disk-watch.ts';

const { setup } = engineTests();

test('claims stop below 5 %, and go on a little above, once', async () => {
  let free: number | null = 20;
  const onRoom = vi.fn<() => void>();
  const watch = new DiskWatch({
    folder: '/data',
    log: silentLog,
    freePercent: () => Promise.resolve(free),
    onRoom,
  });
  const seen: [number | null, boolean, number][] = [];
  for (free of [20, 5, 4.9, 5.5, 6, 5.5, 4, null]) {
    await watch.look();
    seen.push([free, watch.mayClaim(), onRoom.mock.calls.length]);
  }
  expect(seen).toEqual([
    [20, true, 0],
    [5, true, 0],
    [4.9, false, 0],
    [5.5, false, 0],
    [6, true, 1],
    [5.5, true, 1],
    [4, false, 1],
    // What cannot be told must not stop everything.
    [null, true, 2],
  ]);
});

test('a real disk tells, a missing folder does not', async () => {
  expect(await freePercentOf(tmpdir())).toBeGreaterThan(0);
  expect(await freePercentOf('/nowhere/at/all')).toBeNull();
});

test('a node whose disk has room works', async () => {
  const t = await setup();
  const engine = await t.started({
    diskFolder: tmpdir(),
    handlers: [defineHandler('quick', () => 1)],
  });
  const { executionId } = await engine.executions.enqueue({ taskType: 'quick' });
  await until(async () => (await engine.executions.get(executionId)).status === 'completed');
});
