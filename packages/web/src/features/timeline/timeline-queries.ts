import type { Client } from '@tutti/client';
import { keepPreviousData, queryOptions, type QueryClient } from '@tanstack/react-query';
import { toBar } from './bars.ts';
import { spanHolding, spanReaching } from './first-span.ts';
import { rangeOf, rangeToRead, USUAL_SPAN, type Range, type Span } from './timeline-view.ts';

export const MOST_BARS = 10_000;
const MOST_GHOSTS = 2000;
const iso = (at: number): string => new Date(at).toISOString();

interface Narrowed {
  queue: string | undefined;
  scheduleId: number | undefined;
}

export const barsQuery = (client: Client, range: Range, only: Narrowed) =>
  queryOptions({
    queryKey: ['timeline', range, only],
    queryFn: ({ signal }) =>
      client.getTimeline(
        { query: { from: iso(range.from), until: iso(range.until), ...only, limit: MOST_BARS } },
        { signal },
      ),
    placeholderData: keepPreviousData,
  });

/**
 * The span to begin with. Asked once, whatever the filters are later: what is in sight must not change its scale while
 * somebody looks.
 */
export const firstSpanQuery = (client: Client, cache: QueryClient, only: Narrowed) =>
  queryOptions({
    queryKey: ['timeline-first-span'],
    queryFn: async ({ signal }): Promise<Span> => {
      const now = Date.now();
      const usual = rangeOf({ span: USUAL_SPAN }, now);
      const { items } = await cache.fetchQuery(barsQuery(client, rangeToRead(usual), only));
      const holding = spanHolding(items.map(toBar), now);
      if (holding) return holding;
      const week = rangeOf({ span: '1w' }, now);
      const query = { from: iso(week.from), until: iso(now), ...only, limit: 1 };
      const [newest] = (await client.getTimeline({ query }, { signal })).items;
      return spanReaching(newest && toBar(newest), now);
    },
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
    meta: { live: false },
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
