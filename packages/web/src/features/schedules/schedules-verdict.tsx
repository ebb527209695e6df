import type { SchedulerStatus } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import { formatCount } from '../../ui/format-number.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';

/** `12 on, 2 off · next nightly-backup in 4 m`, or why nothing fires. */
export function SchedulesVerdict({ status }: { status: SchedulerStatus }) {
  const { enabled, disabled } = status.schedules;
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
      {status.running ? null : <StatusBadge kind="paused" word="Scheduler stopped" />}
      <span>
        {formatCount(enabled)} on, {formatCount(disabled)} off
      </span>
      {status.running && status.next ? (
        <span>
          · next{' '}
          <Link to="/schedules/$id" params={{ id: String(status.next.id) }} className="rounded-sm text-text hover:underline">
            {status.next.name}
          </Link>{' '}
          <TimeStamp at={status.next.nextRunAt} />
        </span>
      ) : null}
      {status.running ? null : <span>· nothing fires by time or event until it is started</span>}
    </span>
  );
}
