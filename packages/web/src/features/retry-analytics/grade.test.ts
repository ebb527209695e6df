import { expect, test } from 'vitest';
import { barWidth, gradeOf, retryVerdict, sumTries, wasteHint, wasteTitle } from './grade.ts';
import { parseRetryFilters } from './retry-filters.ts';

test.each([
  [0, 0, 'No data', '–'],
  [95, 5, 'Green', '95.0 %'],
  [94, 6, 'Yellow', '94.0 %'],
  [80, 20, 'Yellow', '80.0 %'],
  [79, 21, 'Red', '79.0 %'],
  [1, 0, 'Green', '100 %'],
  [0, 1, 'Red', '0 %'],
])('%d saved and %d lost is %s', (afterRetry, failedAfterRetry, word, share) =>
  expect(gradeOf({ afterRetry, failedAfterRetry })).toMatchObject({
    word,
    share,
    n: afterRetry + failedAfterRetry,
  }),
);

const tries = { firstTry: 10, afterRetry: 9, failed: 3, failedAfterRetry: 1 };
test.each([
  [{ firstTry: 0, afterRetry: 0, failed: 0, failedAfterRetry: 0 }, 'Nothing ended in this time'],
  [
    { firstTry: 3, afterRetry: 0, failed: 0, failedAfterRetry: 0 },
    'Everything completed at the first attempt',
  ],
  [
    { firstTry: 3, afterRetry: 0, failed: 2, failedAfterRetry: 0 },
    '2 executions failed, none was tried again',
  ],
  [tries, '90.0 % of what was tried again completed (n = 10), below 95 %'],
])('%j reads %s', (given, words) => expect(retryVerdict(given)).toBe(words));

test('sums keep each kind apart', () =>
  expect(sumTries([tries, tries])).toEqual({ firstTry: 20, afterRetry: 18, failed: 6, failedAfterRetry: 2 }));

const waste = {
  name: null,
  taskType: 'x',
  policy: 'standard',
  executions: 2,
  retries: 10,
  wastedMs: 2_460_000,
};
test('waste names the policy, the time and what would spare it', () => {
  expect(wasteTitle(waste)).toBe('The standard policy wasted 41 m 00 s');
  expect(wasteTitle({ ...waste, policy: 'own' })).toBe('Its own policy wasted 41 m 00 s');
  expect(wasteHint(waste)).toMatch(/^10 retries in 2 executions that failed all the same, about 5 each\./);
  expect(wasteHint({ ...waste, executions: 1 })).toMatch(
    /^10 retries in 1 execution that failed all the same\./,
  );
});

test('a bar is never so short that it cannot be seen, and none is none', () => {
  expect(barWidth(0, 100)).toBe(0);
  expect(barWidth(1, 10_000)).toBe(0.5);
  expect(barWidth(50, 100)).toBe(50);
});

test('names that the server would refuse narrow nothing', () => {
  expect(parseRetryFilters({ queue: 'a b', type: '' })).toMatchObject({ queue: undefined, type: undefined });
  expect(parseRetryFilters({ queue: 'mail', type: 'shell_command', range: '7d' })).toMatchObject({
    queue: 'mail',
    type: 'shell_command',
    range: '7d',
  });
});
