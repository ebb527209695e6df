import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Batch, Throttle } from './batch.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a batch hands over together what came within its time', () => {
  const flushed: number[][] = [];
  const batch = new Batch<number>(100, (values) => flushed.push(values));
  batch.add(1);
  vi.advanceTimersByTime(99);
  batch.add(2);
  expect(flushed).toEqual([]);
  vi.advanceTimersByTime(1);
  batch.add(3);
  vi.advanceTimersByTime(100);
  expect(flushed).toEqual([[1, 2], [3]]);
});

test('a stopped batch forgets', () => {
  const flush = vi.fn();
  const batch = new Batch<number>(100, flush);
  batch.add(1);
  batch.stop();
  vi.advanceTimersByTime(200);
  expect(flush).not.toHaveBeenCalled();
});

test('a throttle acts at once, then once for all that came meanwhile', () => {
  const acted: string[] = [];
  const throttle = new Throttle(1000, (key) => acted.push(key));
  throttle.call('a');
  throttle.call('a');
  throttle.call('a');
  throttle.call('b');
  expect(acted).toEqual(['a', 'b']);
  vi.advanceTimersByTime(1000);
  expect(acted).toEqual(['a', 'b', 'a']);
  vi.advanceTimersByTime(5000);
  expect(acted).toEqual(['a', 'b', 'a']);
});
