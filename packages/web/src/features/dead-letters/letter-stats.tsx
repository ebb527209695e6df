import type { DeadLetterStats } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatCount } from '../../ui/format-number.ts';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { firstLine } from '../errors/message.tsx';
import { stripAnsi } from '../executions/log/ansi.ts';
import { DepthGauge } from './depth-gauge.tsx';

/** With more, fewer than 18 letters would be in sight below. */
const MOST = 3;

/** How many, why, of what, and since when; each line opens its list. */
export function LetterStats({ stats }: { stats: DeadLetterStats }) {
  const { pending } = stats.byStatus;
  return (
    <div className="@container shrink-0 border-b border-line px-4 pt-1 pb-4 lg:px-6">
      {/* Beside a peek the gauge and the reasons stay. */}
      <div className="grid gap-x-8 gap-y-4 md:grid-cols-2 xl:grid-cols-[minmax(280px,1fr)_minmax(0,2fr)_minmax(0,1fr)_auto] xl:@max-[896px]:grid-cols-[280px_minmax(0,1fr)] xl:@max-[896px]:*:nth-[n+3]:hidden">
        <DepthGauge pending={pending} />
        <Column title="By reason" empty="None waits" count={stats.byFingerprint.length}>
          {stats.byFingerprint.slice(0, MOST).map(({ fingerprint, message, pending: count }) => (
            <Share key={fingerprint} count={count} of={pending}>
              <Link
                to="/dead-letters"
                search={{ fingerprint }}
                className="min-w-0 truncate rounded-sm font-mono text-label hover:underline"
              >
                {firstLine(stripAnsi(message))}
              </Link>
            </Share>
          ))}
        </Column>
        <Column title="By type" empty="None waits" count={stats.byTaskType.length}>
          {stats.byTaskType.slice(0, MOST).map(({ taskType, pending: count }) => (
            <Share key={taskType} count={count} of={pending}>
              <Link
                to="/dead-letters"
                search={{ type: taskType }}
                className="min-w-0 truncate rounded-sm hover:underline"
              >
                {taskType}
              </Link>
            </Share>
          ))}
        </Column>
        <dl className="grid max-md:hidden grid-cols-[auto_auto] content-start gap-x-4 gap-y-1">
          <dt className="text-muted">Oldest</dt>
          <dd className="text-end">
            <TimeStamp at={stats.oldestPendingAt} />
          </dd>
          <dt className="text-muted">Added, 24 h</dt>
          <dd className="text-end">{formatCount(stats.addedLastDay)}</dd>
          <dt className="text-muted">Resolved, 24 h</dt>
          <dd className="text-end">{formatCount(stats.resolvedLastDay)}</dd>
        </dl>
      </div>
    </div>
  );
}

interface ColumnProps {
  title: string;
  empty: string;
  count: number;
  children: ReactNode;
}

const Column = ({ title, empty, count, children }: ColumnProps) => (
  <section aria-label={title} className="min-w-0 max-md:hidden">
    <h2 className="mb-1 text-label font-medium text-faint">{title}</h2>
    {count === 0 ? (
      <p className="text-muted">{empty}</p>
    ) : (
      <ul className="flex flex-col gap-1">{children}</ul>
    )}
  </section>
);

/** A line with its share as a bar behind the count. */
const Share = ({ count, of, children }: { count: number; of: number; children: ReactNode }) => (
  <li className="flex min-w-0 items-center gap-2">
    <span className="relative w-16 shrink-0">
      <span
        className="absolute inset-y-0 left-0 rounded-sm bg-selected"
        style={{ width: `${(count / Math.max(1, of)) * 100}%` }}
      />
      <span className="relative block pr-1.5 text-end font-medium">{formatCount(count)}</span>
    </span>
    {children}
  </li>
);
