import { expect, test } from 'vitest';
import { chartOf, pointsOf } from './chart.ts';

const now = new Date('2026-11-21T12:34:56Z');

test.each([
  ['1h', 60, '2026-11-21T11:35:00.000Z', '2026-11-21T12:34:00.000Z'],
  ['24h', 96, '2026-11-20T12:45:00.000Z', '2026-11-21T12:30:00.000Z'],
  ['7d', 84, '2026-11-14T14:00:00.000Z', '2026-11-21T12:00:00.000Z'],
] as const)('%s has %i points, the last of which holds now', (interval, count, first, last) => {
  const points = pointsOf(chartOf(interval, now), [], () => ({}));
  expect(points).toHaveLength(count);
  expect([points[0]?.at, points.at(-1)?.at]).toEqual([first, last]);
});

test('rows stand at their step, and nothing where there are none', () => {
  const chart = chartOf('1h', now);
  const rows = [
    { at: new Date('2026-11-21T12:33:00Z'), n: 2 },
    { at: new Date('2026-11-21T12:33:00Z'), n: 3 },
  ];
  const points = pointsOf(chart, rows, (of) => ({ n: of.reduce((sum, { n }) => sum + n, 0) }));
  expect(points.filter(({ n }) => n > 0)).toEqual([{ at: '2026-11-21T12:33:00.000Z', n: 5 }]);
});
