import { describe, expect, test } from 'vitest';
import {
  formatCountdown,
  formatDistance,
  formatDuration,
  joinDuration,
  splitDuration,
} from './format-duration.ts';
import { formatBytes, formatCapped, formatCount, formatPercent, plural, shortId } from './format-number.ts';
import {
  formatDate,
  formatSlot,
  formatFull,
  formatRelative,
  timeLines,
  withLocalTimes,
  zoneLabel,
  zoneOffset,
} from './format-time.ts';
import { fromLocalInput, toLocalInput } from './local-input.ts';

const at = (iso: string): number => Date.parse(iso);

describe('durations', () => {
  test.each([
    [0.2, '< 1 ms'],
    [840, '840 ms'],
    [999.4, '999 ms'],
    [999.6, '1.0 s'],
    [4230, '4.2 s'],
    [59_940, '59.9 s'],
    [59_960, '1 m 00 s'],
    [72_000, '1 m 12 s'],
    [3_599_600, '1 h 00 m'],
    [11_040_000, '3 h 04 m'],
    [187_200_000, '2 d 04 h'],
  ])('%d ms reads %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  test('without data there is a dash, never a zero', () => {
    expect(formatDuration(null)).toBe('–');
    expect(formatCount(undefined)).toBe('–');
    expect(formatPercent(0, 0)).toBe('–');
  });

  test('a distance counts whole units that have passed', () => {
    expect(formatDistance(-59_999)).toBe('59 s');
    expect(formatDistance(119_999)).toBe('1 m');
    expect(formatDistance(86_400_000 * 9 + 5)).toBe('9 d');
  });

  test('a countdown ends at zero and never shows less', () => {
    expect(formatCountdown(252_000)).toBe('04:12');
    expect(formatCountdown(1)).toBe('00:01');
    expect(formatCountdown(-5)).toBe('00:00');
    expect(formatCountdown(11_040_000)).toBe('3 h 04 m');
  });

  test('a form gets back the milliseconds it was given', () => {
    for (const ms of [1, 1500, 90_000, 3_600_000, 172_800_000, 61_001]) {
      const { value, unit } = splitDuration(ms);
      expect(joinDuration(value, unit)).toBe(ms);
    }
    expect(splitDuration(300_000)).toEqual({ value: 5, unit: 'm' });
  });
});

describe('numbers', () => {
  test('are grouped, and capped ones say so', () => {
    expect(formatCount(12_408)).toBe('12,408');
    expect(formatCapped(10_000, true)).toBe('10,000+');
    expect(plural(1, 'run')).toBe('1 run');
    expect(plural(2, 'retry', 'retries')).toBe('2 retries');
    expect(shortId('019ab6ac-5a10-7d52-9f4c-0d8c1f2b3a4e')).toBe('…2b3a4e');
  });

  test('a share that is not whole never reads as whole', () => {
    expect(formatPercent(99_999, 100_000)).toBe('99.9 %');
    expect(formatPercent(1, 100_000)).toBe('0.1 %');
    expect(formatPercent(100, 100)).toBe('100 %');
    expect(formatPercent(0, 100)).toBe('0 %');
    expect(formatPercent(199, 200)).toBe('99.5 %');
  });
});

describe('times', () => {
  const now = at('2026-11-21T00:00:00Z');

  test('are relative under 24 hours, then a date with its zone', () => {
    expect(formatRelative(now + 240_000, now, 'UTC')).toBe('in 4 m');
    expect(formatRelative(now - 12_000, now, 'UTC')).toBe('12 s ago');
    expect(formatRelative(now + 300, now, 'UTC')).toBe('now');
    expect(formatRelative(now + 86_400_000, now, 'Europe/Berlin')).toBe('22 Nov 01:00 Berlin');
    expect(formatDate(at('2027-01-05T12:30:00Z'), 'America/New_York', now)).toBe('5 Jan 2027 07:30 New York');
    expect(formatSlot(at('2027-01-05T12:30:00Z'), 'UTC', now)).toBe('5 Jan 2027 12:30 UTC');
    expect(formatSlot(at('2027-01-05T12:30:15Z'), 'UTC', now)).toBe('5 Jan 2027 12:30:15 UTC');
  });

  test('zones have short names and offsets', () => {
    expect(zoneLabel('America/Argentina/Buenos_Aires')).toBe('Buenos Aires');
    expect(zoneLabel('Etc/UTC')).toBe('UTC');
    expect(zoneOffset('UTC', now)).toBe('UTC+00:00');
    expect(zoneOffset('Asia/Kolkata', now)).toBe('UTC+05:30');
  });

  test('instants within a text of the server are told on the clock of whoever reads', () => {
    const told = (text: string): string => withLocalTimes(text, 'Asia/Kolkata', now);
    expect(told('circuit breaker a, open until 2026-11-21T00:00:07.250Z')).toBe(
      'circuit breaker a, open until 05:30:07 Kolkata',
    );
    expect(told('open until 2026-11-25T00:00:00Z.')).toBe('open until 25 Nov 05:30 Kolkata.');
    expect(told('open until 2026-99-99T00:00:00Z')).toBe('open until 2026-99-99T00:00:00Z');
  });

  test('a hint names each zone once', () => {
    const lines = timeLines(now, 'Europe/Berlin', 'Europe/Berlin');
    expect(lines.map((line) => line.label)).toEqual(['Schedule · Berlin', 'UTC']);
    expect(timeLines(now, undefined, 'Asia/Tokyo').map((line) => line.text)).toEqual([
      'Sat 21 Nov 2026, 09:00:00',
      'Sat 21 Nov 2026, 00:00:00',
    ]);
    expect(formatFull(now, 'UTC')).toBe('Sat 21 Nov 2026, 00:00:00');
  });

  test('a wall clock of another zone becomes an instant and back, around changes of the clocks too', () => {
    expect(fromLocalInput('2026-11-21T02:00', 'Europe/Berlin')).toBe('2026-11-21T01:00:00.000Z');
    expect(fromLocalInput('2027-03-28T01:59', 'Europe/Berlin')).toBe('2027-03-28T00:59:00.000Z');
    expect(fromLocalInput('2027-03-28T03:00', 'Europe/Berlin')).toBe('2027-03-28T01:00:00.000Z');
    expect(toLocalInput('2026-07-01T22:30:00Z', 'Asia/Kolkata')).toBe('2026-07-02T04:00');
    expect(fromLocalInput('soon', 'UTC')).toBeUndefined();
  });
});

test.each([
  [0, '0 B'],
  [1023, '1,023 B'],
  [1024, '1.0 KiB'],
  [1_500_000, '1.4 MiB'],
  [5 * 2 ** 40, '5,120.0 GiB'],
])('%i bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
