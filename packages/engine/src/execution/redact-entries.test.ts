import type { LogStream } from '@tutti/contract';
import { describe, expect, test } from 'vitest';
import { Redaction } from '../secret/index.ts';
import { redactEntries } from './redact-entries.ts';

const redaction = new Redaction(['hunter2-hunter2']);
const cleaned = (entries: [LogStream, string][], open: LogStream[] = []) =>
  redactEntries(
    redaction,
    entries.map(([stream, text]) => ({ stream, text })),
    new Set(open),
  ).map(({ stream, text }) => [stream, text]);

describe('a secret in a log that comes in entries', () => {
  test.each<[string, [LogStream, string][], LogStream[], [LogStream, string][]]>([
    ['within one', [['stdout', 'a hunter2-hunter2 b\n']], [], [['stdout', 'a [redacted] b\n']]],
    [
      'from one into the next',
      [
        ['stdout', 'a hunter2-'],
        ['stdout', 'hunter2 b\n'],
      ],
      [],
      [['stdout', 'a [redacted] b\n']],
    ],
    [
      'past one of another stream',
      [
        ['stdout', 'hunter2-'],
        ['stderr', 'in between\n'],
        ['stdout', 'hunter2\n'],
      ],
      [],
      [
        ['stderr', 'in between\n'],
        ['stdout', '[redacted]\n'],
      ],
    ],
    ['cut at the end of a call', [['stdout', 'a hunter2-hu']], [], [['stdout', 'a [redacted]']]],
    ['cut at its start', [['stdout', 'nter2 b\n']], ['stdout'], [['stdout', '[redacted] b\n']]],
    [
      'a line that only looks like the end of one',
      [['stdout', 'nter2 b\n']],
      ['stderr'],
      [['stdout', 'nter2 b\n']],
    ],
  ])('%s', (_name, entries, open, wanted) => {
    expect(cleaned(entries, open)).toEqual(wanted);
  });
});
