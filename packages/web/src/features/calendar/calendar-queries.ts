import type { Client } from '@tutti/client';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { QUARTER } from './heat.ts';

/** Due more often, on the average, and a schedule is told of apart: each of its hours looks like the others. */
const MOST_PER_DAY = 48;
const MOST_ITEMS = 10_000;
const iso = (at: number): string => new Date(at).toISOString();

interface Asked {
  from: number;
  until: number;
  all: boolean;
}

export const calendarQuery = (client: Client, { from, until, all }: Asked) =>
  queryOptions({
    queryKey: ['calendar', 'range', from, until, all],
    queryFn: ({ signal }) =>
      client.getCalendar(
        {
          query: {
            from: iso(from),
            until: iso(until),
            limit: MOST_ITEMS,
            bucketMinutes: QUARTER / 60_000,
            ...(!all && { mostPerDay: MOST_PER_DAY }),
          },
        },
        { signal },
      ),
    placeholderData: keepPreviousData,
  });

/** What is due within one part of the picture, the very frequent too, one by one. */
export const cellQuery = (client: Client, from: number, until: number) =>
  queryOptions({
    queryKey: ['calendar', 'cell', from, until],
    queryFn: ({ signal }) =>
      client.getCalendar(
        { query: { from: iso(from), until: iso(until), limit: 500, mostPerDay: MOST_PER_DAY } },
        { signal },
      ),
    placeholderData: keepPreviousData,
  });
