import { expect, test } from 'vitest';
import { valueAt } from './value-at.ts';

test.each([
  [{ a: { b: 1 } }, 'a.b', 1],
  [{ a: [{ b: null }] }, 'a.0.b', null],
  [{ a: null }, 'a.b', undefined],
  [{ a: 'text' }, 'a.length', undefined],
  [{}, 'constructor.name', undefined],
  [undefined, 'a', undefined],
])('of %j at %s', (source, path, value) => expect(valueAt(source, path)).toEqual(value));
