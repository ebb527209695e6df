import type { Client } from '@tutti/client';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Range } from './timeline-view.ts';

export const MOST_BARS = 10_000;
const MOST_GHOSTS = 2000;
const iso = (at: number): string => new Date(at).toISOString();

export const barsQuery = (
  client: Client,
  range: Range,
  only: { queue: string | undefined; scheduleId: number | undefined },
) =>
  queryOptions({
    queryKey: ['timeline', range, only],
    queryFn: ({ signal }) =>
      client.getTimeline(
        { query: { from: iso(range.from), until: iso(range.until), ...only, limit: MOST_BARS } },
        { signal },
      ),
    placeholderData: keepPreviousData,
  });

/** What will be due; `from` to whole minutes, so that the same minutes ask once. */
export const ghostsQuery = (client: Client, range: Range, schedule: number | undefined) =>
  queryOptions({
    queryKey: ['calendar', 'ghosts', range, schedule],
    enabled: range.until > range.from,
    queryFn: ({ signal }) =>
      client.getCalendar(
        {
          query: {
            from: iso(range.from),
            until: iso(range.until),
            limit: MOST_GHOSTS,
            ...(schedule !== undefined && { scheduleIds: String(schedule) }),
          },
        },
        { signal },
      ),
    placeholderData: keepPreviousData,
  });
