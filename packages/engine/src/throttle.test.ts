import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Throttle } from './throttle.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('the first call acts at once, those that follow share one', () => {
  const action = vi.fn();
  const throttle = new Throttle(20, action);
  throttle.call();
  expect(action).toHaveBeenCalledTimes(1);
  for (let index = 0; index < 10; index++) throttle.call();
  expect(action).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(20);
  expect(action).toHaveBeenCalledTimes(2);
});

test('calls that go on act once per period; the last one is never lost', () => {
  const action = vi.fn();
  const throttle = new Throttle(20, action);
  for (let ms = 0; ms <= 100; ms++) {
    throttle.call();
    vi.advanceTimersByTime(1);
  }
  vi.advanceTimersByTime(1000);
  expect(action.mock.calls.length).toBeGreaterThanOrEqual(5);
  expect(action.mock.calls.length).toBeLessThanOrEqual(7);
  throttle.call();
  expect(vi.getTimerCount()).toBe(1);
});

test('after a quiet period the next call acts at once again', () => {
  const action = vi.fn();
  const throttle = new Throttle(20, action);
  throttle.call();
  vi.advanceTimersByTime(21);
  expect(vi.getTimerCount()).toBe(0);
  throttle.call();
  expect(action).toHaveBeenCalledTimes(2);
});

test('close leaves no timer behind', () => {
  const throttle = new Throttle(20, () => undefined);
  throttle.call();
  throttle.call();
  throttle.close();
  expect(vi.getTimerCount()).toBe(0);
});
