import type { Schedule } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../app/api.ts';
import { scheduleQuery } from './schedule-queries.ts';
import { scheduleZone } from './schedule-zone.ts';

function useSchedule(id: number | null | undefined): Schedule | undefined {
  const client = useClient();
  return useQuery({ ...scheduleQuery(client, id ?? 0), enabled: id != null }).data;
}

export const useScheduleName = (id: number | undefined): string | undefined => useSchedule(id)?.name;

/** The zone a schedule's times are told in. */
export function useScheduleZone(id: number | null): string | undefined {
  const schedule = useSchedule(id);
  return schedule && scheduleZone(schedule);
}
