import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Histogram, addHistograms, bucketOf, quantile, quantiles } from './histogram.ts';

const histogramOf = (durations: readonly number[]): Histogram =>
  addHistograms(durations.map((ms) => ({ [bucketOf(ms)]: 1 })));

test.each([
  [0, 0],
  [0.9, 0],
  [1, 1],
  [2, 5],
  [1024, 41],
  [Number.MAX_VALUE, 168],
])('%d ms stands in bucket %i', (ms, bucket) => expect(bucketOf(ms)).toBe(bucket));

test('nothing has no quantiles', () => expect(quantiles({})).toEqual({ p50: null, p95: null, p99: null }));

test('quantiles of a thousand known durations', () => {
  const { p50, p95, p99 } = quantiles(histogramOf(Array.from({ length: 1000 }, (_, index) => index + 1)));
  expect(p50).toBeGreaterThan(480);
  expect(p50).toBeLessThan(520);
  expect(p95).toBeGreaterThan(900);
  expect(p99).toBeLessThan(1030);
});

test('a quantile is never more than a bucket away from the true one', () => {
  const durations = fc.array(fc.double({ min: 1, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(durations, fc.double({ min: 0.01, max: 1, noNaN: true }), (given, q) => {
      const sorted = given.toSorted((a, b) => a - b);
      const exact = sorted[Math.ceil(q * sorted.length) - 1] as number;
      const read = quantile(histogramOf(given), q) as number;
      expect(read).toBeGreaterThanOrEqual(exact / 1.2 - 0.1);
      expect(read).toBeLessThanOrEqual(exact * 1.2 + 0.1);
    }),
  );
});

test('counts of several periods add up', () =>
  expect(addHistograms([{ 1: 2, 5: 1 }, {}, { 5: 3 }])).toEqual({ 1: 2, 5: 4 }));
