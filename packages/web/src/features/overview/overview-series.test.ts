import { expect, test } from 'vitest';
import { depthPoints, depthSeries, latencySeries, outcomeSeries, paceWords } from './overview-series.ts';

const quantiles = { p50: 10, p95: null, p99: 30 };
const point = {
  at: '2026-11-21T00:00:00.000Z',
  completed: 4,
  failed: 1,
  cancelled: 0,
  skipped: 2,
  durationMs: quantiles,
  waitMs: { p50: 1, p95: 2, p99: 3 },
};

test('each outcome there was is a layer, each quantile a line; what was not measured is a gap', () => {
  expect(outcomeSeries([point]).map(({ values }) => values)).toEqual([[4], [1], [2]]);
  expect(latencySeries([point]).map(({ values }) => values)).toEqual([[10], [null], [30], [2]]);
});

test('the depth is that of all queues at the same time, in order', () => {
  const at = (minute: number) => new Date(minute * 60_000).toISOString();
  const of = (minute: number, ready: number | null) =>
    ({ at: at(minute), ready, running: 1, delayed: 2, oldestMs: null, came: null, went: null }) as const;
  const queue = { completed: 0, failed: 0, waitMs: quantiles };
  const points = depthPoints({
    interval: '1h',
    from: at(0),
    until: at(2),
    stepMs: 60_000,
    queues: [
      { ...queue, queue: 'a', points: [of(1, 5), of(2, 6), of(3, null)] },
      { ...queue, queue: 'b', points: [of(0, 1), of(1, 2)] },
    ],
  });
  expect(depthSeries(points).map(({ values }) => values)).toEqual([
    [1, 7, 6, null],
    [1, 2, 1, 1],
    [2, 4, 2, 2],
  ]);
});

test.each([
  [69_204.5, '69,205 a second'],
  [0.04, '2.4 a minute'],
  [128 / 86_400, '5.3 an hour'],
  [4 / 86_400, '4 a day'],
  [3 / 604_800, '0.4 a day'],
])('%d a second are %s', (perSecond, words) => {
  expect(paceWords(perSecond)).toBe(words);
});
