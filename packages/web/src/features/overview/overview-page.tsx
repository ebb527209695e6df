import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useClient } from '../../app/api.ts';
import { StaleMark } from '../../app/stale.tsx';
import { Page } from '../../ui/page.tsx';
import { plural } from '../../ui/format-number.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { FirstSteps } from '../first-steps/first-steps.tsx';
import { executionMetricsQuery } from '../metrics/metrics-queries.ts';
import { RangePicker } from '../metrics/range-picker.tsx';
import { intervalOf } from '../metrics/range.ts';
import { DueNext } from './due-next.tsx';
import { NeedsPanel } from './needs-panel.tsx';
import { needsOf, overviewVerdict, type Need } from './needs.ts';
import { OverviewCharts } from './overview-charts.tsx';
import { OverviewTiles } from './overview-tiles.tsx';
import { useSituation } from './use-situation.ts';
import { WhatRan } from './what-ran.tsx';

export function OverviewPage() {
  const range = useSearch({ from: '/overview' });
  const navigate = useNavigate({ from: '/overview' });
  const { situation, updatedAt, known } = useSituation();
  const interval = intervalOf(range);
  const metrics = useQuery(executionMetricsQuery(useClient(), interval));
  const needs = needsOf(situation);
  const verdict = overviewVerdict(situation.health, needs);
  return (
    <Page
      title="Overview"
      verdict={
        <span className="flex flex-wrap items-center gap-2">
          {known ? (
            <>
              <StatusBadge kind={verdict.kind} word={verdict.word} />
              <NeedsWords needs={needs} />
            </>
          ) : (
            '…'
          )}
          <StaleMark at={updatedAt} />
        </span>
      }
      actions={
        <RangePicker value={range} onChange={(next) => void navigate({ search: next, replace: true })} />
      }
      scrolls
    >
      <div className="flex flex-col gap-4 p-4 pt-2 lg:px-6 lg:pb-6">
        <FirstSteps />
        <NeedsPanel needs={needs} />
        <OverviewTiles situation={situation} metrics={metrics.data} interval={interval} />
        <OverviewCharts
          range={range}
          interval={interval}
          onZoom={(zoomFrom, zoomTo) =>
            void navigate({ search: (old) => ({ ...old, zoomFrom, zoomTo }), replace: true })
          }
        />
        <div className="grid items-start gap-4 xl:grid-cols-2">
          <DueNext />
          <WhatRan interval={interval} />
        </div>
      </div>
    </Page>
  );
}

/** `2 need you`, and leads there. */
function NeedsWords({ needs }: { needs: readonly Need[] }) {
  if (needs.length === 0) return <span>nothing needs you</span>;
  return (
    <a
      href="#needs-you"
      className="rounded-sm font-medium text-text underline decoration-control underline-offset-2 hover:decoration-text"
    >
      {plural(needs.length, 'thing needs', 'things need')} you
    </a>
  );
}
