import { expect, test } from 'vitest';
import { intervalOf, parseRange, rangeOf, stepWords, timesOf, zoomed } from './range.ts';

test.each([
  [{}, '24h'],
  [{ range: '1h' }, '1h'],
  [{ range: '7d' }, '7d'],
  [{ range: '24h' }, '24h'],
  [{ range: 'ever' }, '24h'],
])('%j is a range of %s', (search, interval) => expect(intervalOf(parseRange(search))).toBe(interval));

test('a zoom needs both ends, in order', () => {
  expect(parseRange({ zoomFrom: '5', zoomTo: '9' })).toMatchObject({ zoomFrom: 5, zoomTo: 9 });
  for (const search of [{ zoomFrom: '5' }, { zoomFrom: '9', zoomTo: '5' }, { zoomFrom: 'x', zoomTo: '9' }])
    expect(parseRange(search).zoomFrom).toBeUndefined();
});

test('another range ends the zoom, and the usual one is not written', () => {
  expect(rangeOf('24h')).toEqual({ range: undefined, zoomFrom: undefined, zoomTo: undefined });
  expect(rangeOf('7d').range).toBe('7d');
});

const points = [0, 60, 120, 180].map((second) => ({ at: new Date(second * 1000).toISOString() }));

test('a zoom keeps the steps it touches', () => {
  expect(zoomed(points, 60_000, {})).toBe(points);
  expect(timesOf(zoomed(points, 60_000, { zoomFrom: 70_000, zoomTo: 130_000 }))).toEqual([60_000, 120_000]);
  expect(timesOf(zoomed(points, 60_000, { zoomFrom: 60_000, zoomTo: 120_000 }))).toEqual([60_000]);
});

test.each([
  [60_000, 'minute'],
  [900_000, '15 min'],
  [7_200_000, '2 h'],
])('%d ms is told as %s', (ms, words) => expect(stepWords(ms)).toBe(words));
