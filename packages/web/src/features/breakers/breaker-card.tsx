import type { Breaker } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import { Lock } from 'lucide-react';
import { cn } from '../../ui/cn.ts';
import { plural } from '../../ui/format-number.ts';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { BreakerBadge } from './breaker-mark.tsx';
import { Countdown } from './countdown.tsx';
import { FailureRate } from './failure-rate.tsx';
import { StateDiagram } from './state-diagram.tsx';

/** One that is not simply closed: where it stands, what waits, and when that changes. */
export function BreakerCard({ breaker }: { breaker: Breaker }) {
  const { key, pin, tripped, changedBy, reason, state, halfOpenAt, deferred } = breaker;
  const held = pin !== 'auto' || tripped;
  return (
    <article
      aria-label={key}
      className={cn(
        'flex min-w-0 flex-col gap-3 rounded-lg border bg-surface p-4 shadow-card',
        held ? 'border-paused/60' : state === 'open' ? 'border-failed/50' : 'border-line',
      )}
    >
      <header className="flex min-w-0 items-center gap-2">
        <Link
          to="/breakers/$key"
          params={{ key }}
          className="min-w-0 flex-1 truncate rounded-sm text-emphasis font-semibold hover:underline"
        >
          {key}
        </Link>
        <BreakerBadge breaker={breaker} />
      </header>
      <StateDiagram breaker={breaker} small />
      <FailureRate breaker={breaker} brief />
      <p className="flex flex-wrap gap-x-3 text-muted">
        {held ? (
          <span className="inline-flex min-w-0 items-center gap-1.5 text-paused">
            <Lock className="size-3.5 shrink-0" aria-hidden="true" />
            <span className="min-w-0 break-words">
              by {changedBy ?? 'an operator'}
              {reason ? `: ${reason}` : ''}
            </span>
          </span>
        ) : state === 'open' && halfOpenAt ? (
          <span>
            half open{' '}
            <b className="font-medium text-text">
              <Countdown at={halfOpenAt} />
            </b>
          </span>
        ) : (
          <span>
            since <TimeStamp at={breaker.since} />
          </span>
        )}
        <span className={cn(deferred > 0 && 'font-medium text-text')}>
          {deferred === 0 ? 'nothing waits' : plural(deferred, 'execution waits', 'executions wait')}
        </span>
      </p>
    </article>
  );
}
