import { expect, test } from 'vitest';
import { spanText } from './span-text.ts';

test.each([
  [20, '20 ms'],
  [1500, '1500 ms'],
  [60_000, '1 min'],
  [90_000, '90 s'],
  [300_000, '5 min'],
  [7_200_000, '2 h'],
  [0, '0 ms'],
])('%i ms are %s', (ms, text) => {
  expect(spanText(ms)).toBe(text);
});
