import type { ExecutionMetrics, QueueMetrics } from '@tutti/contract';
import type { ChartSeries } from '../../ui/chart/chart-data.ts';
import { formatCount } from '../../ui/format-number.ts';

type ExecutionPoint = ExecutionMetrics['points'][number];

/** What ended, by outcome; a period in which nothing ended is none, not a gap. */
export const outcomeSeries = (points: readonly ExecutionPoint[]): ChartSeries[] => [
  { label: 'Completed', colour: 'completed', values: points.map(({ completed }) => completed) },
  { label: 'Failed', colour: 'failed', values: points.map(({ failed }) => failed) },
  ...unlessEmpty({
    label: 'Cancelled',
    colour: 'cancelled',
    values: points.map(({ cancelled }) => cancelled),
  }),
  ...unlessEmpty({ label: 'Skipped', colour: 'skipped', values: points.map(({ skipped }) => skipped) }),
];

/** The rarer outcomes stand in the legend only when there were any. */
const unlessEmpty = (series: ChartSeries): ChartSeries[] =>
  series.values.some((value) => value !== null && value > 0) ? [series] : [];

/** How long half, 95 and 99 of 100 ran, and how long 95 of 100 waited before. */
export const latencySeries = (points: readonly ExecutionPoint[]): ChartSeries[] => [
  { label: 'p50', colour: 'completed', values: points.map(({ durationMs }) => durationMs.p50) },
  { label: 'p95', colour: 'ready', values: points.map(({ durationMs }) => durationMs.p95) },
  { label: 'p99', colour: 'timeout', values: points.map(({ durationMs }) => durationMs.p99) },
  { label: 'Wait p95', colour: 'muted', values: points.map(({ waitMs }) => waitMs.p95) },
];

export interface DepthPoint {
  at: string;
  ready: number | null;
  running: number | null;
  delayed: number | null;
}

/** All queues together, step by step. */
export function depthPoints({ queues }: QueueMetrics): DepthPoint[] {
  const sums = new Map<string, DepthPoint>();
  for (const { points } of queues)
    for (const { at, ready, running, delayed } of points) {
      const sum = sums.get(at) ?? { at, ready: null, running: null, delayed: null };
      sums.set(at, {
        at,
        ready: plus(sum.ready, ready),
        running: plus(sum.running, running),
        delayed: plus(sum.delayed, delayed),
      });
    }
  return [...sums.values()].toSorted((a, b) => a.at.localeCompare(b.at));
}

/** Where nobody looked there is nothing to add. */
const plus = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : a + b;

export const depthSeries = (points: readonly DepthPoint[]): ChartSeries[] => [
  { label: 'Waiting', colour: 'ready', values: points.map(({ ready }) => ready) },
  { label: 'Running', colour: 'running', values: points.map(({ running }) => running) },
  { label: 'Delayed', colour: 'muted', values: points.map(({ delayed }) => delayed) },
];

const PACES = [
  [1, 'a second'],
  [60, 'a minute'],
  [3600, 'an hour'],
  [86_400, 'a day'],
] as const;

/** `1.5 a minute`: in the shortest span in which at least one ends. */
export function paceWords(perSecond: number): string {
  const [seconds, span] = PACES.find(([length]) => perSecond * length >= 1) ?? [86_400, 'a day'];
  const count = perSecond * seconds;
  return `${count < 100 ? Number(count.toFixed(1)) : formatCount(count)} ${span}`;
}
