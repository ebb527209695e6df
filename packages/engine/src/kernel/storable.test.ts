import { expect, test } from 'vitest';
import { storableJson, storableText } from './storable.ts';

test.each([
  ['plain', 'plain'],
  ['', ''],
  ['a\0b\0', 'a\ufffdb\ufffd'],
  ['\ud800', '\ufffd'],
  ['x\udc00y', 'x\ufffdy'],
  ['😀', '😀'],
  ['\\u0000', '\\u0000'],
])('text %j is stored as %j', (text, stored) => expect(storableText(text)).toBe(stored));

test.each<[unknown, unknown]>([
  [{ a: 'x\0' }, { a: 'x\ufffd' }],
  [{ 'k\0': [{ deep: '\ud83d' }] }, { 'k\ufffd': [{ deep: '\ufffd' }] }],
  [
    ['\udfff', '😀', '\\u0000', '\\\\ud800'],
    ['\ufffd', '😀', '\\u0000', '\\\\ud800'],
  ],
  [null, null],
  [0, 0],
])('%j is stored as %j', (value, stored) =>
  expect(JSON.parse(storableJson(value) as string)).toEqual(stored),
);

test('a key named __proto__ stays one', () => {
  const value: unknown = JSON.parse('{"__proto__": {"a": "\\u0000"}}');
  expect(storableJson(value)).toBe('{"__proto__":{"a":"\ufffd"}}');
});

test('what JSON has no word for is undefined; what it cannot write throws', () => {
  expect(storableJson(undefined)).toBeUndefined();
  expect(storableJson(() => 1)).toBeUndefined();
  expect(() => storableJson(1n)).toThrow(TypeError);
});
