import type { Breaker } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { SlidersHorizontal } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../app/api.ts';
import { ReadPage } from '../../app/read-page.tsx';
import { StaleMark } from '../../app/stale.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { DASH, formatCount, formatPercent, plural } from '../../ui/format-number.ts';
import { Page } from '../../ui/page.tsx';
import { Fact, Facts, Panel } from '../../ui/panel.tsx';
import { SiblingButtons } from '../../ui/sibling-buttons.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { useMay } from '../access/use-may.ts';
import { stripAnsi } from '../executions/log/ansi.ts';
import { inlineLinkLook } from '../recovery/tab-look.ts';
import { BreakerButtons } from './breaker-buttons.tsx';
import { BreakerHistory } from './breaker-history.tsx';
import { BreakerBadge } from './breaker-mark.tsx';
import { breakerQuery } from './breaker-queries.ts';
import { BreakerStanding } from './breaker-standing.tsx';
import { DeferredPanel } from './deferred-panel.tsx';
import { FailureRate } from './failure-rate.tsx';
import { HeldLine } from './held-line.tsx';
import { StateDiagram } from './state-diagram.tsx';
import { ThresholdDialog } from './threshold-dialog.tsx';

const CRUMB = { to: '/breakers', label: 'Breakers' } as const;

export function BreakerDetailPage() {
  const { key } = useParams({ from: '/breakers/$key' });
  const query = useQuery(breakerQuery(useClient(), key));
  return (
    <ReadPage
      query={query}
      title={`Breaker ${key}`}
      crumb={CRUMB}
      what="The breaker could not be read"
      missing={
        <EmptyState
          title="There is no such breaker"
          command={`tutti breaker set ${key} --failures-in-a-row 5`}
        >
          A breaker is there from the first call on.{' '}
          <Link to="/breakers" className={inlineLinkLook}>
            Show those there are
          </Link>
        </EmptyState>
      }
    >
      {(breaker) => <Detail key={key} breaker={breaker} updatedAt={query.dataUpdatedAt} />}
    </ReadPage>
  );
}

function Detail({ breaker, updatedAt }: { breaker: Breaker; updatedAt: number }) {
  const [editing, setEditing] = useState(false);
  const navigate = useNavigate();
  const { reason } = useMay('breakers:write');
  return (
    <Page
      title={breaker.key}
      heading={<span className="break-all">{breaker.key}</span>}
      crumb={CRUMB}
      siblings={
        <SiblingButtons
          list="Breakers"
          of={breaker.key}
          onOpen={(key) => void navigate({ to: '/breakers/$key', params: { key } })}
        />
      }
      verdict={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <BreakerBadge breaker={breaker} />
          <BreakerStanding breaker={breaker} />
          <StaleMark at={updatedAt} />
        </span>
      }
      actions={<BreakerButtons breaker={breaker} />}
      scrolls
    >
      <div className="grid gap-4 p-4 pt-2 lg:grid-cols-[minmax(0,1fr)_344px] lg:px-6 lg:pb-6">
        <div className="flex min-w-0 flex-col gap-4">
          <HeldLine breaker={breaker} />
          <Panel
            title="State"
            actions={
              <Button
                size="sm"
                icon={<SlidersHorizontal />}
                refused={reason}
                onClick={() => setEditing(true)}
              >
                Thresholds
              </Button>
            }
          >
            <StateDiagram breaker={breaker} />
          </Panel>
          <DeferredPanel breaker={breaker} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Figures breaker={breaker} />
          <BreakerHistory breakerKey={breaker.key} />
        </div>
      </div>
      {editing ? <ThresholdDialog breaker={breaker} onClose={() => setEditing(false)} /> : null}
    </Page>
  );
}

function Figures({ breaker }: { breaker: Breaker }) {
  const { totals, lastFailure, failuresInARow, thresholds } = breaker;
  return (
    <Panel title="Figures">
      <div className="mb-3">
        <FailureRate breaker={breaker} brief />
        <p className="mt-1 text-label text-muted">
          Failure rate in the window; the mark is {thresholds.failureRatePercent} %
        </p>
      </div>
      <Facts>
        <Fact name="Calls now">{formatCount(breaker.window.calls)}</Fact>
        <Fact name="In a row">
          {plural(failuresInARow, 'failure')}{' '}
          <span className="text-muted">opens at {formatCount(thresholds.failuresInARow)}</span>
        </Fact>
        <Fact name="Calls in all">{formatCount(totals.calls)}</Fact>
        <Fact name="Failures">
          {formatCount(totals.failures)}{' '}
          <span className="text-muted">{formatPercent(totals.failures, totals.calls)}</span>
        </Fact>
        <Fact name="Opened">{plural(totals.opened, 'time')}</Fact>
        <Fact name="Last failure">
          {lastFailure ? (
            <>
              <TimeStamp at={lastFailure.at} />
              <span className="block font-mono text-label break-words text-muted">
                {lastFailure.code}: {stripAnsi(lastFailure.message)}
              </span>
            </>
          ) : (
            DASH
          )}
        </Fact>
      </Facts>
    </Panel>
  );
}
