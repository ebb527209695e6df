import { expect, test } from 'vitest';
import { parseSearch, writeSearch } from './search-params.ts';

test('an address is written readably, in one order, without what is empty', () => {
  expect(
    writeSearch({
      text: 'disk full',
      status: ['failed', 'timeout'],
      queue: undefined,
      from: '2026-11-21T00:00:00.000Z',
    }),
  ).toBe('?from=2026-11-21T00:00:00.000Z&status=failed,timeout&text=disk+full');
  expect(writeSearch({ enabled: false, tag: '' })).toBe('?enabled=false');
  expect(writeSearch({})).toBe('');
});

test('what was written is read back, whatever it holds', () => {
  for (const text of ['a=b&c', '100 %', '"><script>', 'ü+ö', '?#'])
    expect(parseSearch(writeSearch({ text }))).toEqual({ text });
});
