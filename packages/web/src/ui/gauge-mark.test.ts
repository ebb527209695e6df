import { expect, test } from 'vitest';
import { placeOnScale, reachedMark, type GaugeMark } from './gauge-mark.ts';

const MARKS: GaugeMark[] = [
  { at: 100, kind: 'failed', words: 'red' },
  { at: 50, kind: 'running', words: 'amber' },
];

test.each([
  [null, undefined],
  [0, undefined],
  [49, undefined],
  [50, 'amber'],
  [99, 'amber'],
  [100, 'red'],
  [400, 'red'],
])('%s has reached %s', (value, words) => expect(reachedMark(value, MARKS)?.words).toBe(words));

test('a value stays on its scale', () => {
  expect(placeOnScale(25, 50)).toBe(50);
  expect(placeOnScale(-1, 50)).toBe(0);
  expect(placeOnScale(80, 50)).toBe(100);
  expect(placeOnScale(1, 0)).toBe(0);
});
