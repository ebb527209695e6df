import type { ExecutionSummary } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import { PanelRight } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { cn } from '../../ui/cn.ts';
import type { Column } from '../../ui/data-table-parts.tsx';
import { Duration } from '../../ui/duration.tsx';
import { DASH } from '../../ui/format-number.ts';
import { Hint } from '../../ui/hint.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { ExecutionNote } from './execution-note.tsx';
import { shownStatus } from './execution-status.ts';

/** The name of an execution, which opens it. Commands and addresses are set as code. */
export function ExecutionLink({ row, className }: { row: ExecutionSummary; className?: string }) {
  return (
    <Link
      to="/executions/$id"
      params={{ id: String(row.id) }}
      data-primary
      className={cn('flex min-w-0 items-baseline gap-2 rounded-sm hover:underline', className)}
    >
      <span
        dir="auto"
        className={cn('truncate font-medium', row.scheduleName === null && 'font-mono text-label')}
      >
        {row.label}
      </span>
      <span className="shrink-0 text-label text-faint">#{row.id}</span>
    </Link>
  );
}

export const ExecutionBadge = ({ row }: { row: ExecutionSummary }) => <StatusBadge {...shownStatus(row)} />;

const Elapsed = ({ row }: { row: ExecutionSummary }) => (
  <Duration ms={row.durationMs} from={row.status === 'running' ? row.startedAt : null} />
);

export function executionColumns(onPeek?: (row: ExecutionSummary) => void): Column<ExecutionSummary>[] {
  return [
    { key: 'status', header: 'Status', track: '120px', cell: (row) => <ExecutionBadge row={row} /> },
    {
      key: 'label',
      header: 'Execution',
      track: 'minmax(0, 4fr)',
      cell: (row) => <ExecutionLink row={row} />,
    },
    { key: 'note', header: 'Why', track: 'minmax(0, 5fr)', cell: (row) => <ExecutionNote row={row} /> },
    {
      key: 'queue',
      header: 'Queue',
      track: '112px',
      from: 'lg',
      cell: (row) => <span className="truncate text-muted">{row.queue}</span>,
    },
    {
      key: 'attempt',
      header: 'Attempt',
      track: '52px',
      align: 'end',
      from: 'lg',
      cell: (row) => (
        <span className={cn(row.attempt === 1 && 'text-faint')}>
          {row.status === 'skipped' ? DASH : row.attempt}
        </span>
      ),
    },
    {
      key: 'started',
      header: 'Started',
      track: '132px',
      align: 'end',
      from: 'md',
      cell: (row) => <TimeStamp at={row.startedAt} />,
    },
    {
      key: 'duration',
      header: 'Duration',
      track: '80px',
      align: 'end',
      cell: (row) => <Elapsed row={row} />,
    },
    ...(onPeek ? [peekColumn(onPeek)] : []),
  ];
}

const peekColumn = (onPeek: (row: ExecutionSummary) => void): Column<ExecutionSummary> => ({
  key: 'peek',
  header: <span className="sr-only">Peek</span>,
  track: '24px',
  cell: (row) => (
    <Hint content="Peek (Space)">
      <Button
        look="ghost"
        size="iconSm"
        tabIndex={-1}
        aria-label={`Peek at execution ${row.id}`}
        onClick={() => onPeek(row)}
        className="opacity-0 group-focus-within/row:opacity-100 group-hover/row:opacity-100"
      >
        <PanelRight />
      </Button>
    </Hint>
  ),
});

/** A row where there is no room for columns: two lines, big enough for a finger. */
export function ExecutionCard({ row }: { row: ExecutionSummary }) {
  return (
    <div className="flex min-w-0 flex-col gap-1 py-2">
      <div className="flex min-w-0 items-center gap-2">
        <ExecutionLink row={row} className="flex-1 py-0.5" />
        <ExecutionBadge row={row} />
      </div>
      <div className="flex min-w-0 items-center gap-2 text-label text-muted">
        <ExecutionNote row={row} className="flex-1" />
        {row.startedAt ? (
          <span className="ml-auto flex shrink-0 gap-2">
            <TimeStamp at={row.startedAt} />
            <Elapsed row={row} />
          </span>
        ) : null}
      </div>
    </div>
  );
}
