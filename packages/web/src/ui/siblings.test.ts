import { expect, test } from 'vitest';
import { placeOf } from './siblings.ts';

test.each([
  ['a', { position: 1, of: 3, previous: undefined, next: 'b' }],
  ['b', { position: 2, of: 3, previous: 'a', next: 'c' }],
  ['c', { position: 3, of: 3, previous: 'b', next: undefined }],
  ['x', undefined],
])('%s stands between its neighbours', (key, place) => expect(placeOf(['a', 'b', 'c'], key)).toEqual(place));
