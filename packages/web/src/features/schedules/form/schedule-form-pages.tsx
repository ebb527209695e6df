import { useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useClient } from '../../../app/api.ts';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { ownZone } from '../../../ui/format-time.ts';
import { Page } from '../../../ui/page.tsx';
import { SkeletonRows, useWaited } from '../../../ui/skeleton.tsx';
import { scheduleQuery } from '../schedule-queries.ts';
import { scheduleZone } from '../schedule-zone.ts';
import { ScheduleEditor } from './schedule-editor.tsx';
import { formOf } from './schedule-form.ts';
import { startForm } from './start-form.ts';

const CRUMB = { to: '/schedules', label: 'Schedules' } as const;

export function NewSchedulePage() {
  const begin = useSearch({ from: '/schedules/new' });
  const [initial] = useState(() => startForm(begin, ownZone()));
  return (
    <Page title="New schedule" crumb={CRUMB} scrolls>
      <ScheduleEditor initial={initial} />
    </Page>
  );
}

export function EditSchedulePage() {
  const { id } = useParams({ from: '/schedules/$id/edit' });
  // Read anew: an edit must begin from what is stored now, and must not be disturbed afterwards.
  const query = useQuery({
    ...scheduleQuery(useClient(), Number(id)),
    queryKey: ['edited-schedule', id],
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
    meta: { live: false },
  });
  const waited = useWaited(query.isPending);
  const schedule = query.data;
  return (
    <Page title={schedule ? `Edit ${schedule.name}` : 'Edit schedule'} crumb={CRUMB} scrolls>
      {schedule ? (
        <ScheduleEditor initial={formOf(schedule, ownZone(), scheduleZone(schedule))} existing={schedule} />
      ) : query.error ? (
        <ErrorPanel
          error={query.error}
          what="The schedule could not be read"
          onRetry={() => void query.refetch()}
        />
      ) : waited ? (
        <SkeletonRows />
      ) : null}
    </Page>
  );
}
