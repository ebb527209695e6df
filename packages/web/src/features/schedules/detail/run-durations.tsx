import type { ExecutionSummary, Schedule } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useClient } from '../../../app/api.ts';
import { Chart } from '../../../ui/chart/chart.tsx';
import type { ChartThreshold } from '../../../ui/chart/chart-data.ts';
import { formatDuration } from '../../../ui/format-duration.ts';
import { Panel } from '../../../ui/panel.tsx';
import { runDurationsQuery } from '../../executions/execution-queries.ts';

/** A line needs two points; with fewer there is nothing to compare. */
const LEAST = 2;

/** Whether it takes longer than it used to, and how near it comes to its timeout. */
export function RunDurations({ schedule }: { schedule: Schedule }) {
  const runs = useQuery(runDurationsQuery(useClient(), schedule.id)).data?.items;
  const { times, series } = useMemo(() => durationsOf(runs ?? []), [runs]);
  const { timeoutMs } = schedule;
  const thresholds = useMemo((): ChartThreshold[] => {
    if (timeoutMs === null) return [];
    return [{ value: timeoutMs, words: `timeout ${formatDuration(timeoutMs)}`, colour: 'timeout' }];
  }, [timeoutMs]);
  if (times.length < LEAST) return null;
  return (
    <Panel title="Durations">
      <Chart
        label="Durations"
        unit="time each of the last runs took"
        kind="lines"
        times={times}
        series={series}
        thresholds={thresholds}
        format={formatDuration}
        height={160}
      />
    </Panel>
  );
}

function durationsOf(runs: readonly ExecutionSummary[]) {
  const timed = runs
    .flatMap(({ startedAt, durationMs }) =>
      startedAt === null || durationMs === null ? [] : [{ at: Date.parse(startedAt), durationMs }],
    )
    .sort((a, b) => a.at - b.at);
  return {
    times: timed.map(({ at }) => at),
    series: [
      { label: 'Duration', colour: 'link' as const, values: timed.map(({ durationMs }) => durationMs) },
    ],
  };
}
