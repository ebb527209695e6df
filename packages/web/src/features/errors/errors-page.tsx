import type { ErrorGroup, ErrorRecord } from '@tutti/contract';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Filter, ShieldCheck, SlidersHorizontal } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../app/api.ts';
import { useStale } from '../../app/stale.tsx';
import { buttonLook } from '../../ui/button.tsx';
import { cn } from '../../ui/cn.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Page } from '../../ui/page.tsx';
import { SkeletonRows, useWaited } from '../../ui/skeleton.tsx';
import { useWidth } from '../../ui/use-media.ts';
import { inlineLinkLook } from '../recovery/tab-look.ts';
import { useSelection } from '../../ui/use-selection.ts';
import { NewRows } from '../recovery/new-rows.tsx';
import { useSteadyRows } from '../recovery/use-steady-rows.ts';
import { ERROR_COLUMNS, ErrorCard } from './error-columns.tsx';
import { ErrorFilterBar } from './error-filter-bar.tsx';
import { isNarrowed, NO_FILTERS, tabOf, type ErrorFilters } from './error-filters.ts';
import { errorCountsQuery, errorGroupsQuery, errorListQuery } from './error-queries.ts';
import { ErrorTabs } from './error-tabs.tsx';
import { GROUP_COLUMNS, GroupCard } from './group-columns.tsx';
import { SelectedErrors } from './selected-errors.tsx';
import { HoldRetries, RecoveryStopped, RecoveryVerdict } from './recovery-verdict.tsx';

export function ErrorsPage() {
  const filters = useSearch({ from: '/errors' });
  const counts = useQuery(errorCountsQuery(useClient(), filters)).data;
  return (
    <Page title="Errors" verdict={<RecoveryVerdict />} actions={<SettingsLinks />}>
      <RecoveryStopped />
      <ErrorTabs filters={filters} counts={counts} />
      <ErrorFilterBar filters={filters} />
      {filters.view === 'single' ? <SingleList filters={filters} /> : <GroupList filters={filters} />}
    </Page>
  );
}

const SettingsLinks = () => (
  <>
    <HoldRetries />
    <Link to="/errors/rules" className={cn(buttonLook(), 'tap')}>
      <Filter aria-hidden="true" />
      Rules
    </Link>
    <Link to="/errors/policies" className={cn(buttonLook(), 'tap')}>
      <SlidersHorizontal aria-hidden="true" />
      Retry policies
    </Link>
  </>
);

function GroupList({ filters }: { filters: ErrorFilters }) {
  const navigate = useNavigate();
  const stale = useStale();
  const phone = useWidth() === 'phone';
  const list = useInfiniteQuery(errorGroupsQuery(useClient(), filters));
  const [held, setHeld] = useState(false);
  const fresh = list.data?.pages.flatMap((page) => page.items) ?? [];
  const steady = useSteadyRows(fresh, (group) => group.fingerprint, held, JSON.stringify(filters));
  const state = <ListState filters={filters} list={list} shown={steady.rows.length} />;
  if (steady.rows.length === 0) return state;
  return (
    <div className="relative flex min-h-0 flex-1 flex-col border-t border-line bg-surface">
      {state}
      <DataTable<ErrorGroup>
        label="Errors by what failed"
        rows={steady.rows}
        rowKey={(group) => group.fingerprint}
        rowVersion={(group) => `${group.newestId} ${group.open}`}
        columns={GROUP_COLUMNS}
        compact={(group) => <GroupCard group={group} />}
        compactHeight={72}
        onOpen={({ fingerprint, newestId }) =>
          void (phone
            ? navigate({ to: '/errors/$id', params: { id: String(newestId) } })
            : navigate({ to: '/errors/groups/$fingerprint', params: { fingerprint } }))
        }
        onEnd={() => {
          if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
        }}
        onHold={setHeld}
        dimmed={list.isPlaceholderData || stale}
        overlay={<NewRows count={steady.waiting} onShow={steady.showWaiting} />}
      />
    </div>
  );
}

