import type { RetryMetrics } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Repeat } from 'lucide-react';
import { useMemo } from 'react';
import { useClient } from '../../app/api.ts';
import { StaleMark } from '../../app/stale.tsx';
import { Chart } from '../../ui/chart/chart.tsx';
import { FilterChip } from '../../ui/chip.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { formatDuration } from '../../ui/format-duration.ts';
import { DASH, formatCount, formatPercent, plural } from '../../ui/format-number.ts';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows, useWaited } from '../../ui/skeleton.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { Tile, tileLink } from '../../ui/tile.tsx';
import { retryMetricsQuery } from '../metrics/metrics-queries.ts';
import { RangePicker } from '../metrics/range-picker.tsx';
import { intervalOf, RANGE_WORDS, stepWords, timesOf, zoomed } from '../metrics/range.ts';
import { AttemptsDistribution } from './attempts-distribution.tsx';
import { gradeOf, retryVerdict, sumTries } from './grade.ts';
import type { RetryFilters } from './retry-filters.ts';
import { retrySeries } from './retry-series.ts';
import { TriesTable } from './tries-table.tsx';
import { WastedList } from './wasted-list.tsx';

export function RetryAnalyticsPage() {
  const filters = useSearch({ from: '/retry-analytics' });
  const change = useChange();
  const interval = intervalOf(filters);
  const metrics = useQuery(
    retryMetricsQuery(useClient(), { interval, queue: filters.queue, type: filters.type }),
  );
  const waited = useWaited(metrics.isPending);
  const tries = metrics.data && sumTries(metrics.data.taskTypes);
  const grade = tries && gradeOf(tries);
  return (
    <Page
      title="Retry analytics"
      verdict={
        <span className="flex flex-wrap items-center gap-2">
          {tries && grade ? (
            <>
              <StatusBadge kind={grade.kind} word={grade.word} />
              <span>{retryVerdict(tries)}</span>
            </>
          ) : (
            '…'
          )}
          <StaleMark at={metrics.dataUpdatedAt} />
        </span>
      }
      actions={<RangePicker value={filters} onChange={change} />}
      scrolls
    >
      <FilterChips filters={filters} />
      {metrics.error && !metrics.data ? (
        <ErrorPanel
          error={metrics.error}
          what="The retries could not be read"
          onRetry={() => void metrics.refetch()}
        />
      ) : metrics.data ? (
        <Figures metrics={metrics.data} filters={filters} />
      ) : waited ? (
        <SkeletonRows />
      ) : null}
    </Page>
  );
}

function useChange(): (change: Partial<RetryFilters>) => void {
  const navigate = useNavigate({ from: '/retry-analytics' });
  return (change) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true });
}

function FilterChips({ filters }: { filters: RetryFilters }) {
  const change = useChange();
  if (!filters.queue && !filters.type) return null;
  return (
    <div className="flex flex-wrap gap-2 px-4 py-2 lg:px-6">
      {filters.type ? (
        <FilterChip name="type" value={filters.type} onRemove={() => change({ type: undefined })} />
      ) : null}
      {filters.queue ? (
        <FilterChip name="queue" value={filters.queue} onRemove={() => change({ queue: undefined })} />
      ) : null}
    </div>
  );
}

interface FiguresProps {
  metrics: RetryMetrics;
  filters: RetryFilters;
}

