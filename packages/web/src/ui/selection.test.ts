import { expect, test } from 'vitest';
import {
  coverage,
  isSelected,
  NOTHING,
  ranged,
  sizeOf,
  toggled,
  toggledAll,
  type Selected,
} from './selection.ts';

const rows = ['a', 'b', 'c', 'd', 'e'];
const keysOf = ({ keys }: Selected): string => [...keys].sort().join('');

test('a row is chosen and let go again', () => {
  const one = toggled(NOTHING, 'b', rows);
  expect(keysOf(one)).toBe('b');
  expect(isSelected(one, 'b')).toBe(true);
  expect(isSelected(one, 'a')).toBe(false);
  expect(sizeOf(toggled(one, 'b', rows))).toBe(0);
});

test('a range goes from the row chosen last, either way, and takes on its state', () => {
  expect(keysOf(ranged(toggled(NOTHING, 'b', rows), 'd', rows))).toBe('bcd');
  expect(keysOf(ranged(toggled(NOTHING, 'd', rows), 'b', rows))).toBe('bcd');
  const withoutC = toggled(toggledAll(NOTHING, rows), 'c', rows);
  expect(keysOf(ranged(withoutC, 'e', rows))).toBe('ab');
});

test('a range without a beginning among the rows is a choice of one', () => {
  expect(keysOf(ranged(NOTHING, 'c', rows))).toBe('c');
  expect(keysOf(ranged(toggled(NOTHING, 'gone', rows), 'c', rows))).toBe('cgone');
});

test('live updates move rows without changing what is chosen', () => {
  const chosen = toggled(toggled(NOTHING, 'a', rows), 'c', rows);
  const later = ['new', 'c', 'a', 'b'];
  expect(later.filter((key) => isSelected(chosen, key))).toEqual(['c', 'a']);
  expect(coverage(chosen, later)).toBe('some');
});

test('all rows at hand are chosen at once, and let go at once', () => {
  const all = toggledAll(toggled(NOTHING, 'z', rows), rows);
  expect(keysOf(all)).toBe('abcdez');
  expect(coverage(all, rows)).toBe('all');
  expect(toggledAll(all, rows)).toBe(NOTHING);
});

test('everything that matches covers rows that are not read yet; letting one go leaves the others at hand', () => {
  const everything: Selected = { keys: new Set(), matching: 10_412, anchor: null };
  expect(sizeOf(everything)).toBe(10_412);
  expect(coverage(everything, rows)).toBe('all');
  expect(keysOf(toggled(everything, 'c', rows))).toBe('abde');
});

test('nothing is covered where there are no rows', () => {
  expect(coverage(NOTHING, [])).toBe('none');
  expect(coverage(toggled(NOTHING, 'a', rows), [])).toBe('some');
});
