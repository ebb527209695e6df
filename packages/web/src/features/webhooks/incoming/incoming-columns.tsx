import type { IncomingHook } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import { cn } from '../../../ui/cn.ts';
import type { Column } from '../../../ui/data-table-parts.tsx';
import { formatCount } from '../../../ui/format-number.ts';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { TimeStamp } from '../../../ui/time-stamp.tsx';
import { VERIFICATIONS } from '../webhook-words.ts';

const Name = ({ hook }: { hook: IncomingHook }) => (
  <Link
    to="/webhooks/incoming/$id"
    params={{ id: String(hook.id) }}
    data-primary
    className={cn('min-w-0 truncate rounded-sm font-medium hover:underline', !hook.enabled && 'text-muted')}
  >
    {hook.name}
  </Link>
);

const State = ({ hook }: { hook: IncomingHook }) =>
  hook.enabled ? (
    <StatusBadge kind="completed" word="Listens" plain />
  ) : (
    <StatusBadge kind="paused" word="Off" plain />
  );

const Last = ({ hook }: { hook: IncomingHook }) =>
  hook.lastReceivedAt === null ? (
    <span className="text-faint">nothing yet</span>
  ) : (
    <TimeStamp at={hook.lastReceivedAt} />
  );

const provesBy = ({ verification }: IncomingHook): string =>
  VERIFICATIONS.find(({ value }) => value === verification)?.label ?? verification;

export const INCOMING_COLUMNS: Column<IncomingHook>[] = [
  { key: 'state', header: 'State', track: '96px', cell: (hook) => <State hook={hook} /> },
  {
    key: 'name',
    header: 'Name',
    track: 'minmax(112px, 3fr)',
    cell: (hook) => <Name hook={hook} />,
  },
  {
    key: 'path',
    header: 'Path',
    track: 'minmax(0, 4fr)',
    from: 'md',
    cell: ({ path }) => <code className="min-w-0 truncate font-mono text-log text-muted">{path}</code>,
  },
  {
    key: 'proof',
    header: 'Verified by',
    track: '152px',
    from: 'md',
    cell: (hook) => <span className="text-muted">{provesBy(hook)}</span>,
  },
  { key: 'last', header: 'Last message', track: '140px', cell: (hook) => <Last hook={hook} /> },
  {
    key: 'received',
    header: 'Received',
    track: '76px',
    align: 'end',
    cell: ({ received }) => formatCount(received),
  },
  {
    key: 'refused',
    header: 'Refused',
    track: '76px',
    align: 'end',
    cell: ({ refused }) =>
      refused === 0 ? (
        <span className="text-faint">0</span>
      ) : (
        <b className="text-failed">{formatCount(refused)}</b>
      ),
  },
];

export const IncomingCard = ({ hook }: { hook: IncomingHook }) => (
  <div className="min-w-0">
    <p className="flex min-w-0 items-center gap-2">
      <Name hook={hook} />
      <span className="ml-auto shrink-0">
        <State hook={hook} />
      </span>
    </p>
    <p className="truncate text-label text-muted">
      {provesBy(hook)} · {formatCount(hook.received)} received, {formatCount(hook.refused)} refused · last{' '}
      <Last hook={hook} />
    </p>
  </div>
);
