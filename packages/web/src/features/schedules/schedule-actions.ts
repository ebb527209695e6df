import type { Schedule } from '@tutti/contract';
import { useQueryClient, type InfiniteData, type QueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useAct } from '../../app/changes/use-act.ts';
import { toast } from '../../ui/toast.tsx';

interface SchedulePages {
  items: Schedule[];
}

/** Changes a schedule wherever it is shown. */
export function patchSchedule(queries: QueryClient, id: number, change: Partial<Schedule>): void {
  const patched = (schedule: Schedule): Schedule =>
    schedule.id === id ? { ...schedule, ...change } : schedule;
  queries.setQueryData<Schedule>(['schedules', 'one', id], (schedule) => schedule && patched(schedule));
  queries.setQueriesData<InfiniteData<SchedulePages>>(
    { queryKey: ['schedules', 'list'] },
    (data) =>
      data && { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(patched) })) },
  );
}

interface Toggle {
  schedule: Schedule;
  enabled: boolean;
}

/** Optimistic: the switch moves at once, and back when it was refused. */
export function useToggle() {
  const queries = useQueryClient();
  return useAct({
    operation: ({ enabled }: Toggle) => (enabled ? 'enableSchedule' : 'disableSchedule'),
    input: ({ schedule }) => ({ params: { id: schedule.id } }),
    says: ({ schedule, enabled }) => `Switch ${schedule.name} ${enabled ? 'on' : 'off'}`,
    failed: ({ schedule, enabled }) => `${schedule.name} was not switched ${enabled ? 'on' : 'off'}`,
    ahead: ({ schedule, enabled }) => {
      // An answer on its way would bring the old state back.
      void queries.cancelQueries({ queryKey: ['schedules'] });
      patchSchedule(queries, schedule.id, { enabled });
      return () => patchSchedule(queries, schedule.id, { enabled: !enabled });
    },
    done: ({ recent: _, ...answer }) => patchSchedule(queries, answer.id, answer),
    refresh: ['scheduler'],
  });
}

/** Runs a schedule now. The run is elsewhere, so a toast leads there. */
export function useTrigger() {
  const navigate = useNavigate();
  return useAct({
    operation: 'triggerSchedule',
    input: ({ id }: Pick<Schedule, 'id' | 'name'>) => ({ params: { id }, body: {} }),
    says: ({ name }) => `Trigger ${name}`,
    failed: ({ name }) => `${name} was not triggered`,
    done: ({ id }, { name }) =>
      toast.done(`Triggered ${name}`, {
        label: `Open #${id}`,
        onClick: () => void navigate({ to: '/executions/$id', params: { id: String(id) } }),
      }),
    refresh: [],
  });
}

export function useDuplicate() {
  const navigate = useNavigate();
  return useAct({
    operation: 'duplicateSchedule',
    input: ({ id }: Schedule) => ({ params: { id } }),
    says: ({ name }) => `Duplicate ${name}`,
    failed: ({ name }) => `${name} was not duplicated`,
    done: (copy) => void navigate({ to: '/schedules/$id/edit', params: { id: String(copy.id) } }),
    refresh: ['schedules'],
  });
}

export function useDelete(onDeleted: () => void) {
  const queries = useQueryClient();
  return useAct({
    operation: 'deleteSchedule',
    input: ({ id }: Schedule) => ({ params: { id } }),
    options: ({ updatedAt }) => ({ ifMatch: updatedAt }),
    says: ({ name }) => `Delete ${name}`,
    failed: false,
    done: (_, { id, name }) => {
      onDeleted();
      queries.removeQueries({ queryKey: ['schedules', 'one', id] });
      toast.done(`Deleted ${name}; its executions stay`);
    },
    queued: onDeleted,
    refresh: ['schedules'],
  });
}

/** Halts or resumes firing by time and events, on all nodes. */
export function useSchedulerSwitch() {
  const queries = useQueryClient();
  return useAct({
    operation: (run: boolean) => (run ? 'startScheduler' : 'stopScheduler'),
    input: () => ({}),
    says: (run) => `${run ? 'Start' : 'Stop'} the scheduler`,
    failed: (run) => `The scheduler was not ${run ? 'started' : 'stopped'}`,
    done: (status) => queries.setQueryData(['scheduler'], status),
    refresh: [],
  });
}
