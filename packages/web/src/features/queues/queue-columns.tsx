import type { Node, Queue } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import { cn } from '../../ui/cn.ts';
import type { Column } from '../../ui/data-table-parts.tsx';
import { DASH, formatCount } from '../../ui/format-number.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { PauseButton } from './pause-button.tsx';
import { queueReason, queueStanding, shownQueue } from './queue-standing.ts';

type Nodes = readonly Node[] | undefined;

export const QueueBadge = ({ queue, nodes }: { queue: Queue; nodes: Nodes }) => (
  <StatusBadge {...shownQueue(queueStanding(queue, nodes))} />
);

export const QueueLink = ({ name, className }: { name: string; className?: string }) => (
  <Link
    to="/queues/$name"
    params={{ name }}
    data-primary
    className={cn('min-w-0 truncate rounded-sm font-medium hover:underline', className)}
  >
    {name}
  </Link>
);

/** Why it stands so. Who paused, and since when, is never a click away. */
export function QueueWhy({ queue, nodes }: { queue: Queue; nodes: Nodes }) {
  const reason = queueReason(queue, nodes);
  if (!queue.paused) return reason ? <span className="truncate">{reason}</span> : null;
  return (
    <span className="flex min-w-0 gap-1">
      <span className="shrink-0">
        by <b>{queue.paused.by}</b> <TimeStamp at={queue.paused.at} />
      </span>
      {queue.paused.reason ? <span className="truncate">· {queue.paused.reason}</span> : null}
    </span>
  );
}

const Count = ({ value, of }: { value: number; of?: number | null }) => (
  <span className={cn(value === 0 && !of && 'text-faint')}>
    {formatCount(value)}
    {of ? <span className="text-faint"> of {formatCount(of)}</span> : null}
  </span>
);

const PerMinute = ({ value }: { value: number | undefined }) => (
  <span className={cn(!value && 'text-faint')}>
    {value === undefined ? DASH : value > 0 && value < 10 ? value.toFixed(1) : formatCount(Math.round(value))}
  </span>
);

export const queueColumns = (nodes: Nodes): Column<Queue>[] => [
  {
    key: 'state',
    header: 'State',
    track: '120px',
    cell: (queue) => <QueueBadge queue={queue} nodes={nodes} />,
  },
  {
    key: 'name',
    header: 'Queue',
    track: 'minmax(0, 2fr)',
    cell: (queue) => <QueueLink name={queue.name} />,
  },
  {
    key: 'why',
    header: 'Why',
    track: 'minmax(0, 5fr)',
    cell: (queue) => (
      <span className="flex min-w-0 text-muted">
        <QueueWhy queue={queue} nodes={nodes} />
      </span>
    ),
  },
  {
    key: 'ready',
    header: 'Waiting',
    track: '72px',
    align: 'end',
    cell: (queue) => <Count value={queue.ready} />,
  },
  {
    key: 'oldest',
    header: 'Oldest',
    track: '80px',
    align: 'end',
    cell: (queue) => <TimeStamp at={queue.oldestReadyAt} />,
  },
  {
    key: 'running',
    header: 'Running',
    track: '84px',
    align: 'end',
    cell: (queue) => <Count value={queue.running} of={queue.concurrencyLimit} />,
  },
  {
    key: 'delayed',
    header: 'Delayed',
    track: '72px',
    align: 'end',
    from: 'md',
    cell: (queue) => <Count value={queue.delayed} />,
  },
  {
    key: 'in',
    header: 'In / min',
    track: '64px',
    align: 'end',
    from: 'md',
    cell: (queue) => <PerMinute value={queue.flow?.cameIn} />,
  },
  {
    key: 'out',
    header: 'Out / min',
    track: '64px',
    align: 'end',
    from: 'md',
    cell: (queue) => <PerMinute value={queue.flow?.wentOut} />,
  },
  {
    key: 'actions',
    header: <span className="sr-only">Actions</span>,
    track: '28px',
    align: 'end',
    cell: (queue) => <PauseButton queue={queue} narrow />,
  },
];

/** A queue where there is no room for columns. */
export const QueueCard = ({ queue, nodes }: { queue: Queue; nodes: Nodes }) => (
  <div className="flex min-w-0 items-center gap-2 py-2">
    <div className="flex min-w-0 flex-1 flex-col gap-1">
      <div className="flex min-w-0 items-center gap-2">
        <QueueLink name={queue.name} className="flex-1 py-1" />
        <QueueBadge queue={queue} nodes={nodes} />
      </div>
      <div className="flex min-w-0 gap-2 text-label text-muted">
        <span className="shrink-0">
          {formatCount(queue.ready)} wait, {formatCount(queue.running)} run
          {queue.delayed > 0 ? `, ${formatCount(queue.delayed)} delayed` : ''}
        </span>
        <span className="ml-auto flex min-w-0">
          <QueueWhy queue={queue} nodes={nodes} />
        </span>
      </div>
    </div>
    <PauseButton queue={queue} narrow />
  </div>
);
