import type { LogStream } from '@tutti/contract';
import { describe, expect, test } from 'vitest';
import { Redaction } from '../secret/index.ts';
import { redactEntries } from './redact-entries.ts';

const redaction = new Redaction(['hunter2-hunter2']);
const cleaned = (entries: [LogStream, string][], open: Partial<Record<LogStream, string>> = {}) =>
  redactEntries(
    redaction,
    entries.map(([stream, text]) => ({ stream, text })),
    open,
  ).map(({ stream, text }) => [stream, text]);

describe('a secret in a log that comes in entries', () => {
  test.each<[string, [LogStream, string][], Partial<Record<LogStream, string>>, [LogStream, string][]]>([
    ['within one', [['stdout', 'a hunter2-hunter2 b\n']], {}, [['stdout', 'a [redacted] b\n']]],
    [
      'from one into the next',
      [
        ['stdout', 'a hunter2-'],
        ['stdout', 'hunter2 b\n'],
      ],
      {},
      [['stdout', 'a [redacted] b\n']],
    ],
    [
      'past one of another stream',
      [
        ['stdout', 'hunter2-'],
        ['stderr', 'in between\n'],
        ['stdout', 'hunter2\n'],
      ],
      {},
      [
        ['stderr', 'in between\n'],
        ['stdout', '[redacted]\n'],
      ],
    ],
    ['cut at the end of a call', [['stdout', 'a hunter2-hu']], {}, [['stdout', 'a [redacted]']]],
    ['cut at its start', [['stdout', 'nter2 b\n']], { stdout: 'a ' }, [['stdout', '[redacted] b\n']]],
    [
      'a line that only looks like the end of one',
      [['stdout', 'nter2 b\n']],
      { stderr: 'a ' },
      [['stdout', 'nter2 b\n']],
    ],
    ['behind a mark', [['stdout', 'nter2 b\n']], { stdout: 'a [redacted]' }, [['stdout', ' b\n']]],
    ['in its midst', [['stdout', 'er2-']], { stdout: 'a [redacted]' }, []],
    ['of which three letters are out', [['stdout', 'ter']], { stdout: 'a hun' }, [['stdout', '[redacted]']]],
    [
      'of which one letter is out, and all the rest comes',
      [['stdout', 'unter2-hunter2 b\n']],
      { stdout: 'a h' },
      [['stdout', '[redacted] b\n']],
    ],
    ['of which too little is there to tell', [['stdout', 'n']], { stdout: 'a hu' }, [['stdout', 'n']]],
    ['that it turns out not to be', [['stdout', 'ger\n']], { stdout: 'a hun' }, [['stdout', 'ger\n']]],
    ['but the end of its line', [['stdout', '\n']], { stdout: 'a [redacted]' }, [['stdout', '\n']]],
    ['but text after it', [['stdout', 'h said\n']], { stdout: 'a [redacted]' }, [['stdout', 'h said\n']]],
  ])('%s', (_name, entries, open, wanted) => {
    expect(cleaned(entries, open)).toEqual(wanted);
  });

  test.each([1, 2, 3, 5, 7])(
    'in calls of %i characters each leaves out no more than its first three',
    (size) => {
      const text = 'key=hunter2-hunter2 is used\n';
      let stored = '';
      for (let at = 0; at < text.length; at += size) {
        const open = stored !== '' && !stored.endsWith('\n') ? { stdout: stored.slice(-16) } : {};
        stored += cleaned([['stdout', text.slice(at, at + size)]], open)
          .map(([, piece]) => piece)
          .join('');
      }
      expect(stored).toMatch(/^key=(h|hu|hun)?\[redacted\]( |er2 |r2 |2 )is used\n$/);
    },
  );
});
