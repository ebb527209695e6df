import type { LogChunk } from '@tutti/contract';
import { describe, expect, test } from 'vitest';
import { parseAnsi, stripAnsi, styleAfter } from './ansi.ts';
import { LineSearch, LogBuffer, logAsText, type LogLine } from './log-buffer.ts';
import { markMatches, spanStyle } from './span-style.ts';

const E = '\u001b[';
const chunk = (seq: number, text: string, stream: LogChunk['stream'] = 'stdout', attempt = 1): LogChunk => ({
  seq,
  text,
  stream,
  attempt,
  at: '2026-11-21T00:00:00.000Z',
});
const buffered = (...chunks: LogChunk[]): LogBuffer => {
  const buffer = new LogBuffer();
  for (const piece of chunks) buffer.append(piece);
  return buffer;
};
const texts = (buffer: LogBuffer): string[] => buffer.lines.map((line) => line.text);

const found = (lines: readonly LogLine[], text: string) => new LineSearch().find(lines, text);

describe('colours', () => {
  test('become spans, and end where they are reset', () => {
    expect(parseAnsi(`a${E}31;1mred${E}0m b`).spans).toEqual([
      { text: 'a', style: {} },
      { text: 'red', style: { fg: 'var(--ansi-1)', bold: true } },
      { text: ' b', style: {} },
    ]);
  });

  test.each([
    [`${E}90mx`, { fg: 'var(--ansi-8)' }],
    [`${E}107mx`, { bg: 'var(--ansi-15)' }],
    [`${E}38;5;9mx`, { fg: 'var(--ansi-9)' }],
    [`${E}38;5;196mx`, { fg: 'rgb(255 0 0)' }],
    [`${E}48;5;244mx`, { bg: 'rgb(128 128 128)' }],
    [`${E}38;2;1;2;3mx`, { fg: 'rgb(1 2 3)' }],
    [`${E}38:2::1:2:3mx`, { fg: 'rgb(1 2 3)' }],
    [`${E}1;3;4;7;9mx`, { bold: true, italic: true, underline: true, inverse: true, strike: true }],
    [`${E}1;2;22mx`, {}],
    [`${E}31m${E}39mx`, {}],
    [`${E}mx`, {}],
    [`${E}38;5;999mx`, {}],
    [`${E}38;2;1;2;999mx`, {}],
    [`${E}38mx`, {}],
  ])('%j', (text, style) => {
    expect(parseAnsi(text).spans).toEqual([{ text: 'x', style }]);
  });

  test('nothing else that a terminal obeys is left in a line', () => {
    const hostile = `${E}2Jgone${E}1;1H\u001b]0;title\u0007\u001b]8;;javascript:alert(1)\u001b\\link\u001b]8;;\u001b\\\u0008\u0000\u001bc\u009b31m`;
    expect(stripAnsi(hostile)).toBe('gonelink31m');
    expect(
      parseAnsi(hostile)
        .spans.map((span) => span.text)
        .join(''),
    ).toBe('gonelink31m');
    expect(stripAnsi('plain <b>text</b>\ttab')).toBe('plain <b>text</b>\ttab');
  });

  test('a colour can reach over lines', () => {
    expect(styleAfter(`${E}32mok`, {})).toEqual({ fg: 'var(--ansi-2)' });
    const buffer = buffered(chunk(1, `${E}32mok\nstill${E}0m\nplain\n`));
    expect(buffer.lines.map((line) => line.style)).toEqual([{}, { fg: 'var(--ansi-2)' }, {}]);
  });

  test('true colours are kept readable on both themes, as are grounds', () => {
    expect(spanStyle({ fg: 'rgb(0 0 0)' })?.color).toContain('max(l, 0.7)');
    expect(spanStyle({ bg: 'var(--ansi-1)' })?.background).toContain('26%');
    expect(spanStyle({ inverse: true })?.color).toBe('var(--surface)');
    expect(spanStyle({})).toBeUndefined();
  });
});

