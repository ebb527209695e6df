import { describe, expect, test } from 'vitest';
import { CliError } from '../cli-error.ts';
import { formatCount, formatDuration, formatRough } from './duration.ts';
import { errorText } from './error-text.ts';
import { formatInstant, zoneLabel } from './instant.ts';
import { LogText, plainLines, plainText, safeJson } from './safe-text.ts';
import { statusMark } from './status-mark.ts';
import { renderFields, renderTable } from './table.ts';
import { createView, type View } from './view.ts';

const now = new Date('2026-11-21T12:00:00Z');
const view = (
  options: {
    tty?: boolean;
    locale?: string;
    colour?: boolean;
    columns?: number;
    env?: Record<string, string>;
  } = {},
): View =>
  createView({
    environment: { LANG: options.locale ?? 'C.UTF-8', TERM: 'xterm', ...options.env },
    isTerminal: options.tty ?? true,
    columns: options.columns,
    colour: options.colour ?? true,
    now,
  });
const ESC = '\u001b';

describe('numbers and times', () => {
  test.each([
    [null, '-'],
    [0, '0 ms'],
    [840, '840 ms'],
    [4200, '4.2 s'],
    [59_949, '59.9 s'],
    [59_990, '1 m 00 s'],
    [72_000, '1 m 12 s'],
    [11_040_000, '3 h 04 m'],
    [183_600_000, '2 d 03 h'],
    [-500, '-500 ms'],
  ])('%s ms is %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

  test('counts and rough spans', () => {
    expect(formatCount(12_408)).toBe('12,408');
    expect([5000, 240_000, 11_040_000, 259_200_000].map(formatRough)).toEqual([
      '5 s',
      '4 m',
      '3 h 04 m',
      '3 d',
    ]);
  });

  test.each([
    ['2026-11-21T12:04:00Z', 'in 4 m (13:04 Berlin)'],
    ['2026-11-21T11:59:48Z', '12 s ago (12:59:48 Berlin)'],
    ['2026-11-21T12:00:00.100Z', 'now (13:00:00 Berlin)'],
    ['2026-11-25T01:00:00Z', '2026-11-25 02:00 Berlin'],
    ['2026-06-01T01:00:00Z', '2026-06-01 03:00 Berlin'],
    [null, '-'],
  ])('%s is "%s"', (iso, text) => expect(formatInstant(iso, now, 'Europe/Berlin')).toBe(text));

  test('zones by their city', () => {
    expect(['America/New_York', 'UTC', 'Etc/GMT+5', 'America/Argentina/Buenos_Aires'].map(zoneLabel)).toEqual(
      ['New York', 'UTC', 'GMT+5', 'Buenos Aires'],
    );
  });
});

describe('what comes from elsewhere does not steer the terminal', () => {
  test('on one line', () => {
    expect(plainText(`a${ESC}[31mb\u0007\r\n\tc\u009b2J\u202Ed`)).toBe(
      'a\\x1b[31mb\\x07\\x0d\\n\\tc\\x9b2J\\u202ed',
    );
    expect(plainText('Größe 🎉 日本')).toBe('Größe 🎉 日本');
  });

  test('on several', () =>
    expect(plainLines(`a\tb\r\nc${ESC}]0;title\u0007`)).toBe('a\tb\nc\\x1b]0;title\\x07'));

  test('JSON escapes what JSON.stringify leaves, and reads back the same', () => {
    const value = { a: `${ESC}\u009b\u007f\u202e` };
    expect(safeJson(value)).toMatch(/^[\u0020-\u007e]*$/);
    expect(JSON.parse(safeJson(value))).toEqual(value);
  });

  test('a log keeps its lines and, on a terminal, its colours', () => {
    const text = `${ESC}[1;31mred${ESC}[0m ${ESC}[2J${ESC}]8;;http://x\u0007 50%\r100%\r\nend\n`;
    const coloured = new LogText(true);
    expect(coloured.push(text) + coloured.end()).toBe(
      `${ESC}[1;31mred${ESC}[0m \\x1b[2J\\x1b]8;;http://x\\x07 50%\n100%\nend\n${ESC}[0m`,
    );
    const plain = new LogText(false);
    expect(plain.push(text) + plain.end()).toBe('red \\x1b[2J\\x1b]8;;http://x\\x07 50%\n100%\nend\n');
  });

  test('a sequence cut between two pieces is still known', () => {
    const log = new LogText(true);
    expect(
      ['a', ESC, '[3', '1mb\r', '\nc', `${ESC}[`].map((piece) => log.push(piece)).join('') + log.end(),
    ).toBe(`a${ESC}[31mb\nc\\x1b[${ESC}[0m`);
  });

  test('in error messages', () => {
    expect(
      errorText(
        view({ colour: false }),
        new CliError('INTERNAL', `${ESC}[2J`, { lines: [`${ESC}x`], suggestion: `${ESC}y` }),
      ),
    ).not.toContain(ESC);
  });
});

describe('errors', () => {
  const error = new CliError('SCHEDULE_CRON_INVALID', 'hour is 25; allowed 0-23', {
    pointer: { text: '0 25 * * *', span: [2, 4] },
    suggestion: 'tutti schedule preview --cron "0 23 * * *"',
  });

  test('point at the bad part', () => {
    expect(errorText(view({ colour: false }), error).split('\n')).toEqual([
      'error  hour is 25; allowed 0-23  [SCHEDULE_CRON_INVALID]',
      '       0 25 * * *',
      '         ^^',
      'try    tutti schedule preview --cron "0 23 * * *"',
    ]);
  });
});

describe('terminals', () => {
  test.each([
    [{}, true, '◐ running'],
    [{ locale: 'C' }, true, 'running'],
    [{ locale: '' }, true, 'running'],
    [{ locale: 'de_DE.UTF-8', env: { LC_ALL: 'POSIX' } }, true, 'running'],
    [{ env: { NO_COLOR: '1' } }, false, '◐ running'],
    [{ env: { TERM: 'dumb' } }, false, '◐ running'],
    [{ tty: false }, false, 'running'],
    [{ colour: false }, false, '◐ running'],
  ])('%j', (options, colours, mark) => {
    const seen = view(options);
    expect(seen.colours.isColorSupported).toBe(colours);
    expect(statusMark(seen, 'running').replaceAll(new RegExp(`${ESC}\\[\\d+m`, 'g'), '')).toBe(mark);
  });

  test('every status has its sign', () => {
    const marks = (
      ['pending', 'running', 'paused', 'completed', 'failed', 'timeout', 'cancelled', 'skipped'] as const
    ).map((status) => statusMark(view({ colour: false }), status));
    expect(new Set(marks.map((mark) => mark.split(' ')[0])).size).toBe(8);
    expect(statusMark(view({ colour: false }), 'pending', 'retrying')).toBe('↻ retrying');
  });

  test('a table has columns on a terminal and tabs elsewhere', async () => {
    const columns = [
      { head: 'ID', align: 'right' as const },
      { head: 'NAME', flexible: true as const },
    ];
    const rows = [
      ['1', 'a name that is much longer than there is room for it here'],
      ['22', 'b'],
    ];
    expect(await renderTable(view({ tty: false }), columns, rows)).toBe(
      `ID\tNAME\n1\t${rows[0]?.[1]}\n22\tb`,
    );
    const shown = await renderTable(view({ colour: false, columns: 40 }), columns, rows);
    expect(shown.split('\n').every((line) => line.length <= 40)).toBe(true);
    expect(shown).toContain('…');
    expect(shown.split('\n')[2]).toBe('22  b');
  });

  test('fields stand below each other, absent ones are left out', () => {
    expect(
      renderFields(view({ colour: false }), [
        ['a', 'x\ny'],
        ['long', 'z'],
        ['none', undefined],
      ]),
    ).toBe('a     x\n      y\nlong  z');
  });
});
