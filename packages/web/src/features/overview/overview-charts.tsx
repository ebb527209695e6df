import type { ExecutionMetrics, MetricsInterval, QueueMetrics } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useClient } from '../../app/api.ts';
import { Chart } from '../../ui/chart/chart.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { formatDuration } from '../../ui/format-duration.ts';
import { Panel } from '../../ui/panel.tsx';
import { executionMetricsQuery, queueMetricsQuery } from '../metrics/metrics-queries.ts';
import { stepWords, timesOf, zoomed, type Range } from '../metrics/range.ts';
import { depthPoints, depthSeries, latencySeries, outcomeSeries } from './overview-series.ts';

interface OverviewChartsProps {
  range: Range;
  interval: MetricsInterval;
  onZoom: (from: number, until: number) => void;
}

/** Three looks at the same time, with one cursor. */
export function OverviewCharts(props: OverviewChartsProps) {
  const client = useClient();
  const executions = useQuery(executionMetricsQuery(client, props.interval));
  const queues = useQuery(queueMetricsQuery(client, props.interval));
  const error = executions.error ?? queues.error;
  if (error)
    return (
      <ErrorPanel
        error={error}
        what="The charts could not be read"
        onRetry={() => void Promise.all([executions.refetch(), queues.refetch()])}
      />
    );
  return (
    <div className="grid gap-4 lg:grid-cols-2 xl:grid-cols-3">
      {executions.data ? <ExecutionCharts {...props} metrics={executions.data} /> : null}
      {queues.data ? <DepthChart {...props} metrics={queues.data} /> : null}
    </div>
  );
}

function ExecutionCharts({ metrics, range, onZoom }: OverviewChartsProps & { metrics: ExecutionMetrics }) {
  const { stepMs } = metrics;
  const { times, outcomes, latency } = useMemo(() => {
    const points = zoomed(metrics.points, stepMs, range);
    return { times: timesOf(points), outcomes: outcomeSeries(points), latency: latencySeries(points) };
  }, [metrics, stepMs, range]);
  const shared = { times, bucketMs: stepMs, sync: 'overview', onZoom } as const;
  return (
    <>
      <Panel title="Throughput by outcome">
        <Chart
          {...shared}
          kind="bars"
          label="Throughput by outcome"
          unit={`executions per ${stepWords(stepMs)}`}
          series={outcomes}
        />
      </Panel>
      <Panel title="Latency">
        <Chart
          {...shared}
          kind="lines"
          label="Latency"
          unit={`time per execution, by ${stepWords(stepMs)}`}
          series={latency}
          format={formatDuration}
        />
      </Panel>
    </>
  );
}

function DepthChart({ metrics, range, onZoom }: OverviewChartsProps & { metrics: QueueMetrics }) {
  const { stepMs } = metrics;
  const { times, series } = useMemo(() => {
    const points = zoomed(depthPoints(metrics), stepMs, range);
    return { times: timesOf(points), series: depthSeries(points) };
  }, [metrics, stepMs, range]);
  return (
    <Panel title="Queue depth" className="lg:max-xl:col-span-2">
      <Chart
        times={times}
        bucketMs={stepMs}
        sync="overview"
        onZoom={onZoom}
        kind="lines"
        label="Queue depth"
        unit={`executions, the most in each ${stepWords(stepMs)}`}
        series={series}
      />
    </Panel>
  );
}
