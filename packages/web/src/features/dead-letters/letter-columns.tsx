import type { DeadLetterSummary } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import type { Column } from '../../ui/data-table-parts.tsx';
import { cn } from '../../ui/cn.ts';
import { DASH, formatCount } from '../../ui/format-number.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { MessageLine } from '../errors/message.tsx';
import { shownLetter } from './letter-words.ts';

const LetterLink = ({ row, className }: { row: DeadLetterSummary; className?: string }) => (
  <Link
    to="/dead-letters/$id"
    params={{ id: String(row.id) }}
    data-primary
    className={cn('flex min-w-0 items-baseline gap-2 rounded-sm hover:underline', className)}
  >
    <span className={cn('truncate font-medium', row.scheduleName === null && 'font-mono text-label')}>
      {row.label}
    </span>
    <span className="shrink-0 text-label text-faint">#{row.id}</span>
  </Link>
);

export const LETTER_COLUMNS: Column<DeadLetterSummary>[] = [
  {
    key: 'status',
    header: 'Status',
    track: '116px',
    cell: (row) => <StatusBadge {...shownLetter(row)} />,
  },
  { key: 'label', header: 'Dead letter', track: 'minmax(0, 3fr)', cell: (row) => <LetterLink row={row} /> },
  {
    key: 'error',
    header: 'Why it failed for good',
    track: 'minmax(0, 5fr)',
    cell: (row) => <MessageLine text={row.error.message} className="text-failed" />,
  },
  {
    key: 'type',
    header: 'Type',
    track: '120px',
    from: 'lg',
    cell: (row) => <span className="truncate text-muted">{row.taskType}</span>,
  },
  {
    key: 'queue',
    header: 'Queue',
    track: '96px',
    from: 'xl',
    cell: (row) => <span className="truncate text-muted">{row.queue}</span>,
  },
  {
    key: 'attempts',
    header: 'Attempts',
    track: '64px',
    align: 'end',
    from: 'md',
    cell: (row) => formatCount(row.attempts),
  },
  {
    key: 'resubmits',
    header: 'Resubmitted',
    track: '84px',
    align: 'end',
    from: 'lg',
    cell: (row) => (
      <span className={cn(row.resubmitCount === 0 && 'text-faint')}>
        {row.resubmitCount === 0 ? DASH : `${formatCount(row.resubmitCount)} ×`}
      </span>
    ),
  },
  {
    key: 'failed',
    header: 'Failed',
    track: '124px',
    align: 'end',
    cell: (row) => <TimeStamp at={row.failedAt} />,
  },
];

export const LetterCard = ({ row }: { row: DeadLetterSummary }) => (
  <div className="flex min-w-0 flex-col gap-1 py-2">
    <div className="flex min-w-0 items-center gap-2">
      <LetterLink row={row} className="flex-1 py-0.5" />
      <StatusBadge {...shownLetter(row)} />
    </div>
    <div className="flex min-w-0 items-center gap-2 text-label">
      <MessageLine text={row.error.message} className="flex-1 text-failed" />
      <span className="shrink-0 text-muted">
        <TimeStamp at={row.failedAt} />
      </span>
    </div>
  </div>
);