describe('chunks', () => {
  test('become lines, wherever they were cut', () => {
    expect(texts(buffered(chunk(1, 'one\ntw'), chunk(2, 'o\n'), chunk(3, '\nfour')))).toEqual([
      'one',
      'two',
      '',
      'four',
    ]);
  });

  test('of two streams do not run into each other', () => {
    const buffer = buffered(chunk(1, 'half '), chunk(2, 'oops\n', 'stderr'), chunk(3, 'whole\n'));
    expect(buffer.lines.map(({ stream, text }) => [stream, text])).toEqual([
      ['stdout', 'half whole'],
      ['stderr', 'oops'],
    ]);
  });

  test('that were had before are passed over', () => {
    const buffer = buffered(chunk(1, 'a\n'), chunk(2, 'b\n'));
    expect(buffer.append(chunk(2, 'b\n'))).toBe(false);
    expect(buffer.nextSeq).toBe(3);
    expect(texts(buffer)).toEqual(['a', 'b']);
  });

  test('of a new attempt begin a new line', () => {
    const buffer = buffered(chunk(1, 'cut off', 'stdout', 1), chunk(2, 'again\n', 'stdout', 2));
    expect(buffer.lines.map(({ attempt, text }) => [attempt, text])).toEqual([
      [1, 'cut off'],
      [2, 'again'],
    ]);
  });

  test('a carriage return begins the line anew, before a line break it only ends it', () => {
    expect(texts(buffered(chunk(1, '10 %\r20 %'), chunk(2, '\r30 %\r\nnext\r\n')))).toEqual([
      '30 %\r',
      'next\r',
    ]);
    expect(stripAnsi('30 %\r')).toBe('30 %');
  });

  test('100,000 lines are put together and searched in well under a second', () => {
    const text = Array.from({ length: 1000 }, (_, index) => `${E}2mline${E}0m ${index}\n`).join('');
    const began = performance.now();
    const buffer = buffered(...Array.from({ length: 100 }, (_, index) => chunk(index + 1, text)));
    expect(buffer.lines).toHaveLength(100_000);
    expect(found(buffer.lines, 'LINE 999')).toHaveLength(100);
    expect(performance.now() - began).toBeLessThan(1500);
  });
});

describe('finding', () => {
  const buffer = buffered(
    chunk(1, 'warned\n', 'stderr', 1),
    chunk(2, 'fine\n', 'stdout', 2),
    chunk(3, 'broken\nat line 3\n', 'stderr', 2),
    chunk(4, 'exit code 1\n', 'system', 2),
  );

  test('the first error line is that of the last attempt that has one', () => {
    expect(buffer.errorIndex).toBe(2);
    expect(buffered(chunk(1, 'fine\n')).errorIndex).toBe(-1);
    const chatty = buffered(
      chunk(1, 'reading\n', 'stderr'),
      chunk(2, 'done with errors: 0 of 3 failed\n'),
      chunk(3, 'no such file\n', 'stderr'),
    );
    expect(chatty.errorIndex).toBe(2);
    expect(buffered(chunk(1, 'fine\n'), chunk(2, 'fatal: no disk\n')).errorIndex).toBe(1);
    expect(buffered(chunk(1, 'error: cancelled\n', 'system')).errorIndex).toBe(-1);
  });

  test('looks at the text alone, whatever its case and colour', () => {
    expect(found(buffered(chunk(1, `a ${E}31mRED${E}0m flag\n`)).lines, 'red flag')).toEqual([0]);
    expect(found(buffer.lines, '')).toEqual([]);
  });

  test('goes on where it stopped while the log grows, and looks again at a line that is open', () => {
    const growing = new LogBuffer();
    const search = new LineSearch();
    growing.append(chunk(1, 'one needle\ntwo\nhalf a nee'));
    expect(search.find(growing.lines, 'needle')).toEqual([0]);
    growing.append(chunk(2, 'dle\nfour\n'));
    expect(search.find(growing.lines, 'needle')).toEqual([0, 2]);
    expect(search.find(growing.lines, '(')).toEqual([]);
    expect(search.find(growing.lines, 'FOUR')).toEqual([3]);
  });

  test('marks a match across the borders of spans', () => {
    const { spans } = parseAnsi(`an ${E}31mer${E}0mror, an error`);
    const marked = markMatches(spans, 'Error').filter((span) => span.match);
    expect(marked.map((span) => span.text)).toEqual(['er', 'ror', 'error']);
    expect(
      markMatches(spans, '')
        .map((span) => span.text)
        .join(''),
    ).toBe('an error, an error');
  });

  test('a download holds all attempts, without colours', () => {
    expect(logAsText(buffered(chunk(1, `${E}31mone${E}0m\n`), chunk(2, 'two\n', 'stdout', 2)).lines)).toBe(
      'one\n--- attempt 2 ---\ntwo\n',
    );
  });
});
