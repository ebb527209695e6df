import { expect, test } from 'vitest';
import { type Tally, attemptsOf, outcomesOf, retriesOf, successAfterRetryRate, timesOf } from './tally.ts';

const tally = (status: Tally['status'], attempts: Tally['attempts'], more: Partial<Tally> = {}): Tally => ({
  status,
  executions: Object.values(attempts).reduce((sum, n) => sum + n, 0),
  durations: {},
  waits: {},
  attempts,
  ...more,
});
const rows = [
  tally('completed', { 1: 90, 2: 6, 3: 2 }),
  tally('failed', { 1: 1, 4: 2 }),
  tally('timeout', { 4: 1 }),
  tally('cancelled', { 1: 5 }),
];

test('timeouts count as failed', () =>
  expect(outcomesOf(rows)).toEqual({ completed: 98, failed: 4, cancelled: 5, skipped: 0 }));

test('what a retry saved, and what it did not', () =>
  expect(retriesOf(rows)).toEqual({ firstTry: 90, afterRetry: 8, failed: 4, failedAfterRetry: 3 }));

test('attempts are listed by their number', () =>
  expect(attemptsOf(rows)).toEqual([
    { attempts: 1, completed: 90, failed: 1 },
    { attempts: 2, completed: 6, failed: 0 },
    { attempts: 3, completed: 2, failed: 0 },
    { attempts: 4, completed: 0, failed: 3 },
  ]));

test.each([
  [rows, 8 / 11],
  [[tally('completed', { 1: 3 })], null],
  [[], null],
])('the rate of success after a retry', (given, rate) =>
  expect(successAfterRetryRate(attemptsOf(given))).toBe(rate),
);

test('durations are those of work that came to an end of its own', () => {
  const times = timesOf([
    tally('completed', { 1: 1 }, { durations: { 41: 1 }, waits: { 5: 1 } }),
    tally('cancelled', { 1: 1 }, { durations: { 80: 9 } }),
  ]);
  expect(times.durationMs.p99).toBeLessThan(1300);
  expect(times.waitMs.p50).toBeGreaterThan(1.9);
});
