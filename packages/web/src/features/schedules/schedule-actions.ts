import type { Schedule } from '@tutti/contract';
import { useMutation, useQueryClient, type InfiniteData, type QueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useClient } from '../../app/api.ts';
import { causeOf } from '../../ui/error-panel.tsx';
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

/** Optimistic: the switch moves at once, and back when it was refused. */
export function useToggle() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ schedule, enabled }: { schedule: Schedule; enabled: boolean }) => {
      const input = { params: { id: String(schedule.id) } };
      return enabled ? client.enableSchedule(input) : client.disableSchedule(input);
    },
    onMutate: async ({ schedule, enabled }) => {
      await queries.cancelQueries({ queryKey: ['schedules'] });
      patchSchedule(queries, schedule.id, { enabled });
    },
    onSuccess: ({ recent: _, ...answer }) => patchSchedule(queries, answer.id, answer),
    onError: (error, { schedule, enabled }) => {
      patchSchedule(queries, schedule.id, { enabled: !enabled });
      toast.failed(`${schedule.name} was not switched ${enabled ? 'on' : 'off'}`, causeOf(error));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['scheduler'] }),
  });
}

/** Runs a schedule now. The run is elsewhere, so a toast leads there. */
export function useTrigger() {
  const client = useClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (schedule: Pick<Schedule, 'id' | 'name'>) =>
      client.triggerSchedule({ params: { id: String(schedule.id) }, body: {} }),
    onSuccess: ({ id }, { name }) =>
      toast.done(`Triggered ${name}`, {
        label: `Open #${id}`,
        onClick: () => void navigate({ to: '/executions/$id', params: { id: String(id) } }),
      }),
    onError: (error, { name }) => toast.failed(`${name} was not triggered`, causeOf(error)),
  });
}

export function useDuplicate() {
  const client = useClient();
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: ({ id }: Schedule) => client.duplicateSchedule({ params: { id: String(id) } }),
    onSuccess: (copy) => {
      void queries.invalidateQueries({ queryKey: ['schedules'] });
      void navigate({ to: '/schedules/$id/edit', params: { id: String(copy.id) } });
    },
    onError: (error, { name }) => toast.failed(`${name} was not duplicated`, causeOf(error)),
  });
}

export function useDelete(onDeleted: () => void) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, updatedAt }: Schedule) =>
      client.deleteSchedule({ params: { id: String(id) } }, { ifMatch: updatedAt }),
    onSuccess: async (_, { id, name }) => {
      onDeleted();
      queries.removeQueries({ queryKey: ['schedules', 'one', id] });
      await queries.invalidateQueries({ queryKey: ['schedules'] });
      toast.done(`Deleted ${name}; its executions stay`);
    },
  });
}

/** Halts or resumes firing by time and events, on all nodes. */
export function useSchedulerSwitch() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (run: boolean) => (run ? client.startScheduler() : client.stopScheduler()),
    onSuccess: (status) => queries.setQueryData(['scheduler'], status),
    onError: (error, run) =>
      toast.failed(`The scheduler was not ${run ? 'started' : 'stopped'}`, causeOf(error)),
  });
}
