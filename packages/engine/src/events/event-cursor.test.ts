import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type EventCursor, compareCursors, formatCursor, parseCursor } from './event-cursor.ts';

/** Up to 20 digits of xid8 and 19 of bigint: beyond what a number holds. */
const cursors: fc.Arbitrary<EventCursor> = fc.record({
  tx: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
  id: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String),
  index: fc.nat({ max: 100_000 }),
});
const orderOf = (a: EventCursor, b: EventCursor): number => {
  const [x, y] = [BigInt(a.tx), BigInt(b.tx)];
  const [i, j] = [BigInt(a.id), BigInt(b.id)];
  return x < y ? -1 : x > y ? 1 : i < j ? -1 : i > j ? 1 : Math.sign(a.index - b.index);
};

test('a cursor survives the wire', () => {
  fc.assert(
    fc.property(cursors, (cursor) => {
      expect(parseCursor(formatCursor(cursor))).toEqual(cursor);
    }),
  );
});

test('cursors compare as their numbers do, whatever their size', () => {
  fc.assert(
    fc.property(cursors, cursors, (a, b) => {
      expect(Math.sign(compareCursors(formatCursor(a), formatCursor(b)))).toBe(orderOf(a, b));
    }),
  );
});

test.each<[string, string, number]>([
  ['9-1-0', '10-1-0', -1],
  ['10-9-0', '10-10-0', -1],
  ['10-10-2', '10-10-10', -1],
  ['7-7-7', '7-7-7', 0],
  ['18446744073709551615-1-0', '9223372036854775807-1-0', 1],
])('%s against %s', (a, b, sign) => {
  expect(Math.sign(compareCursors(a, b))).toBe(sign);
  expect(Math.sign(compareCursors(b, a))).toBe(sign === 0 ? 0 : -sign);
});

test.each([
  '',
  '1',
  '1-2',
  '1-2-3-4',
  'a-b-c',
  '-1-2-3',
  '1-2-',
  ' 1-2-3',
  '1-2-3\n',
  `${'9'.repeat(21)}-1-0`,
])('%j is no cursor and stands before all others', (text) => {
  expect(parseCursor(text)).toBeUndefined();
  expect(compareCursors(text, '1-1-0')).toBeLessThan(0);
});
