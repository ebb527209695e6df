import type { Breaker } from '@tutti/contract';
import { formatCount, plural } from '../../ui/format-number.ts';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { Countdown } from './countdown.tsx';

/** What it does now, and what comes next. */
export function BreakerStanding({ breaker }: { breaker: Breaker }) {
  const { state, halfOpenAt, deferred, trials, thresholds } = breaker;
  return (
    <span>
      since <TimeStamp at={breaker.since} />
      {state === 'open' && halfOpenAt ? (
        <>
          ; half open{' '}
          <b className="font-medium text-text">
            <Countdown at={halfOpenAt} />
          </b>
        </>
      ) : null}
      {state === 'half_open'
        ? `; ${formatCount(trials.successes)} of ${plural(thresholds.successesToClose, 'trial')} succeeded`
        : null}
      {deferred > 0 ? `; ${plural(deferred, 'execution waits', 'executions wait')}` : null}
    </span>
  );
}
