import type { Schedule } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useClient } from '../../app/api.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows, useWaited } from '../../ui/skeleton.tsx';
import { RunStrip } from '../schedules/run-strip.tsx';
import { NextRun, ScheduleLink, TimingWords } from '../schedules/schedule-marks.tsx';
import { scheduleZone } from '../schedules/schedule-zone.ts';
import { dueNextQuery } from './overview-queries.ts';

/** The schedules that fire next, with how their last runs went. */
export function DueNext() {
  const list = useQuery(dueNextQuery(useClient()));
  const waited = useWaited(list.isPending);
  const rows = list.data?.items.filter(({ nextRunAt }) => nextRunAt !== null) ?? [];
  return (
    <Panel
      flush
      title="Due next"
      actions={
        <Link
          to="/schedules"
          search={{ sort: 'nextRunAt' }}
          className="rounded-sm text-label text-link hover:underline"
        >
          All schedules
        </Link>
      }
    >
      {list.error ? (
        <ErrorPanel
          error={list.error}
          what="What is due could not be read"
          onRetry={() => void list.refetch()}
        />
      ) : list.isPending ? (
        waited ? (
          <SkeletonRows rows={4} />
        ) : null
      ) : rows.length === 0 ? (
        <p className="px-4 py-3 text-muted">No run lies ahead.</p>
      ) : (
        <ul>
          {rows.map((schedule) => (
            <Row key={schedule.id} schedule={schedule} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

const Row = ({ schedule }: { schedule: Schedule }) => (
  <li className="flex h-9 min-w-0 items-center gap-3 border-b border-line px-4 last:border-b-0 hover:bg-hover">
    <span className="flex min-w-0 flex-1 items-baseline gap-2">
      <ScheduleLink schedule={schedule} />
      <TimingWords schedule={schedule} className="shrink-9999 text-label text-muted" />
    </span>
    <span className="shrink-0 max-md:hidden">
      <RunStrip runs={schedule.recent ?? []} zone={scheduleZone(schedule)} most={8} />
    </span>
    <span className="min-w-28 shrink-0 text-end">
      <NextRun schedule={schedule} />
    </span>
  </li>
);
