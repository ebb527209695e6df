import type { ErrorGroup } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import { formatCount, plural } from '../../ui/format-number.ts';
import type { Column } from '../../ui/data-table-parts.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { BreakerMark } from '../breakers/breaker-mark.tsx';
import { MessageLine } from './message.tsx';
import { SeverityBadge } from './severity-badge.tsx';
import { Trend } from './trend.tsx';

const GroupLink = ({ group }: { group: ErrorGroup }) => (
  <Link
    to="/errors/groups/$fingerprint"
    params={{ fingerprint: group.fingerprint }}
    data-primary
    className="flex min-w-0 flex-1 items-baseline gap-2 rounded-sm hover:underline"
  >
    <MessageLine text={group.message} className="text-text" />
    <span className="min-w-0 shrink-[2] truncate font-mono text-label text-faint">
      {group.frame ?? group.errorCode}
    </span>
  </Link>
);

export const GROUP_COLUMNS: Column<ErrorGroup>[] = [
  {
    key: 'severity',
    header: 'Severity',
    track: '96px',
    cell: (group) => <SeverityBadge severity={group.severity} />,
  },
  {
    key: 'message',
    header: 'What failed',
    track: 'minmax(0, 6fr)',
    cell: (group) => <GroupLink group={group} />,
  },
  {
    key: 'trend',
    header: 'Last 24 h',
    track: '76px',
    from: 'md',
    cell: (group) => <Trend hours={group.trend} />,
  },
  {
    key: 'open',
    header: 'Open',
    track: '56px',
    align: 'end',
    cell: (group) => (
      <span className={group.open === 0 ? 'text-faint' : 'font-medium'}>{formatCount(group.open)}</span>
    ),
  },
  {
    key: 'count',
    header: 'In all',
    track: '56px',
    align: 'end',
    cell: (group) => formatCount(group.count),
  },
  {
    key: 'breaker',
    header: 'Breaker',
    track: '108px',
    from: 'lg',
    cell: (group) => <BreakerMark breakerKey={group.breaker} />,
  },
  {
    key: 'first',
    header: 'First seen',
    track: '116px',
    align: 'end',
    from: 'xl',
    cell: (group) => <TimeStamp at={group.firstSeenAt} />,
  },
  {
    key: 'last',
    header: 'Last seen',
    track: '116px',
    align: 'end',
    from: 'md',
    cell: (group) => <TimeStamp at={group.lastSeenAt} />,
  },
];

/** On a phone it leads to the newest of them at once: failure, log and retry are three taps. */
export const GroupCard = ({ group }: { group: ErrorGroup }) => (
  <div className="flex min-w-0 flex-col gap-1 py-2">
    <div className="flex min-w-0 items-center gap-2">
      <Link
        to="/errors/$id"
        params={{ id: String(group.newestId) }}
        data-primary
        className="flex min-w-0 flex-1 rounded-sm py-0.5"
      >
        <MessageLine text={group.message} className="text-text" />
      </Link>
      <SeverityBadge severity={group.severity} />
    </div>
    <div className="flex min-w-0 items-center gap-3 text-label text-muted">
      <Link
        to="/errors/groups/$fingerprint"
        params={{ fingerprint: group.fingerprint }}
        className="truncate rounded-sm text-link"
      >
        {plural(group.open, 'open', 'open')}, {formatCount(group.count)} in all
      </Link>
      {group.breaker === null ? null : <BreakerMark breakerKey={group.breaker} />}
      <span className="ml-auto shrink-0">
        <TimeStamp at={group.lastSeenAt} />
      </span>
    </div>
  </div>
);
