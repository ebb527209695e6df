import type { MetricsInterval } from '@tutti/contract';

const MINUTE_MS = 60_000;

/** What a chart of an interval shows: its points, and the counts they are made of. */
export interface Chart {
  interval: MetricsInterval;
  from: Date;
  until: Date;
  stepMs: number;
  /** Length of the periods that are counted, in minutes. */
  minutes: 1 | 15;
}

const SHAPES = {
  '1h': { stepMs: MINUTE_MS, points: 60, minutes: 1 },
  '24h': { stepMs: 15 * MINUTE_MS, points: 96, minutes: 15 },
  '7d': { stepMs: 120 * MINUTE_MS, points: 84, minutes: 15 },
} as const;

/** The last points of an interval; the newest one holds `now`. */
export function chartOf(interval: MetricsInterval, now: Date): Chart {
  const { stepMs, points, minutes } = SHAPES[interval];
  const newest = Math.floor(now.getTime() / stepMs) * stepMs;
  return { interval, stepMs, minutes, from: new Date(newest - (points - 1) * stepMs), until: now };
}

/** A point for each step, also where nothing was counted. */
export function pointsOf<Row extends { at: Date }, Point>(
  chart: Chart,
  rows: readonly Row[],
  toPoint: (rows: readonly Row[]) => Point,
): (Point & { at: string })[] {
  const byStep = Map.groupBy(rows, ({ at }) => at.getTime());
  const points: (Point & { at: string })[] = [];
  for (let at = chart.from.getTime(); at <= chart.until.getTime(); at += chart.stepMs)
    points.push({ at: new Date(at).toISOString(), ...toPoint(byStep.get(at) ?? []) });
  return points;
}

export const frameOf = ({ interval, from, until, stepMs }: Chart) => ({
  interval,
  from: from.toISOString(),
  until: until.toISOString(),
  stepMs,
});
