import type { SchedulerStatus } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import { formatCount } from '../../ui/format-number.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';

/** `12 on, 2 off · next nightly-backup in 4 m`, or why nothing fires. */
export function SchedulesVerdict({ status }: { status: SchedulerStatus }) {
  const { enabled, disabled } = status.schedules;
  const counts = `${formatCount(enabled)} on, ${formatCount(disabled)} off`;
  if (!status.running) {
    return (
      <span className="inline-flex flex-wrap items-center gap-2">
        <StatusBadge kind="paused" word="Scheduler stopped" />
        <span>{counts} · nothing fires by time or event until it is started</span>
      </span>
    );
  }
  return (
    <span>
      {counts}
      {status.next ? (
        <>
          {' · next '}
          <Link
            to="/schedules/$id"
            params={{ id: String(status.next.id) }}
            className="rounded-sm text-text underline decoration-control underline-offset-2 hover:decoration-text"
          >
            {status.next.name}
          </Link>{' '}
          <TimeStamp at={status.next.nextRunAt} />
        </>
      ) : null}
    </span>
  );
}
