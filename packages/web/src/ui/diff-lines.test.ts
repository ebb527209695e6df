import { expect, test } from 'vitest';
import { changedSpan, diffLines, foldSame, linesOf, pairLines } from './diff-lines.ts';

const marks = { same: ' ', removed: '-', added: '+' };
const letters = (text: string): string[] => text.split('');
const written = (before: string, after: string): string =>
  diffLines(letters(before), letters(after))
    .map(({ kind, text }) => `${marks[kind]}${text}`)
    .join('');

test.each([
  ['', '', ''],
  ['abc', 'abc', ' a b c'],
  ['', 'ab', '+a+b'],
  ['ab', '', '-a-b'],
  ['abc', 'axc', ' a-b+x c'],
  ['abcdef', 'acdxf', ' a-b c d-e+x f'],
  ['aab', 'ab', ' a-a b'],
  ['abcabba', 'cbabac', '-a-b c-a b+a b a+c'],
])('%s to %s is %s', (before, after, steps) => {
  expect(written(before, after)).toBe(steps);
});

test('taking out the removed and the added lines gives both texts back, with their numbers', () => {
  const random = (seed: number): string[] =>
    Array.from({ length: 30 + (seed % 7) }, (_, index) => String((seed * (index + 3) * 7919) % 5));
  for (let seed = 1; seed < 60; seed += 1) {
    const [before, after] = [random(seed), random(seed + 1)];
    const lines = diffLines(before, after);
    const left = lines.filter(({ kind }) => kind !== 'added');
    const right = lines.filter(({ kind }) => kind !== 'removed');
    expect(left.map(({ text }) => text)).toEqual(before);
    expect(right.map(({ text }) => text)).toEqual(after);
    expect(left.map((line) => line.before)).toEqual(before.map((_, index) => index + 1));
    expect(right.map((line) => line.after)).toEqual(after.map((_, index) => index + 1));
  }
});

test('texts too large to compare line by line are told as replaced', () => {
  const before = Array.from({ length: 3000 }, (_, index) => `old ${index}`);
  const after = Array.from({ length: 3000 }, (_, index) => `new ${index}`);
  const lines = diffLines(['same', ...before], ['same', ...after]);
  expect(lines.length).toBe(6001);
  expect(lines.slice(0, 2).map(({ kind }) => kind)).toEqual(['same', 'removed']);
});

test('values are laid out as JSON by lines, texts as they are', () => {
  expect(linesOf({ a: [1] })).toEqual(['{', '  "a": [', '    1', '  ]', '}']);
  expect(linesOf('a\nb')).toEqual(['a', 'b']);
  expect(linesOf(null)).toEqual([]);
  expect(linesOf(false)).toEqual(['false']);
});

test('side by side a removed line stands beside the line that came in its place', () => {
  const pairs = pairLines(diffLines(letters('abd'), letters('axyd')));
  expect(pairs.map(({ left, right }) => `${left?.text ?? '·'}|${right?.text ?? '·'}`)).toEqual([
    'a|a',
    'b|x',
    '·|y',
    'd|d',
  ]);
});

test('long stretches without a change are folded, short ones are not', () => {
  const kinds = (text: string) =>
    foldSame(letters(text), (row) => row === '.', 2).map(({ kind, rows }) => `${kind} ${rows.join('')}`);
  expect(kinds('.....x.........')).toEqual(['fold ...', 'rows ..x..', 'fold .......']);
  expect(kinds('..x.....x')).toEqual(['rows ..x..', 'rows .', 'rows ..x']);
  expect(kinds('......')).toEqual(['fold ......']);
});

test('within a line only what differs is marked', () => {
  expect(changedSpan('"priority": 5,', '"priority": 8,')).toEqual({ from: 12, until: 13 });
  expect(changedSpan('aa', 'aaa')).toEqual({ from: 2, until: 2 });
  expect(changedSpan('abc', 'xyz')).toEqual({ from: 0, until: 3 });
});
