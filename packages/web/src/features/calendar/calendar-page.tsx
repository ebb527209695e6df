import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { StaleMark, useStale } from '../../app/stale.tsx';
import { useNow } from '../../ui/clock.ts';
import { cn } from '../../ui/cn.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { formatCapped, plural } from '../../ui/format-number.ts';
import { useOwnZone } from '../../ui/own-zone.ts';
import { Page } from '../../ui/page.tsx';
import { SkeletonRows, useWaited } from '../../ui/skeleton.tsx';
import { useWidth } from '../../ui/use-media.ts';
import { CalendarNotes } from './calendar-notes.tsx';
import { CalendarToolbar, type ChangeView } from './calendar-toolbar.tsx';
import { rangeOf, type CalendarRange, type CalendarView } from './calendar-view.ts';
import { CellPanel } from './cell-panel.tsx';
import { CollisionsPanel } from './collisions-panel.tsx';
import { HeatMap } from './heat-map.tsx';
import { cellAt } from './heat.ts';
import { useCalendar, type CalendarData } from './use-calendar.ts';
import { WhatIfBar } from './what-if-bar.tsx';

const MINUTE = 60_000;

export function CalendarPage() {
  const view = useSearch({ from: '/calendar' });
  const navigate = useNavigate({ from: '/calendar' });
  const change: ChangeView = (next) =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace: true });
  const now = useNow(MINUTE);
  const own = useOwnZone();
  const { shape, date, zone } = view;
  const today = Math.floor(now / (15 * MINUTE));
  const range = useMemo(
    () => rangeOf({ shape, date, zone }, own, today * 15 * MINUTE),
    [shape, date, zone, own, today],
  );
  const data = useCalendar(view, range);
  return (
    <Page
      title="Calendar"
      verdict={
        <span className="flex flex-wrap items-center gap-2">
          <CalendarVerdict data={data} />
          <StaleMark at={data.query.dataUpdatedAt} />
        </span>
      }
      scrolls
    >
      <div className="flex flex-col gap-3 px-4 pb-6 lg:px-6">
        <CalendarToolbar range={range} change={change} />
        <WhatIfBar
          text={view.try ?? ''}
          timing={data.timing}
          collisions={data.collisions}
          onChange={(text) => change({ try: text || undefined })}
        />
        <CalendarBody view={view} range={range} data={data} now={now} change={change} />
      </div>
    </Page>
  );
}

function CalendarVerdict({ data: { query } }: { data: CalendarData }) {
  if (!query.data) return <>…</>;
  const { total, truncated, collisionTotal: met } = query.data;
  return (
    <>
      {formatCapped(total, truncated)} due in this time
      {met === 0 ? '; no two at once' : `; at ${plural(met, 'instant')} several at once`}
    </>
  );
}

interface CalendarBodyProps {
  view: CalendarView;
  range: CalendarRange;
  data: CalendarData;
  now: number;
  change: ChangeView;
}

function CalendarBody({ view, range, data, now, change }: CalendarBodyProps) {
  const { query, heat, collisions, timing } = data;
  const stale = useStale();
  const waited = useWaited(query.isPending);
  const phone = useWidth() === 'phone';
  if (query.error && !query.data)
    return (
      <ErrorPanel
        error={query.error}
        what="The calendar could not be worked out"
        onRetry={() => void query.refetch()}
      />
    );
  if (!query.data || !heat) return waited ? <SkeletonRows rows={8} /> : <div className="h-80" />;
  const open = view.cell === undefined ? undefined : cellAt(heat, Date.parse(view.cell));
  return (
    <>
      <div className={cn((stale || query.isPlaceholderData) && 'fade-stale')}>
        <HeatMap
          heat={heat}
          shape={range.shape}
          zone={range.zone}
          now={now}
          open={open?.from}
          onOpen={(cell) =>
            change({ cell: cell.from === open?.from ? undefined : new Date(cell.from).toISOString() })
          }
          upright={phone}
        />
      </div>
      <CalendarNotes calendar={query.data} range={range} all={view.all ?? false} change={change} />
      <div className={cn('grid items-start gap-4', open && 'lg:grid-cols-2')}>
        {open ? (
          <CellPanel
            cell={open}
            zone={range.zone}
            tried={timing.whatIf.times}
            onClose={() => change({ cell: undefined })}
          />
        ) : null}
        <CollisionsPanel collisions={collisions} calendar={query.data} zone={range.zone} />
      </div>
    </>
  );
}
