import type { RecentRun, Schedule } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../../app/api.ts';
import { RECENT } from '../schedule-queries.ts';

/** The last runs of one schedule. Only the list route gives them, so it is asked for this name. */
export function useRecentRuns({ id, name }: Schedule): readonly RecentRun[] | undefined {
  const client = useClient();
  const query = useQuery({
    queryKey: ['schedules', 'recent', id],
    queryFn: async ({ signal }) => {
      const page = await client.listSchedules(
        { query: { text: name, limit: 100, recent: RECENT } },
        { signal },
      );
      return page.items.find((schedule) => schedule.id === id)?.recent ?? [];
    },
  });
  return query.data;
}
