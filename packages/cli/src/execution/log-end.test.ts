import type { LogChunk } from '@tutti/contract';
import { expect, test } from 'vitest';
import { lastLines } from './log-end.ts';

const chunks = (...texts: string[]): LogChunk[] =>
  texts.map((text, index) => ({ seq: index + 1, attempt: 1, stream: 'stdout', text, at: '' }));

test.each<[string[], number, string[]]>([
  [[], 3, []],
  [['a\nb\nc\n'], 2, ['b\nc\n']],
  [['a\nb\nc'], 2, ['b\nc']],
  [['a\n', 'b\n', 'c\n'], 1, ['c\n']],
  [['a\n', 'b\n', 'c\n'], 3, ['a\n', 'b\n', 'c\n']],
  [['a\n', 'b\n', 'c\n'], 9, ['a\n', 'b\n', 'c\n']],
  [['a\nb', 'b\nc\n'], 2, ['b', 'b\nc\n']],
  [['a\nb', 'b', 'b\n'], 1, ['b', 'b', 'b\n']],
  [['\n', '\n', '\n'], 2, ['\n', '\n']],
  [['a', '\n'], 1, ['a', '\n']],
  [['\na\n'], 1, ['a\n']],
])('of %j the last %i are %j', (texts, count, wanted) => {
  expect(lastLines(chunks(...texts), count).map(({ text }) => text)).toEqual(wanted);
});
