import { expect, test } from 'vitest';
import { instant, oneOf, rowId, someOf, word } from './search-values.ts';

test('what makes no sense in an address is left out', () => {
  expect([word('  a '), word(7), word(''), word('ab', 1), word(['a'])]).toEqual([
    'a',
    '7',
    undefined,
    undefined,
    undefined,
  ]);
  expect([rowId('12'), rowId('0'), rowId('-1'), rowId('1.5'), rowId('x'), rowId('9e99')]).toEqual([
    12,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect([oneOf('b', ['a', 'b']), oneOf('c', ['a', 'b'])]).toEqual(['b', undefined]);
  expect([someOf('b,a,x', ['a', 'b']), someOf(['b'], ['a', 'b']), someOf('x', ['a'])]).toEqual([
    ['a', 'b'],
    ['b'],
    undefined,
  ]);
  expect([instant('2026-01-02T03:04Z'), instant('soon')]).toEqual(['2026-01-02T03:04:00.000Z', undefined]);
});
