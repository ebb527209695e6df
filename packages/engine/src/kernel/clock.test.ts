import { expect, test, vi } from 'vitest';
import { systemClock } from './clock.ts';

test('a sleep ends early, without an error, when its signal aborts', async () => {
  const controller = new AbortController();
  const sleeping = systemClock.sleep(60_000, controller.signal);
  controller.abort();
  await sleeping;
  await systemClock.sleep(60_000, controller.signal);
});

test('a sleep longer than a timer can hold does not end at once', async () => {
  const warned = vi.fn();
  process.on('warning', warned);
  const controller = new AbortController();
  let over = false;
  const sleeping = systemClock.sleep(Number.MAX_SAFE_INTEGER, controller.signal).then(() => (over = true));
  await systemClock.sleep(20);
  expect(over).toBe(false);
  controller.abort();
  await sleeping;
  process.off('warning', warned);
  expect(warned).not.toHaveBeenCalled();
});

test('monotonic time grows with the sleep', async () => {
  const began = systemClock.monotonicMs();
  await systemClock.sleep(5);
  expect(systemClock.monotonicMs() - began).toBeGreaterThanOrEqual(4);
});
