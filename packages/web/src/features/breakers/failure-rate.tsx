import type { Breaker } from '@tutti/contract';
import { cn } from '../../ui/cn.ts';
import { DASH, formatCount } from '../../ui/format-number.ts';

interface FailureRateProps {
  breaker: Breaker;
  /** Without the counts, in a row of a table. */
  brief?: boolean;
}

/** The share of failures in the window against the one that opens the breaker: the mark on the bar. */
export function FailureRate({ breaker, brief = false }: FailureRateProps) {
  const { window, thresholds } = breaker;
  const rate = window.failureRatePercent;
  const threshold = thresholds.failureRatePercent;
  const over = rate !== null && rate >= threshold;
  const words =
    rate === null
      ? 'no calls in the window'
      : `${rate} % of ${formatCount(window.calls)} calls failed; ${threshold} % opens it`;
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span
        role="meter"
        aria-label="Failure rate"
        aria-valuenow={rate ?? 0}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuetext={words}
        title={words}
        className={cn('relative h-2 min-w-12 flex-1 rounded-full bg-hover', !brief && 'max-w-60')}
      >
        {rate === null ? null : (
          <span
            className={cn('absolute inset-y-0 left-0 rounded-full', over && 'hatched')}
            style={{
              width: `${Math.max(rate > 0 ? 2 : 0, rate)}%`,
              backgroundColor: over ? 'var(--failed-fill)' : 'var(--control)',
            }}
          />
        )}
        <span className="absolute -inset-y-0.5 w-0.5 bg-text" style={{ left: `calc(${threshold}% - 1px)` }} />
      </span>
      <span className={cn('shrink-0 tabular-nums', brief ? 'w-14 text-end' : '')}>
        {rate === null ? DASH : `${rate} %`}
      </span>
      {brief ? null : <span className="text-muted">{words.replace(/^[\d.]+ % /, '')}</span>}
    </span>
  );
}
