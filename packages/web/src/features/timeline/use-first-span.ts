import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useClient } from '../../app/api.ts';
import { firstSpanQuery } from './timeline-queries.ts';
import { follows, type TimelineView } from './timeline-view.ts';

/** The view of an address with a span where it names no time, and whether that span is still looked for. */
export function useFirstSpan(address: TimelineView): { view: TimelineView; isPending: boolean } {
  const named = address.span !== undefined || !follows(address);
  const query = useQuery({
    ...firstSpanQuery(useClient(), useQueryClient(), { queue: address.queue, scheduleId: address.schedule }),
    enabled: !named,
  });
  const first = named ? undefined : query.data;
  const view = useMemo(() => (first ? { ...address, span: first } : address), [address, first]);
  return { view, isPending: !named && query.isPending };
}