function SingleList({ filters }: { filters: ErrorFilters }) {
  const navigate = useNavigate();
  const stale = useStale();
  const list = useInfiniteQuery(errorListQuery(useClient(), filters));
  const [held, setHeld] = useState(false);
  const fresh = list.data?.pages.flatMap((page) => page.items) ?? [];
  const selection = useSelection(JSON.stringify(filters));
  const frozen = held || selection.size > 0;
  const steady = useSteadyRows(fresh, (row) => String(row.id), frozen, JSON.stringify(filters));
  const state = <ListState filters={filters} list={list} shown={steady.rows.length} />;
  if (steady.rows.length === 0) return state;
  return (
    <div className="relative flex min-h-0 flex-1 flex-col border-t border-line bg-surface">
      {state}
      <DataTable<ErrorRecord>
        label="Errors"
        rows={steady.rows}
        rowKey={(row) => String(row.id)}
        rowVersion={(row) => `${row.recoveryStatus} ${row.recoveryAttempts}`}
        columns={ERROR_COLUMNS}
        compact={(row) => <ErrorCard row={row} />}
        compactHeight={72}
        onOpen={(row) => void navigate({ to: '/errors/$id', params: { id: String(row.id) } })}
        onEnd={() => {
          if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
        }}
        onHold={setHeld}
        selection={selection}
        dimmed={list.isPlaceholderData || stale}
        overlay={<NewRows count={steady.waiting} onShow={steady.showWaiting} />}
      />
      <SelectedErrors
        selection={selection}
        filters={filters}
        rows={steady.rows}
        matching={matchingOf(list.data?.pages[0])}
      />
    </div>
  );
}

const matchingOf = (page: { total: number; totalIsEstimate?: boolean | undefined } | undefined) =>
  page && { count: page.total, capped: page.totalIsEstimate ?? false };

interface ListStateProps {
  filters: ErrorFilters;
  list: { error: Error | null; isPending: boolean; refetch: () => unknown };
  shown: number;
}

/** What stands above the rows, or in their place. */
function ListState({ filters, list, shown }: ListStateProps) {
  const waited = useWaited(list.isPending);
  const stale = useStale();
  if (list.error && !(stale && shown > 0))
    return (
      <ErrorPanel
        error={list.error}
        what="The errors could not be read"
        onRetry={() => void list.refetch()}
      />
    );
  if (list.isPending) return waited ? <SkeletonRows rows={16} /> : null;
  if (shown > 0) return null;
  return isNarrowed(filters) ? <NoMatch /> : <NoErrors filters={filters} />;
}

const NoMatch = () => (
  <EmptyState icon={<ShieldCheck />} title="Nothing matches these filters">
    There may be errors, but none that fit.{' '}
    <Link
      from="/errors"
      to="/errors"
      search={(old) => ({ ...old, ...NO_FILTERS })}
      className={inlineLinkLook}
    >
      Clear all filters
    </Link>
  </EmptyState>
);

const NoErrors = ({ filters }: { filters: ErrorFilters }) =>
  tabOf(filters) === 'open' ? (
    <EmptyState
      icon={<ShieldCheck />}
      title="No open errors"
      action={
        <Link to="/errors" search={{ status: 'all' }} className={cn(buttonLook(), 'tap')}>
          Show resolved ones too
        </Link>
      }
      command={'tutti run --shell "ehco hello" --retry none --wait'}
    >
      A failed attempt leaves an error here: what failed, why it is retried or not, and what can be done about
      it. A practice failure shows how that looks.
    </EmptyState>
  ) : (
    <EmptyState icon={<ShieldCheck />} title="No errors of this state">
      <Link to="/errors" className={inlineLinkLook}>
        Show the open ones
      </Link>
    </EmptyState>
  );
