import { DatabaseUnavailableError } from '@tutti/database';
import { until } from '@tutti/testkit';
import { expect, test, vi } from 'vitest';
import { type Log, silentLog } from './log.ts';
import { Loop } from './loop.ts';

const LONG_MS = 600_000;

test('rounds follow one another, the next at once when the answer is 0', async () => {
  let rounds = 0;
  const loop = new Loop({
    name: 'test',
    log: silentLog,
    round: () => Promise.resolve(++rounds < 5 ? 0 : LONG_MS),
  });
  loop.start();
  await until(() => rounds === 5);
  expect(loop.active).toBe(true);
  await loop.stop();
  expect(loop.active).toBe(false);
});

test('a wake during a round is not lost', async () => {
  let rounds = 0;
  const loop: Loop = new Loop({
    name: 'test',
    log: silentLog,
    round: () => {
      if (++rounds === 1) loop.wake();
      return Promise.resolve(LONG_MS);
    },
  });
  loop.start();
  await until(() => rounds === 2);
  await loop.stop();
});

test('stop waits for the round under way; start goes on afterwards', async () => {
  const held = Promise.withResolvers<number>();
  let rounds = 0;
  const loop = new Loop({
    name: 'test',
    log: silentLog,
    round: () => (++rounds === 1 ? held.promise : Promise.resolve(LONG_MS)),
  });
  loop.start();
  let stopped = false;
  const stopping = loop.stop().then(() => (stopped = true));
  await Promise.resolve();
  expect(stopped).toBe(false);
  held.resolve(0);
  await stopping;
  expect(rounds).toBe(1);
  loop.start();
  await until(() => rounds === 2);
  await loop.stop();
  await loop.stop();
});

test('a start while a stop waits begins anew, and the stop still ends', async () => {
  const held = Promise.withResolvers<number>();
  let rounds = 0;
  const loop = new Loop({
    name: 'test',
    log: silentLog,
    round: () => (++rounds === 1 ? held.promise : Promise.resolve(LONG_MS)),
  });
  loop.start();
  const stopping = loop.stop();
  loop.start();
  expect([loop.active, rounds]).toEqual([true, 1]);
  held.resolve(0);
  await stopping;
  await until(() => rounds === 2);
  expect(loop.active).toBe(true);
  await loop.stop();
  expect(loop.active).toBe(false);
});

test('a failing round is logged and tried again; an absent database is told once', async () => {
  const log = { ...silentLog, warn: vi.fn<Log['warn']>(), error: vi.fn<Log['error']>() };
  let rounds = 0;
  const loop: Loop = new Loop({
    name: 'test',
    log,
    round: () => {
      if (++rounds < 6) loop.wake();
      if (rounds === 1) throw new Error('a bug');
      if (rounds === 2) return Promise.resolve(0);
      if (rounds < 6) throw new DatabaseUnavailableError('away');
      return Promise.resolve(LONG_MS);
    },
  });
  loop.start();
  await until(() => rounds === 6);
  await loop.stop();
  expect(log.error).toHaveBeenCalledTimes(1);
  expect(log.warn).toHaveBeenCalledTimes(1);
});
