import type { ErrorRecord } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import type { Column } from '../../ui/data-table-parts.tsx';
import { cn } from '../../ui/cn.ts';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { MessageLine } from './message.tsx';
import { SeverityBadge } from './severity-badge.tsx';
import { RecoveryBadge } from './status-mark.tsx';

const ErrorLink = ({ row, className }: { row: ErrorRecord; className?: string }) => (
  <Link
    to="/errors/$id"
    params={{ id: String(row.id) }}
    data-primary
    className={cn('flex min-w-0 items-baseline gap-2 rounded-sm hover:underline', className)}
  >
    <span className={cn('truncate font-medium', row.scheduleId === null && 'font-mono text-label')}>
      {row.label}
    </span>
    <span className="shrink-0 text-label text-faint">#{row.id}</span>
  </Link>
);

/** What is done about it now: when the next attempt comes, or how many it has had. */
const Retries = ({ row }: { row: ErrorRecord }) =>
  row.recoveryStatus === 'retry_scheduled' && row.nextRetryAt ? (
    <span className="text-retrying">
      <TimeStamp at={row.nextRetryAt} />
    </span>
  ) : (
    <span className={row.maxRetryAttempts === 0 ? 'text-faint' : 'text-muted'}>
      {row.maxRetryAttempts === 0
        ? 'none'
        : `${Math.min(row.recoveryAttempts, row.maxRetryAttempts)} of ${row.maxRetryAttempts}`}
    </span>
  );

export const ERROR_COLUMNS: Column<ErrorRecord>[] = [
  {
    key: 'status',
    header: 'Status',
    track: '124px',
    cell: (row) => <RecoveryBadge status={row.recoveryStatus} />,
  },
  {
    key: 'severity',
    header: 'Severity',
    track: '96px',
    from: 'md',
    cell: (row) => <SeverityBadge severity={row.severity} plain />,
  },
  { key: 'label', header: 'Where', track: 'minmax(0, 3fr)', cell: (row) => <ErrorLink row={row} /> },
  {
    key: 'message',
    header: 'What failed',
    track: 'minmax(0, 5fr)',
    cell: (row) => <MessageLine text={row.message} className="text-failed" />,
  },
  {
    key: 'queue',
    header: 'Queue',
    track: '96px',
    from: 'xl',
    cell: (row) => <span className="truncate text-muted">{row.queue ?? '–'}</span>,
  },
  {
    key: 'retries',
    header: 'Retries',
    track: '92px',
    align: 'end',
    from: 'lg',
    cell: (row) => <Retries row={row} />,
  },
  {
    key: 'created',
    header: 'Recorded',
    track: '124px',
    align: 'end',
    cell: (row) => <TimeStamp at={row.createdAt} />,
  },
];

export const ErrorCard = ({ row }: { row: ErrorRecord }) => (
  <div className="flex min-w-0 flex-col gap-1 py-2">
    <div className="flex min-w-0 items-center gap-2">
      <ErrorLink row={row} className="flex-1 py-0.5" />
      <RecoveryBadge status={row.recoveryStatus} />
    </div>
    <div className="flex min-w-0 items-center gap-2 text-label">
      <MessageLine text={row.message} className="flex-1 text-failed" />
      <span className="shrink-0 text-muted">
        <TimeStamp at={row.createdAt} />
      </span>
    </div>
  </div>
);
