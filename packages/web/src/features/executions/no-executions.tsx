import { Link } from '@tanstack/react-router';
import { ListChecks } from 'lucide-react';
import { buttonLook } from '../../ui/button.tsx';
import { cn } from '../../ui/cn.ts';
import { EmptyState } from '../../ui/empty-state.tsx';

/** Nothing has run yet. */
export const NoExecutions = () => (
  <EmptyState
    icon={<ListChecks />}
    title="Nothing has run yet"
    action={
      <Link to="/schedules/new" className={cn(buttonLook({ look: 'primary' }), 'tap')}>
        New schedule
      </Link>
    }
    command={'tutti run --shell "date" --follow'}
  >
    An execution is one run of a task: a schedule that came due, an event, or a command of yours. Each keeps
    its log, its attempts and its result.
  </EmptyState>
);
