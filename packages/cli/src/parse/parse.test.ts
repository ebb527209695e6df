import { describe, expect, test } from 'vitest';
import { writeDuration } from '../output/duration.ts';
import { parseDuration } from './duration.ts';
import { parseInstant, parseTimeZone } from './instant.ts';
import { integer } from './integer.ts';
import { parseJson, parseJsonObject } from './json.ts';
import { nameValue } from './name-value.ts';
import { nearestName } from './nearest-name.ts';

describe('durations', () => {
  test.each([
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['90s', 90_000],
    ['250ms', 250],
    ['2d', 172_800_000],
    ['1w', 604_800_000],
    ['1.5h', 5_400_000],
    [' 1 h 5 m ', 3_900_000],
    ['10M', 600_000],
  ])('%s is %i ms', (text, ms) => expect(parseDuration(text)).toBe(ms));

  test.each(['5', '', 'm', '5x', '5m3', '-5m', '1e3s', 'five minutes'])('"%s" is refused', (text) =>
    expect(() => parseDuration(text)).toThrow('write it like'),
  );

  test.each([1, 250, 60_000, 5_400_000, 90_061_001])('%i ms is written as it would be read', (ms) =>
    expect(parseDuration(writeDuration(ms))).toBe(ms),
  );
});

describe('instants', () => {
  const now = new Date('2026-11-21T12:00:00Z');

  test.each([
    ['2026-12-01T09:00:00Z', 'Europe/Berlin', '2026-12-01T09:00:00.000Z'],
    ['2026-12-01T09:00+02:00', 'UTC', '2026-12-01T07:00:00.000Z'],
    ['2026-12-01 09:00', 'Europe/Berlin', '2026-12-01T08:00:00.000Z'],
    ['2026-07-01 09:00', 'Europe/Berlin', '2026-07-01T07:00:00.000Z'],
    ['2026-12-01', 'America/New_York', '2026-12-01T05:00:00.000Z'],
    ['2026-12-01 09:00:30', 'Asia/Kathmandu', '2026-12-01T03:15:30.000Z'],
    ['in 5m', 'UTC', '2026-11-21T12:05:00.000Z'],
    ['+1h30m', 'UTC', '2026-11-21T13:30:00.000Z'],
    ['2h ago', 'UTC', '2026-11-21T10:00:00.000Z'],
    // In the gap of 29 March 2026 there is no 02:30: the instant just as far behind the change.
    ['2026-03-29 02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
  ])('"%s" in %s is %s', (text, zone, iso) => expect(parseInstant(text, zone, now)).toBe(iso));

  test.each(['tomorrow', '12/01/2026', '2026-13-01T00:00:00Z', '2026-12-01 25:00', '1764579600', ''])(
    '"%s" is refused',
    (text) => expect(() => parseInstant(text, 'UTC', now)).toThrow('write it like'),
  );

  test('a zone must be known', () => {
    expect(parseTimeZone('Europe/Berlin')).toBe('Europe/Berlin');
    expect(() => parseTimeZone('Mars/Olympus')).toThrow('is no IANA time zone');
  });
});

describe('small values', () => {
  test('whole numbers within bounds', () => {
    expect(integer(1, 10)('10')).toBe(10);
    for (const text of ['0', '11', '1.5', 'x', '', '1e1'])
      expect(() => integer(1, 10)(text)).toThrow('allowed: 1 to 10');
  });

  test('JSON, and objects only where one is needed', () => {
    expect(parseJson('[1]')).toEqual([1]);
    expect(() => parseJson('{a:1}')).toThrow('is not valid JSON');
    expect(() => parseJson('@/nowhere.json')).toThrow('cannot be read');
    expect(() => parseJsonObject('[1]')).toThrow('is not a JSON object');
  });

  test('pairs', () => {
    expect(nameValue(':')('X-Token:  a:b ')).toEqual(['X-Token', 'a:b']);
    expect(nameValue('=')('httpAllow=')).toEqual(['httpAllow', '']);
    expect(() => nameValue('=')('=x')).toThrow('write it like name=value');
  });

  test('the nearest name, if one is near', () => {
    expect(nearestName('TUTTI_MAX_CONCURENT', ['TUTTI_MAX_CONCURRENT', 'TUTTI_HOME'])).toBe(
      'TUTTI_MAX_CONCURRENT',
    );
    expect(nearestName('zzzzzz', ['port', 'host'])).toBeUndefined();
  });
});
