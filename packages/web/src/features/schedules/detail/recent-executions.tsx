import type { ExecutionSummary, Schedule } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useClient } from '../../../app/api.ts';
import { Duration } from '../../../ui/duration.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { TimeStamp } from '../../../ui/time-stamp.tsx';
import { ExecutionBadge } from '../../executions/execution-columns.tsx';
import { ExecutionNote } from '../../executions/execution-note.tsx';
import { recentExecutionsQuery } from '../../executions/execution-queries.ts';
import { scheduleZone } from '../schedule-zone.ts';

/** What ran last, by time or by hand. */
export function RecentExecutions({ schedule }: { schedule: Schedule }) {
  const query = useQuery(recentExecutionsQuery(useClient(), schedule.id));
  const rows = query.data?.items ?? [];
  return (
    <Panel
      title="Recent executions"
      flush
      actions={
        <Link
          to="/executions"
          search={{ schedule: schedule.id }}
          className="rounded-sm text-link hover:underline"
        >
          All of them
        </Link>
      }
    >
      {query.error && !query.data ? (
        <ErrorPanel
          error={query.error}
          what="The executions could not be read"
          onRetry={() => void query.refetch()}
        />
      ) : rows.length === 0 ? (
        <p className="p-4 text-muted">{query.isPending ? '…' : 'None yet. Trigger it to see one run.'}</p>
      ) : (
        <ul>
          {rows.map((row) => (
            <RecentRow key={row.executionId} row={row} zone={scheduleZone(schedule)} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

const RecentRow = ({ row, zone }: { row: ExecutionSummary; zone: string | undefined }) => (
  <li className="flex h-8 items-center gap-3 border-b border-line px-4 transition-colors duration-120 last:border-0 hover:bg-hover max-sm:h-11 max-sm:gap-2">
    <span className="flex shrink-0 sm:w-29">
      <ExecutionBadge row={row} />
    </span>
    <Link
      to="/executions/$id"
      params={{ id: String(row.id) }}
      className="shrink-0 rounded-sm font-medium hover:underline"
    >
      #{row.id}
    </Link>
    <span className="min-w-0 flex-1 truncate text-label max-sm:hidden">
      <ExecutionNote row={row} />
    </span>
    <span className="ml-auto min-w-0 truncate text-muted">
      <TimeStamp at={row.startedAt ?? row.createdAt} zone={zone} />
    </span>
    <span className="shrink-0 text-end sm:w-20">
      <Duration ms={row.durationMs} from={row.status === 'running' ? row.startedAt : null} />
    </span>
  </li>
);
