import { expect, test } from 'vitest';
import { manualClock } from './manual-clock.ts';

test('stands still until it is told to move, then both clocks move alike', async () => {
  const clock = manualClock('2026-03-01T00:00:00Z');
  expect(clock.now()).toEqual(clock.now());
  const before = clock.monotonicMs();
  await clock.advance(1_500);
  expect(clock.now().toISOString()).toBe('2026-03-01T00:00:01.500Z');
  expect(clock.monotonicMs() - before).toBe(1_500);
});

test('wakes sleepers at their times, in order, also those that sleep again', async () => {
  const clock = manualClock();
  const woken: [string, number][] = [];
  const sleep = async (name: string, ms: number) => {
    await clock.sleep(ms);
    woken.push([name, clock.monotonicMs()]);
  };
  void sleep('late', 30);
  void sleep('early', 10).then(() => sleep('again', 10));
  void sleep('never', 100);
  expect(clock.sleepers).toBe(3);
  await clock.advance(50);
  expect(woken).toEqual([
    ['early', 10],
    ['again', 20],
    ['late', 30],
  ]);
  expect(clock.sleepers).toBe(1);
  expect(clock.monotonicMs()).toBe(50);
});

test('an aborted sleep ends early and without an error', async () => {
  const clock = manualClock();
  const controller = new AbortController();
  const sleeping = clock.sleep(1_000, controller.signal);
  controller.abort();
  await sleeping;
  await clock.sleep(1_000, controller.signal);
  expect(clock.sleepers).toBe(0);
});

test('the wall clock jumps alone', () => {
  const clock = manualClock('2026-03-01T00:00:00Z');
  clock.jump(new Date('2020-01-01T00:00:00Z'));
  expect(clock.now().getUTCFullYear()).toBe(2020);
  expect(clock.monotonicMs()).toBe(0);
});
