import type { Calendar, Timeline } from '@tutti/contract';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useClient } from '../../app/api.ts';
import { useNow } from '../../ui/clock.ts';
import { ghostsBy, toBar, type Bar, type Ghost } from './bars.ts';
import { barsQuery, ghostsQuery } from './timeline-queries.ts';
import { rangeOf, rangeToRead, type TimelineView } from './timeline-view.ts';

const MINUTE = 60_000;

export interface TimelineData {
  query: UseQueryResult<Timeline>;
  bars: readonly Bar[];
  ghosts: ReadonlyMap<string, Ghost[]>;
  /** Due times that are not drawn for their number. */
  ghostsLeftOut: number;
}

/** What a view shows, past and to come. */
export function useTimeline(view: TimelineView): TimelineData {
  const client = useClient();
  const now = useNow(15_000);
  const range = rangeToRead(rangeOf(view, now));
  const query = useQuery(barsQuery(client, range, { queue: view.queue, scheduleId: view.schedule }));
  const from = Math.max(range.from, Math.floor(now / MINUTE) * MINUTE);
  const calendar = useQuery(ghostsQuery(client, { from, until: range.until }, view.schedule));
  const bars = useMemo(() => query.data?.items.map(toBar) ?? [], [query.data]);
  const ghosts = useMemo(() => groupGhosts(calendar.data, view), [calendar.data, view]);
  const leftOut = (calendar.data?.total ?? 0) - (calendar.data?.items.length ?? 0);
  return { query, bars, ghosts, ghostsLeftOut: from < range.until ? leftOut : 0 };
}

/** On which node something will run nobody knows yet, so that there nothing is drawn ahead. */
function groupGhosts(calendar: Calendar | undefined, view: TimelineView): ReadonlyMap<string, Ghost[]> {
  if (!calendar || view.by === 'node') return new Map();
  const items = view.queue ? calendar.items.filter(({ queue }) => queue === view.queue) : calendar.items;
  return ghostsBy(items, ({ queue, scheduleId }) => (view.by === 'schedule' ? String(scheduleId) : queue));
}
