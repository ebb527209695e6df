import { expect, test } from 'vitest';
import { latestPlace, placeOf } from './siblings.ts';

test.each([
  ['a', { position: 1, of: 3, previous: undefined, next: 'b' }],
  ['b', { position: 2, of: 3, previous: 'a', next: 'c' }],
  ['c', { position: 3, of: 3, previous: 'b', next: undefined }],
  ['x', undefined],
])('%s stands between its neighbours', (key, place) => expect(placeOf(['a', 'b', 'c'], key)).toEqual(place));

test('of several lists that hold it the one shown last counts', () => {
  const lists = [['a', 'b'], ['b', 'c'], ['d']];
  expect(latestPlace(lists, 'b')).toEqual({ position: 1, of: 2, previous: undefined, next: 'c' });
  expect(latestPlace(lists, 'a')).toEqual({ position: 1, of: 2, previous: undefined, next: 'b' });
  expect(latestPlace(lists, 'x')).toBeUndefined();
});
