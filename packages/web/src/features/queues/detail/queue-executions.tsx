import type { ExecutionSummary } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useClient } from '../../../app/api.ts';
import { Duration } from '../../../ui/duration.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { formatCapped } from '../../../ui/format-number.ts';
import { Panel } from '../../../ui/panel.tsx';
import { SkeletonRows, useWaited } from '../../../ui/skeleton.tsx';
import { ExecutionBadge, ExecutionLink } from '../../executions/execution-columns.tsx';
import { ExecutionNote } from '../../executions/execution-note.tsx';
import { inQueueQuery } from '../queue-queries.ts';

/** What runs in it and where, and what waits and for what. */
export const QueueExecutions = ({ queue }: { queue: string }) => (
  <>
    <ListOf queue={queue} status="running" title="Runs now" none="Nothing runs at the moment.">
      {(row) => (
        <>
          {row.node ? (
            <span className="max-w-40 truncate text-muted max-sm:hidden">
              on{' '}
              <Link to="/nodes" search={{ peek: row.node }} className="rounded-sm hover:underline">
                {row.node}
              </Link>
            </span>
          ) : null}
          <span className="w-20 shrink-0 text-end">
            <Duration ms={row.durationMs} from={row.startedAt} />
          </span>
        </>
      )}
    </ListOf>
    <ListOf queue={queue} status="pending" title="Waits" none="Nothing waits.">
      {(row) => <ExecutionNote row={row} className="basis-1/2" />}
    </ListOf>
  </>
);

interface ListOfProps {
  queue: string;
  status: 'pending' | 'running';
  title: string;
  none: string;
  children: (row: ExecutionSummary) => ReactNode;
}

function ListOf({ queue, status, title, none, children }: ListOfProps) {
  const list = useQuery(inQueueQuery(useClient(), queue, status));
  const waited = useWaited(list.isPending);
  const { items = [], total = 0, totalIsEstimate = false } = list.data ?? {};
  return (
    <Panel
      flush
      title={title}
      actions={
        total > 0 ? (
          <Link
            to="/executions"
            search={{ queue, status: [status] }}
            className="rounded-sm text-label text-link hover:underline"
          >
            {total > items.length ? `All ${formatCapped(total, totalIsEstimate)}` : 'As a list'}
          </Link>
        ) : null
      }
    >
      {list.error ? (
        <ErrorPanel
          error={list.error}
          what="The executions could not be read"
          onRetry={() => void list.refetch()}
        />
      ) : list.isPending ? (
        waited ? (
          <SkeletonRows rows={3} />
        ) : null
      ) : items.length === 0 ? (
        <p className="px-4 py-3 text-muted">{none}</p>
      ) : (
        <ul>
          {items.map((row) => (
            <li
              key={row.executionId}
              className="flex min-h-8 min-w-0 items-center gap-3 border-b border-line px-4 last:border-b-0 hover:bg-hover"
            >
              <span className="w-24 shrink-0 max-sm:hidden">
                <ExecutionBadge row={row} />
              </span>
              <ExecutionLink row={row} className="flex-1" />
              {children(row)}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
