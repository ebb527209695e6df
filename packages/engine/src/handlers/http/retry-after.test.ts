import { expect, it } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

const now = new Date('2030-01-01T12:00:00Z');

it.each([
  ['0', 0],
  ['5', 5000],
  [' 120 ', 120_000],
  ['999999999999', 86_400_000],
  ['Tue, 01 Jan 2030 12:00:30 GMT', 30_000],
  ['Tuesday, 01-Jan-30 12:01:00 GMT', 60_000],
  ['Tue Jan  1 12:02:00 2030', 120_000],
  ['Tue, 01 Jan 2030 11:00:00 GMT', 0],
  ['Fri, 01 Jan 2038 11:00:00 GMT', 86_400_000],
  [null, undefined],
  ['', undefined],
  ['-5', undefined],
  ['1.5', undefined],
  ['soon', undefined],
  ['2030-01-02', undefined],
  ['Tue, 99 Foo 2030', undefined],
])('%j', (value, expected) => {
  expect(retryAfterMs(value, now)).toBe(expected);
});
