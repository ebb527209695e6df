import type { RetryMetrics } from '@tutti/contract';
import type { ChartSeries } from '../../ui/chart/chart-data.ts';

type Point = RetryMetrics['points'][number];

export const retrySeries = (points: readonly Point[]): ChartSeries[] => [
  { label: 'First try', colour: 'completed', values: points.map(({ firstTry }) => firstTry) },
  { label: 'After retry', colour: 'retrying', values: points.map(({ afterRetry }) => afterRetry) },
  { label: 'Failed', colour: 'failed', values: points.map(({ failed }) => failed) },
];
