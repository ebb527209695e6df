import type { MetricsInterval, ScheduleMetrics } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useClient } from '../../app/api.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { formatDuration } from '../../ui/format-duration.ts';
import { DASH, formatCount } from '../../ui/format-number.ts';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows, useWaited } from '../../ui/skeleton.tsx';
import { StatusIcon } from '../../ui/status-icon.tsx';
import { scheduleMetricsQuery } from '../metrics/metrics-queries.ts';
import { RANGE_WORDS } from '../metrics/range.ts';

const SHOWN = 8;
type Row = ScheduleMetrics['schedules'][number];

/** What ran in the range, by schedule: those that failed first. Each count leads to its list. */
export function WhatRan({ interval }: { interval: MetricsInterval }) {
  const metrics = useQuery(scheduleMetricsQuery(useClient(), interval));
  const waited = useWaited(metrics.isPending);
  const rows = metrics.data?.schedules.slice(0, SHOWN) ?? [];
  return (
    <Panel
      flush
      title={`What ran, ${RANGE_WORDS[interval]}`}
      actions={
        <Link
          to="/executions"
          search={{ span: interval }}
          className="rounded-sm text-label text-link hover:underline"
        >
          All executions
        </Link>
      }
    >
      {metrics.error ? (
        <ErrorPanel
          error={metrics.error}
          what="What ran could not be read"
          onRetry={() => void metrics.refetch()}
        />
      ) : metrics.isPending ? (
        waited ? (
          <SkeletonRows rows={4} />
        ) : null
      ) : rows.length === 0 ? (
        <p className="px-4 py-3 text-muted">
          No schedule has run in this time. Counts follow the runs within half a minute.
        </p>
      ) : (
        <RanTable rows={rows} interval={interval} />
      )}
    </Panel>
  );
}

const RanTable = ({ rows, interval }: { rows: readonly Row[]; interval: MetricsInterval }) => (
  <table className="w-full table-fixed">
    <thead>
      <tr className="h-8 border-b border-line text-label text-muted [&_th]:font-medium">
        <th className="px-4 text-start">Schedule</th>
        <th className="w-16 text-end">Ran</th>
        <th className="w-20 text-end">Failed</th>
        <th className="w-20 text-end max-sm:hidden">Skipped</th>
        <th className="w-24 pr-4 text-end">Average</th>
      </tr>
    </thead>
    <tbody>
      {rows.map((row) => (
        <tr key={row.scheduleId} className="h-9 border-b border-line last:border-b-0 hover:bg-hover">
          <td className="max-w-0 truncate px-4">
            {row.name === null ? (
              <span className="text-muted">a schedule that is gone</span>
            ) : (
              <Link
                to="/schedules/$id"
                params={{ id: String(row.scheduleId) }}
                className="rounded-sm font-medium hover:underline"
              >
                {row.name}
              </Link>
            )}
          </td>
          <td className="text-end">
            <CountLink row={row} interval={interval} count={row.executions} />
          </td>
          <td className="text-end">
            <CountLink row={row} interval={interval} count={row.failures} status={['failed', 'timeout']} />
          </td>
          <td className="text-end max-sm:hidden">
            <CountLink row={row} interval={interval} count={row.skipped} status={['skipped']} />
          </td>
          <td className="pr-4 text-end">{formatDuration(row.averageMs)}</td>
        </tr>
      ))}
    </tbody>
  </table>
);

interface CountLinkProps {
  row: Row;
  interval: MetricsInterval;
  count: number;
  status?: ('failed' | 'timeout' | 'skipped')[];
}

function CountLink({ row, interval, count, status }: CountLinkProps) {
  if (count === 0) return <span className="text-faint">{DASH}</span>;
  const failed = status?.includes('failed') ?? false;
  return (
    <Link
      to="/executions"
      search={{ schedule: row.scheduleId, span: interval, ...(status && { status }) }}
      className={
        failed
          ? 'inline-flex items-center gap-1 rounded-sm text-failed hover:underline'
          : 'rounded-sm hover:underline'
      }
    >
      {failed ? <StatusIcon kind="failed" size={12} /> : null}
      {formatCount(count)}
    </Link>
  );
}
