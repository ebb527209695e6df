import type { Schedule } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useClient } from '../../../app/api.ts';
import { ReadPage } from '../../../app/read-page.tsx';
import { StaleMark } from '../../../app/stale.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Page } from '../../../ui/page.tsx';
import { SiblingButtons } from '../../../ui/sibling-buttons.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { scheduleQuery, schedulerQuery } from '../schedule-queries.ts';
import { verdictOf } from '../verdict.ts';
import { NextRuns } from './next-runs.tsx';
import { RecentExecutions } from './recent-executions.tsx';
import { RunDurations } from './run-durations.tsx';
import { ScheduleButtons } from './schedule-buttons.tsx';
import { ScheduleDefinition } from './schedule-definition.tsx';
import { ScheduleTiles } from './schedule-tiles.tsx';
import { SlotHistory } from './slot-history.tsx';
import { useRecentRuns } from './use-recent-runs.ts';

const CRUMB = { to: '/schedules', label: 'Schedules' } as const;

export function ScheduleDetailPage() {
  const { id } = useParams({ from: '/schedules/$id' });
  const query = useQuery(scheduleQuery(useClient(), Number(id)));
  return (
    <ReadPage
      query={query}
      title="Schedule"
      crumb={CRUMB}
      what="The schedule could not be read"
      missing={
        <EmptyState title="There is no such schedule">
          It was deleted, or never made. Its executions may still be in the list.
        </EmptyState>
      }
    >
      {(schedule) => <Detail schedule={schedule} updatedAt={query.dataUpdatedAt} />}
    </ReadPage>
  );
}

function Detail({ schedule, updatedAt }: { schedule: Schedule; updatedAt: number }) {
  const navigate = useNavigate();
  const scheduler = useQuery(schedulerQuery(useClient()));
  const recent = useRecentRuns(schedule);
  const verdict =
    recent && verdictOf({ schedule, recent, schedulerRunning: scheduler.data?.running ?? true });
  const timed = schedule.scheduleType !== 'event';
  return (
    <Page
      title={schedule.name}
      crumb={CRUMB}
      siblings={
        <SiblingButtons
          list="Schedules"
          of={String(schedule.id)}
          onOpen={(id) => void navigate({ to: '/schedules/$id', params: { id } })}
        />
      }
      verdict={
        <span className="flex min-h-6 min-w-0 flex-wrap items-center gap-2">
          {verdict ? <StatusBadge kind={verdict.kind} word={verdict.text} /> : null}
          {schedule.description ? <span className="min-w-0 break-words">{schedule.description}</span> : null}
          <StaleMark at={updatedAt} />
        </span>
      }
      actions={<ScheduleButtons schedule={schedule} />}
      scrolls
    >
      <div className="flex flex-col gap-4 p-4 pt-2 lg:px-6 lg:pb-6">
        <ScheduleTiles
          schedule={schedule}
          recent={recent ?? []}
          schedulerRunning={scheduler.data?.running ?? true}
        />
        <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_360px]">
          <div className="flex min-w-0 flex-col gap-4">
            {timed ? <SlotHistory schedule={schedule} /> : null}
            <RecentExecutions schedule={schedule} />
          </div>
          <div className="flex min-w-0 flex-col gap-4">
            {timed && schedule.enabled ? <NextRuns schedule={schedule} /> : null}
            <RunDurations schedule={schedule} />
            <ScheduleDefinition schedule={schedule} />
          </div>
        </div>
      </div>
    </Page>
  );
}
