import { describe, expect, test } from 'vitest';
import {
  movedCursor,
  stacked,
  summary,
  timeTicks,
  timeWords,
  topOfScale,
  type ChartSeries,
} from './chart-data.ts';

const at = Date.parse('2026-11-21T13:00:00Z');
const now = at + 60_000;
const series = (label: string, values: (number | null)[]): ChartSeries => ({
  label,
  colour: 'completed',
  values,
});

test('layers stand on each other; a time nobody knows of stays empty, one that some know of does not', () => {
  expect(stacked([series('a', [1, null, null]), series('b', [2, 3, null])])).toEqual([
    [1, 0, null],
    [3, 3, null],
  ]);
});

describe('the scale', () => {
  const red = { value: 100, words: 'red', colour: 'failed' as const };
  test('shows a threshold once the data come near, and is not flattened by one far away', () => {
    expect(topOfScale(60, [red])).toBeCloseTo(112);
    expect(topOfScale(10, [red])).toBeCloseTo(11.2);
  });
  test('of nothing but zeros still has a height', () => expect(topOfScale(0, [red])).toBe(1));
});

describe('times', () => {
  test('a bucket is told from its start to its end, with the zone', () => {
    expect(timeWords(at, 300_000, 'Europe/Berlin', now)).toBe('14:00–14:05 Berlin');
    expect(timeWords(at - 86_400_000, 300_000, 'UTC', now)).toBe('20 Nov 13:00–13:05 UTC');
    expect(timeWords(at, 86_400_000, 'UTC', now)).toBe('21 Nov UTC');
  });
  test('a sample is told to the second', () =>
    expect(timeWords(at, undefined, 'Asia/Kolkata', now)).toBe('18:30:00 Kolkata'));
  test('the axis names a day where it begins in the zone of the viewer', () => {
    const ticks = [at - 3_600_000 * 15, at - 3_600_000 * 14];
    expect(timeTicks(ticks, 3_600_000, 'Europe/Berlin', now)).toEqual(['23:00', '21 Nov']);
    expect(timeTicks([at], 5000, 'UTC', now)).toEqual(['13:00:00']);
  });
});

test('the sentence tells last, lowest and highest, and names what has no data', () => {
  const data = { times: [at, now], series: [series('done', [4, 2]), series('failed', [null, null])] };
  expect(summary(data, String, (time) => (time === at ? 'A' : 'B'))).toBe(
    'From A to B. done: last 2, lowest 2, highest 4. failed: no data.',
  );
  expect(summary({ times: [], series: [] }, String, String)).toBe('No data in this range.');
});

test.each([
  ['ArrowLeft', undefined, 9],
  ['ArrowLeft', 9, 8],
  ['ArrowLeft', 0, 0],
  ['ArrowRight', 9, 9],
  ['PageDown', 5, 0],
  ['Home', undefined, 0],
  ['End', 2, 9],
  ['x', 2, undefined],
])('%s at %s leads to %s', (key, from, to) => expect(movedCursor(key, from, 10)).toBe(to));
