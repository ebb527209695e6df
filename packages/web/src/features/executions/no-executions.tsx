import { ListChecks } from 'lucide-react';
import { EmptyState } from '../../ui/empty-state.tsx';
import { NewSchedule } from '../schedules/new-schedule.tsx';

/** Nothing has run yet. */
export const NoExecutions = () => (
  <EmptyState
    icon={<ListChecks />}
    title="Nothing has run yet"
    action={<NewSchedule />}
    command={'tutti run --shell "date" --follow'}
  >
    An execution is one run of a task: a schedule that came due, an event, or a command of yours. Each keeps
    its log, its attempts and its result.
  </EmptyState>
);
