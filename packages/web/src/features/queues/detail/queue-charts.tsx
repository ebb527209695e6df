import type { Queue, QueueMetrics } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useClient } from '../../../app/api.ts';
import { Chart } from '../../../ui/chart/chart.tsx';
import type { ChartThreshold } from '../../../ui/chart/chart-data.ts';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { formatCount } from '../../../ui/format-number.ts';
import { Panel } from '../../../ui/panel.tsx';
import { queueMetricsQuery } from '../../metrics/metrics-queries.ts';
import { intervalOf, stepWords, timesOf, zoomed, type Range } from '../../metrics/range.ts';

interface QueueChartsProps {
  queue: Queue;
  range: Range;
  onZoom: (from: number, until: number) => void;
}

/** How deep it was, and what came and went. */
export function QueueCharts({ queue, range, onZoom }: QueueChartsProps) {
  const metrics = useQuery(queueMetricsQuery(useClient(), intervalOf(range)));
  if (metrics.error)
    return (
      <ErrorPanel
        error={metrics.error}
        what="The depth over time could not be read"
        onRetry={() => void metrics.refetch()}
      />
    );
  if (!metrics.data) return <div className="h-110" />;
  return <Charts queue={queue} metrics={metrics.data} range={range} onZoom={onZoom} />;
}

function Charts({ queue, metrics, range, onZoom }: QueueChartsProps & { metrics: QueueMetrics }) {
  const { stepMs } = metrics;
  const points = useMemo(() => {
    const all = metrics.queues.find((one) => one.queue === queue.name)?.points ?? [];
    return zoomed(all, stepMs, range);
  }, [metrics, queue.name, stepMs, range]);
  const times = useMemo(() => timesOf(points), [points]);
  const depth = useMemo(
    () => [
      { label: 'Waiting', colour: 'ready' as const, values: points.map(({ ready }) => ready) },
      { label: 'Running', colour: 'running' as const, values: points.map(({ running }) => running) },
      { label: 'Delayed', colour: 'muted' as const, values: points.map(({ delayed }) => delayed) },
    ],
    [points],
  );
  const flow = useMemo(
    () => [
      { label: 'Came in', colour: 'ready' as const, values: points.map(({ came }) => came) },
      { label: 'Ended', colour: 'completed' as const, values: points.map(({ went }) => went) },
    ],
    [points],
  );
  const shared = { times, bucketMs: stepMs, sync: 'queue', onZoom } as const;
  return (
    <>
      <Panel title="Depth">
        <Chart
          {...shared}
          kind="lines"
          label={`Depth of ${queue.name}`}
          unit={`executions, the most in each ${stepWords(stepMs)}`}
          series={depth}
          thresholds={depthThresholds(queue)}
        />
      </Panel>
      <Panel title="In and out">
        <Chart
          {...shared}
          kind="lines"
          label={`What came into ${queue.name} and ended`}
          unit={`executions per ${stepWords(stepMs)}`}
          series={flow}
          height={140}
        />
      </Panel>
    </>
  );
}

const depthThresholds = ({ depthLimit, concurrencyLimit }: Queue): ChartThreshold[] => [
  ...(depthLimit > 0
    ? [{ value: depthLimit, words: `refuses from ${formatCount(depthLimit)}`, colour: 'timeout' as const }]
    : []),
  ...(concurrencyLimit === null
    ? []
    : [
        {
          value: concurrencyLimit,
          words: `${formatCount(concurrencyLimit)} at once`,
          colour: 'running' as const,
        },
      ]),
];
