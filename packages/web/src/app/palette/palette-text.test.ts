import { expect, test } from 'vitest';
import { numberIn, searchedText } from './palette-text.ts';

test.each([
  ['#4812', '4812'],
  ['4812', '4812'],
  [' execution #7 ', '7'],
  ['backup 7', undefined],
  ['', undefined],
])('%j means number %s', (text, id) => expect(numberIn(text)).toBe(id));

test('the verb is not looked for', () => {
  expect(searchedText('trigger nightly')).toBe('nightly');
  expect(searchedText('triggered')).toBe('triggered');
});
