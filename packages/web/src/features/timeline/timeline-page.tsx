import { useNavigate, useSearch } from '@tanstack/react-router';
import { ChartGantt } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import { StaleMark, useStale } from '../../app/stale.tsx';
import { Button } from '../../ui/button.tsx';
import { useNow } from '../../ui/clock.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { formatCapped, formatCount } from '../../ui/format-number.ts';
import { Page } from '../../ui/page.tsx';
import { SkeletonRows, useWaited } from '../../ui/skeleton.tsx';
import { NewSchedule } from '../schedules/new-schedule.tsx';
import { inRange, type Bar } from './bars.ts';
import { foldsOf, withFold } from './folds.ts';
import { Legend } from './legend.tsx';
import { sightWords } from './sight-words.ts';
import { TimelineChart } from './timeline-chart.tsx';
import { TimelineTable } from './timeline-table.tsx';
import { TimelineToolbar, type ChangeView } from './timeline-toolbar.tsx';
import { follows, rangeInAddress, rangeOf, type Range, type TimelineView } from './timeline-view.ts';
import { useFirstSpan } from './use-first-span.ts';
import { useTimeline, type TimelineData } from './use-timeline.ts';

export function TimelinePage() {
  const { view, isPending } = useFirstSpan(useSearch({ from: '/timeline' }));
  const navigate = useNavigate({ from: '/timeline' });
  const change: ChangeView = (next) =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace: true });
  const data = useTimeline(view);
  const now = useNow(5000);
  const { query, bars } = data;
  const range = rangeOf(view, now);
  return (
    <Page
      title="Timeline"
      verdict={
        <span className="flex flex-wrap items-center gap-2">
          {query.data && !isPending ? sightWords(bars, range) : '…'}
          <LeftOut data={data} />
          <StaleMark at={query.dataUpdatedAt} />
        </span>
      }
      // Who looks for room between the bars wants to put something there.
      actions={<NewSchedule short />}
    >
      <TimelineToolbar view={view} change={change} />
      <TimelineBody view={view} range={range} data={data} change={change} isPending={isPending} />
    </Page>
  );
}

/** What is not drawn is told, never silently cut. */
function LeftOut({ data: { query, bars, ghostsLeftOut } }: { data: TimelineData }) {
  const { total = 0, totalIsEstimate = false } = query.data ?? {};
  return (
    <>
      {total > bars.length ? (
        <span className="text-timeout">
          the {formatCount(bars.length)} newest of {formatCapped(total, totalIsEstimate)}
        </span>
      ) : null}
      {ghostsLeftOut > 0 ? (
        <span className="text-faint">{formatCount(ghostsLeftOut)} later due times are not drawn</span>
      ) : null}
    </>
  );
}

interface TimelineBodyProps {
  view: TimelineView;
  range: Range;
  data: TimelineData;
  change: ChangeView;
  /** It is not known yet how much time to show. */
  isPending: boolean;
}

function TimelineBody({ view, range, data, change, isPending }: TimelineBodyProps) {
  const { query, bars, ghosts } = data;
  const navigate = useNavigate();
  const stale = useStale();
  const pending = isPending || query.isPending;
  const waited = useWaited(pending);
  const { from, until, span, fold, unfold } = view;
  const folds = useMemo(() => foldsOf({ fold, unfold }), [fold, unfold]);
  const rangeAt = useCallback((now: number) => rangeOf({ from, until, span }, now), [from, until, span]);
  const seen = useMemo(
    () => (view.show === 'table' ? bars.filter((bar) => inRange(bar, range)) : []),
    // The present moves on with every drawing; rows need not.
    [bars, view],
  );
  const open = (bar: Bar): void =>
    void navigate({ to: '/executions/$id', params: { id: String(bar.source.id) } });
  if (query.error && !query.data)
    return (
      <ErrorPanel
        error={query.error}
        what="The timeline could not be read"
        onRetry={() => void query.refetch()}
      />
    );
  if (pending) return waited ? <SkeletonRows rows={12} /> : null;
  if (view.show === 'table')
    return seen.length === 0 ? (
      <NothingHere view={view} change={change} />
    ) : (
      <TimelineTable bars={seen} dimmed={stale || query.isPlaceholderData} />
    );
  if (bars.length === 0 && ghosts.size === 0) return <NothingHere view={view} change={change} />;
  return (
    <>
      <TimelineChart
        bars={bars}
        ghosts={ghosts}
        by={view.by ?? 'queue'}
        folds={folds}
        onFold={(key, folded) => change(withFold(view, key, folded))}
        rangeAt={rangeAt}
        onRange={(next) => change(rangeInAddress(next))}
        onOpen={open}
      />
      <Legend>Drag pans, Ctrl + wheel zooms, a click opens</Legend>
    </>
  );
}

function NothingHere({ view, change }: { view: TimelineView; change: ChangeView }) {
  const narrowed = view.queue !== undefined || view.schedule !== undefined;
  const action = narrowed ? (
    <Button onClick={() => change({ queue: undefined, schedule: undefined })}>Clear the filters</Button>
  ) : follows(view) ? (
    view.span === '1w' ? undefined : (
      <Button onClick={() => change({ span: '1w' })}>Look at the last week</Button>
    )
  ) : (
    <Button onClick={() => change({ from: undefined, until: undefined })}>Back to now</Button>
  );
  return (
    <EmptyState
      icon={<ChartGantt />}
      title={narrowed ? 'Nothing of this ran here' : 'Nothing ran in this time'}
      action={action}
      command={'tutti run --shell "date"'}
    >
      The timeline draws each execution as a bar: how long it waited, then how long it ran, with what is due
      ahead of the line of the present.
    </EmptyState>
  );
}
