import type { Breaker } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import { Lock } from 'lucide-react';
import type { Column } from '../../ui/data-table-parts.tsx';
import { cn } from '../../ui/cn.ts';
import { DASH, formatCount } from '../../ui/format-number.ts';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { BreakerBadge } from './breaker-mark.tsx';
import { Countdown } from './countdown.tsx';
import { FailureRate } from './failure-rate.tsx';

const KeyLink = ({ breaker, className }: { breaker: Breaker; className?: string }) => (
  <Link
    to="/breakers/$key"
    params={{ key: breaker.key }}
    data-primary
    className={cn('min-w-0 truncate rounded-sm font-medium hover:underline', className)}
  >
    {breaker.key}
  </Link>
);

/** What it does next, or who holds it. */
function Next({ breaker }: { breaker: Breaker }) {
  const { pin, tripped, changedBy, reason, state, halfOpenAt } = breaker;
  if (pin !== 'auto' || tripped)
    return (
      <span
        title={reason ?? undefined}
        className="inline-flex min-w-0 items-center gap-1.5 truncate text-paused"
      >
        <Lock className="size-3.5 shrink-0" aria-hidden="true" />
        <span className="truncate">
          by {changedBy ?? 'an operator'}
          {reason ? `: ${reason}` : ''}
        </span>
      </span>
    );
  if (state === 'open' && halfOpenAt)
    return (
      <span className="truncate">
        half open <Countdown at={halfOpenAt} />
      </span>
    );
  if (state === 'half_open')
    return (
      <span className="truncate">
        {breaker.trials.successes} of {breaker.thresholds.successesToClose} trials succeeded
      </span>
    );
  return <span className="text-faint">{DASH}</span>;
}

export const BREAKER_COLUMNS: Column<Breaker>[] = [
  { key: 'state', header: 'State', track: '128px', cell: (row) => <BreakerBadge breaker={row} /> },
  { key: 'key', header: 'Service', track: 'minmax(0, 4fr)', cell: (row) => <KeyLink breaker={row} /> },
  {
    key: 'rate',
    header: 'Failure rate, mark: threshold',
    track: 'minmax(160px, 2fr)',
    from: 'md',
    cell: (row) => (
      <span className="w-full">
        <FailureRate breaker={row} brief />
      </span>
    ),
  },
  {
    key: 'calls',
    header: 'Calls now',
    track: '68px',
    align: 'end',
    from: 'lg',
    cell: (row) => formatCount(row.window.calls),
  },
  {
    key: 'row',
    header: 'In a row',
    track: '60px',
    align: 'end',
    from: 'lg',
    cell: (row) => (
      <span className={cn(row.failuresInARow === 0 && 'text-faint')}>
        {row.failuresInARow}/{row.thresholds.failuresInARow}
      </span>
    ),
  },
  {
    key: 'deferred',
    header: 'Deferred',
    track: '64px',
    align: 'end',
    cell: (row) => (
      <span className={row.deferred === 0 ? 'text-faint' : 'font-medium'}>{formatCount(row.deferred)}</span>
    ),
  },
  {
    key: 'next',
    header: 'Next',
    track: 'minmax(140px, 2fr)',
    from: 'md',
    cell: (row) => <Next breaker={row} />,
  },
  {
    key: 'since',
    header: 'Since',
    track: '116px',
    align: 'end',
    from: 'lg',
    cell: (row) => <TimeStamp at={row.since} />,
  },
];

export const BreakerRowCard = ({ breaker }: { breaker: Breaker }) => (
  <div className="flex min-w-0 flex-col gap-1 py-2">
    <div className="flex min-w-0 items-center gap-2">
      <KeyLink breaker={breaker} className="flex-1 py-0.5" />
      <BreakerBadge breaker={breaker} />
    </div>
    <div className="flex min-w-0 items-center gap-3 text-label text-muted">
      <span className="min-w-0 flex-1">
        <FailureRate breaker={breaker} brief />
      </span>
      <span className="shrink-0">{formatCount(breaker.deferred)} deferred</span>
    </div>
  </div>
);