function Figures({ metrics, filters }: FiguresProps) {
  const change = useChange();
  const interval = intervalOf(filters);
  const { stepMs } = metrics;
  const { times, series } = useMemo(() => {
    const points = zoomed(metrics.points, stepMs, filters);
    return { times: timesOf(points), series: retrySeries(points) };
  }, [metrics, stepMs, filters]);
  if (metrics.taskTypes.length === 0 && metrics.wasted.length === 0) return <NothingEnded />;
  return (
    <div className="flex flex-col gap-4 p-4 pt-2 lg:px-6 lg:pb-6">
      <RetryTiles metrics={metrics} filters={filters} />
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-4">
          <Panel title="Attempts it took">
            <AttemptsDistribution attempts={metrics.attempts} />
          </Panel>
          <Panel flush title="Retries in vain">
            <WastedList wasted={metrics.wasted} interval={interval} />
          </Panel>
        </div>
        <Panel title="Over time">
          <Chart
            times={times}
            bucketMs={stepMs}
            kind="bars"
            label="Completed at once, after retries, and failed"
            unit={`executions per ${stepWords(stepMs)}`}
            series={series}
            onZoom={(zoomFrom, zoomTo) => change({ zoomFrom, zoomTo })}
          />
        </Panel>
      </div>
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <TriesTable
          title="By task type"
          header="Task type"
          rows={metrics.taskTypes.map(({ taskType, ...of }) => ({ name: taskType, ...of }))}
          link={(type) => (
            <Link
              from="/retry-analytics"
              to="/retry-analytics"
              search={(old) => ({ ...old, type })}
              className="rounded-sm font-medium hover:underline"
            >
              {type}
            </Link>
          )}
        />
        <TriesTable
          title="By queue"
          header="Queue"
          rows={metrics.queues.map(({ queue, ...of }) => ({ name: queue, ...of }))}
          link={(queue) => (
            <Link
              from="/retry-analytics"
              to="/retry-analytics"
              search={(old) => ({ ...old, queue })}
              className="rounded-sm font-medium hover:underline"
            >
              {queue}
            </Link>
          )}
        />
      </div>
    </div>
  );
}

function RetryTiles({ metrics, filters }: FiguresProps) {
  const interval = intervalOf(filters);
  const tries = sumTries(metrics.taskTypes);
  const grade = gradeOf(tries);
  const all = tries.firstTry + tries.afterRetry + tries.failed;
  const wastedMs = metrics.wasted.reduce((sum, waste) => sum + waste.wastedMs, 0);
  const narrowed = {
    span: interval,
    ...(filters.queue && { queue: filters.queue }),
    ...(filters.type && { type: filters.type }),
  };
  return (
    <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      <Tile
        name="Success after retry"
        note={
          grade.n > 0 ? (
            <>
              <StatusBadge plain kind={grade.kind} word={grade.word} className="h-5" />
              <span>n = {formatCount(grade.n)}</span>
            </>
          ) : (
            'nothing was tried again'
          )
        }
      >
        {grade.share}
      </Tile>
      <Tile name="At the first try" note={`${formatCount(tries.firstTry)} of ${formatCount(all)}`}>
        <Link to="/executions" search={{ ...narrowed, status: ['completed'] }} className={tileLink}>
          {formatPercent(tries.firstTry, all)}
        </Link>
      </Tile>
      <Tile
        name="Failed for good"
        note={
          tries.failedAfterRetry > 0
            ? `${formatCount(tries.failedAfterRetry)} after retries`
            : 'none after retries'
        }
      >
        <Link to="/executions" search={{ ...narrowed, status: ['failed', 'timeout'] }} className={tileLink}>
          {formatCount(tries.failed)}
        </Link>
      </Tile>
      <Tile
        name={`In vain, ${RANGE_WORDS[interval]}`}
        note={
          wastedMs > 0
            ? plural(
                metrics.wasted.reduce((sum, { retries }) => sum + retries, 0),
                'retry',
                'retries',
              )
            : 'no retry was in vain'
        }
      >
        {wastedMs > 0 ? formatDuration(wastedMs) : DASH}
      </Tile>
    </div>
  );
}

const NothingEnded = () => (
  <EmptyState
    icon={<Repeat />}
    title="Nothing ended in this time"
    command={'tutti run --shell "exit 1" --wait'}
  >
    Once executions fail and are tried again, this tells how often that helped, by task type and queue, and
    which policies only cost time.
  </EmptyState>
);
