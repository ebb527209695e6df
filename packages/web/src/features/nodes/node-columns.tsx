import type { Node } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import { TagMark } from '../../ui/chip.tsx';
import { cn } from '../../ui/cn.ts';
import type { Column } from '../../ui/data-table-parts.tsx';
import { Gauge } from '../../ui/gauge.tsx';
import { DASH } from '../../ui/format-number.ts';
import { Hint } from '../../ui/hint.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { DrainButton } from './drain-button.tsx';
import { loadMarks, nodeReason, shownNode } from './node-standing.ts';

export const NodeLink = ({ node, className }: { node: Node; className?: string }) => (
  <Link
    from="/nodes"
    to="/nodes"
    search={(old) => ({ ...old, peek: node.name })}
    data-primary
    className={cn('min-w-0 truncate rounded-sm font-medium hover:underline', className)}
  >
    {node.name}
  </Link>
);

export const NodeBadge = ({ node }: { node: Node }) => <StatusBadge {...shownNode(node)} />;

const percent = (value: number): string => `${Math.round(value)} %`;

interface LoadGaugeProps {
  node: Node;
  of: 'cpu' | 'memory';
  /** cell: the name of the column says what it is. line: with the limit behind it. */
  look?: 'block' | 'line' | 'cell';
}

/** How busy the machine is, against the limit from which on the node takes no more. */
export function LoadGauge({ node, of, look = 'block' }: LoadGaugeProps) {
  const [word, value, limit] =
    of === 'cpu' ? ['CPU', node.cpuPercent, node.cpuLimit] : ['Memory', node.memoryPercent, node.memoryLimit];
  return (
    <Gauge
      label={look === 'block' ? word : `${word} of ${node.name}`}
      value={node.state === 'lost' || node.stoppedAt !== null ? null : value}
      max={100}
      marks={loadMarks(limit)}
      format={percent}
      compact={look !== 'block'}
      note={look === 'cell' ? null : limit === null ? 'no limit' : `limit ${limit} %`}
    />
  );
}

/** `3 of 4`: what holds a lease, and how much may. */
export const Running = ({ node }: { node: Node }) => (
  <span>
    {node.running} <span className="text-faint">of {node.maxConcurrent}</span>
  </span>
);

export function Labels({ labels, most = 2 }: { labels: Node['labels']; most?: number }) {
  const all = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  if (all.length === 0) return <span className="text-faint">{DASH}</span>;
  const marks = all.slice(0, most).map((text) => <TagMark key={text}>{text}</TagMark>);
  if (all.length <= most) return <span className="flex min-w-0 gap-1">{marks}</span>;
  return (
    <Hint content={all.join(', ')}>
      <span tabIndex={0} className="flex min-w-0 gap-1 rounded-sm">
        {marks}
        <span className="text-label text-faint">+{all.length - most}</span>
      </span>
    </Hint>
  );
}

export const NODE_COLUMNS: Column<Node>[] = [
  { key: 'state', header: 'State', track: '112px', cell: (node) => <NodeBadge node={node} /> },
  {
    key: 'name',
    header: 'Node',
    track: 'minmax(104px, 4fr)',
    cell: (node) => (
      <span className="flex min-w-0 items-center gap-2">
        <NodeLink node={node} />
        {node.remote ? <TagMark>remote</TagMark> : null}
      </span>
    ),
  },
  {
    key: 'why',
    header: 'Why',
    track: 'minmax(0, 3fr)',
    cell: (node) => <span className="truncate text-muted">{nodeReason(node)}</span>,
  },
  { key: 'running', header: 'Runs', track: '64px', align: 'end', cell: (node) => <Running node={node} /> },
  {
    key: 'cpu',
    header: 'CPU',
    track: '112px',
    from: 'md',
    cell: (node) => <LoadGauge node={node} of="cpu" look="cell" />,
  },
  {
    key: 'memory',
    header: 'Memory',
    track: '112px',
    from: 'md',
    cell: (node) => <LoadGauge node={node} of="memory" look="cell" />,
  },
  {
    key: 'roles',
    header: 'Roles',
    track: '152px',
    from: 'xl',
    cell: (node) => <span className="truncate text-muted">{node.roles.join(', ')}</span>,
  },
  {
    key: 'labels',
    header: 'Labels',
    track: '144px',
    from: 'xl',
    cell: (node) => <Labels labels={node.labels} most={1} />,
  },
  {
    key: 'version',
    header: 'Version',
    track: '72px',
    from: 'lg',
    cell: (node) => <span className="truncate text-muted">{node.version ?? DASH}</span>,
  },
  {
    key: 'seen',
    header: 'Heartbeat',
    track: '80px',
    align: 'end',
    cell: (node) => <TimeStamp at={node.heartbeatAt} />,
  },
  {
    key: 'actions',
    header: <span className="sr-only">Actions</span>,
    track: '28px',
    align: 'end',
    cell: (node) => <DrainButton node={node} narrow />,
  },
];

/** A node where there is no room for columns. */
export const NodeCard = ({ node }: { node: Node }) => (
  <div className="flex min-w-0 items-center gap-2 py-2">
    <div className="flex min-w-0 flex-1 flex-col gap-1">
      <div className="flex min-w-0 items-center gap-2">
        <NodeLink node={node} className="flex-1 py-1" />
        <NodeBadge node={node} />
      </div>
      <div className="flex min-w-0 items-center gap-2 text-label text-muted">
        <span className="min-w-0 flex-1 truncate">
          {nodeReason(node) ?? `runs ${node.running} of ${node.maxConcurrent}`}
        </span>
        <TimeStamp at={node.heartbeatAt} className="shrink-0" />
      </div>
    </div>
    <DrainButton node={node} narrow />
  </div>
);
