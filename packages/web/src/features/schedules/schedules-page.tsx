import type { Schedule } from '@tutti/contract';
import {
  useInfiniteQuery,
  useQuery,
  type InfiniteData,
  type UseInfiniteQueryResult,
} from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { CalendarClock } from 'lucide-react';
import { useClient } from '../../app/api.ts';
import { ListTable } from '../../app/list/list-table.tsx';
import { useLiveRows } from '../../app/list/list-rows.ts';
import { StaleMark } from '../../app/stale.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Page } from '../../ui/page.tsx';
import { useSelection } from '../../ui/use-selection.ts';
import { useMay } from '../access/use-may.ts';
import { NewSchedule } from './new-schedule.tsx';
import { isNarrowed, NO_FILTERS, type ScheduleFilters } from './schedule-filters.ts';
import { SCHEDULE_COLUMNS, ScheduleCard } from './schedule-columns.tsx';
import { ScheduleFilterBar, useChangeScheduleFilters } from './schedule-filter-bar.tsx';
import { scheduleListQuery, schedulerQuery } from './schedule-queries.ts';
import { ScheduleBulk } from './schedule-bulk.tsx';
import { SchedulesVerdict } from './schedules-verdict.tsx';

export function SchedulesPage() {
  const filters = useSearch({ from: '/schedules' });
  const client = useClient();
  const status = useQuery(schedulerQuery(client));
  const list = useInfiniteQuery(scheduleListQuery(client, filters));
  const none = list.data?.pages[0]?.items.length === 0 && !isNarrowed(filters);
  return (
    <Page
      title="Schedules"
      verdict={
        <span className="flex flex-wrap items-center gap-2">
          {status.data ? <SchedulesVerdict status={status.data} /> : '…'}
          <StaleMark at={status.dataUpdatedAt} />
        </span>
      }
      // Where there is none yet, the empty state has the button.
      actions={none ? null : <NewSchedule />}
    >
      {none ? null : <ScheduleFilterBar filters={filters} />}
      <ScheduleList filters={filters} list={list} />
    </Page>
  );
}

interface ScheduleListProps {
  filters: ScheduleFilters;
  list: UseInfiniteQueryResult<InfiniteData<{ items: Schedule[] }>>;
}

const keyOf = (schedule: Schedule): string => String(schedule.id);

function ScheduleList({ filters, list }: ScheduleListProps) {
  const navigate = useNavigate();
  const change = useChangeScheduleFilters();
  const { sort: _, order: __, ...narrowing } = filters;
  const selection = useSelection(JSON.stringify(narrowing));
  const rows = useLiveRows(list, { keyOf, scope: JSON.stringify(filters), frozen: selection.size > 0 });
  return (
    <ListTable<Schedule>
      label="Schedules"
      list={rows}
      selection={selection}
      rowKey={keyOf}
      rowName={({ name }) => name}
      columns={SCHEDULE_COLUMNS}
      compact={(schedule) => <ScheduleCard schedule={schedule} />}
      compactHeight={92}
      sorting={{
        by: filters.sort ?? 'name',
        order: filters.order ?? 'asc',
        onSort: (sort, order) =>
          change({ sort: sort as ScheduleFilters['sort'], order: order === 'desc' ? 'desc' : undefined }),
      }}
      onOpen={(schedule) => void navigate({ to: '/schedules/$id', params: { id: String(schedule.id) } })}
      empty={isNarrowed(filters) ? <NoMatch /> : <NoSchedules />}
      rowKeys={[{ id: 'schedule.trigger', refused: useMay('schedules:trigger').reason }]}
      bulk={<ScheduleBulk selection={selection} rows={rows.rows} />}
    />
  );
}

const NoSchedules = () => (
  <EmptyState
    icon={<CalendarClock />}
    title="No schedules yet"
    action={<NewSchedule />}
    command={'tutti schedule create my-first --cron "* * * * *" --shell "date"'}
  >
    A schedule runs a task by itself: at times, at an interval, once, or when an event happens. Every due time
    is accounted for, run or skipped with its reason.
  </EmptyState>
);

function NoMatch() {
  const change = useChangeScheduleFilters();
  return (
    <EmptyState icon={<CalendarClock />} title="Nothing matches these filters">
      There are schedules, but none that fit.{' '}
      <button
        type="button"
        className="rounded-sm text-link hover:underline"
        onClick={() => change(NO_FILTERS)}
      >
        Clear all filters
      </button>
    </EmptyState>
  );
}
