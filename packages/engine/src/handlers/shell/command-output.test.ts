import type { LogStream } from '@tutti/contract';
import { expect, it } from 'vitest';
import { Redaction, plainRedaction } from '../../secret/index.ts';
import { CommandOutput } from './command-output.ts';

function setup(redaction = plainRedaction): {
  output: CommandOutput;
  pieces: [string, LogStream | undefined][];
} {
  const pieces: [string, LogStream | undefined][] = [];
  return {
    output: new CommandOutput({ redaction, log: (text, stream) => pieces.push([text, stream]) }),
    pieces,
  };
}

it.each<[string[], string[]]>([
  [['a\nb\n'], ['a\nb\n']],
  [
    ['a', 'b\nc'],
    ['ab\n', 'c'],
  ],
  [['no end'], ['no end']],
  [
    ['one\r\ntwo\r', '\nthree'],
    ['one\r\n', 'two\r\n', 'three'],
  ],
  [
    ['10%\r', '20%\r', 'done\n'],
    ['10%\r', '20%\rdone\n'],
  ],
  [
    ['\r', 'x'],
    ['\r', 'x'],
  ],
  [
    ['x'.repeat(20_000), 'y'],
    ['x'.repeat(18_976), `${'x'.repeat(1024)}y`],
  ],
])('%j is logged as %j', (texts, expected) => {
  const { output, pieces } = setup();
  for (const text of texts) output.add('stdout', text);
  output.end();
  expect(pieces.map(([text]) => text)).toEqual(expected);
  expect(output.tails).toMatchObject({ stdout: texts.join('').slice(-10_000), stderr: '' });
});

it('keeps the streams apart', () => {
  const { output, pieces } = setup();
  output.add('stdout', 'a');
  output.add('stderr', 'b\n');
  output.add('stdout', 'c\n');
  output.end();
  expect(pieces).toEqual([
    ['b\n', 'stderr'],
    ['ac\n', 'stdout'],
  ]);
  expect(output.tails).toEqual({ stdout: 'ac\n', stderr: 'b\n', truncated: false });
});

it('has whole characters in its tails', () => {
  const { output } = setup();
  output.add('stdout', `😀${'x'.repeat(9999)}`);
  output.end();
  expect(output.tails).toEqual({ stdout: 'x'.repeat(9999), stderr: '', truncated: true });
});

it('ends with the tail of what was dropped, and says how much that was', () => {
  const { output, pieces } = setup();
  output.add('stdout', 'begin');
  output.end({ bytes: 123, tails: { stdout: ' end', stderr: 'err' } });
  expect(pieces).toEqual([
    ['begin', 'stdout'],
    ['log cut; 123 more bytes of output were dropped', 'system'],
  ]);
  expect(output.tails).toEqual({ stdout: 'begin end', stderr: 'err', truncated: true });
});

it('shows no part of a secret, neither in the log nor at the cuts', () => {
  const { output, pieces } = setup(new Redaction(['correct horse battery']));
  for (const text of ['it is corr', 'ect horse bat', 'tery\nand correct hor']) output.add('stdout', text);
  output.end({ bytes: 99, tails: { stdout: 'se battery, no', stderr: '' } });
  expect(pieces.map(([text]) => text).slice(0, 2)).toEqual(['it is [redacted]\n', 'and [redacted]']);
  expect(output.tails.stdout).toBe('it is [redacted]\nand [redacted][redacted], no');
});
