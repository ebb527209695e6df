import type { ErrorGroup } from '@tutti/contract';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Filter, ShieldCheck, SlidersHorizontal } from 'lucide-react';
import { lazy } from 'react';
import { useClient } from '../../app/api.ts';
import { ListTable } from '../../app/list/list-table.tsx';
import { useLiveRows } from '../../app/list/list-rows.ts';
import { Beside } from '../../ui/beside.tsx';
import { buttonLook } from '../../ui/button.tsx';
import { cn } from '../../ui/cn.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Page } from '../../ui/page.tsx';
import { useWidth } from '../../ui/use-media.ts';
import { inlineLinkLook } from '../recovery/tab-look.ts';
import { ErrorFilterBar, useChangeFilters } from './error-filter-bar.tsx';
import { isNarrowed, NO_FILTERS, tabOf, type ErrorFilters } from './error-filters.ts';
import { errorCountsQuery, errorGroupsQuery, errorListQuery } from './error-queries.ts';
import { ErrorTable } from './error-table.tsx';
import { ErrorTabs } from './error-tabs.tsx';
import { GROUP_COLUMNS, GroupCard } from './group-columns.tsx';
import { HoldRetries, RecoveryStopped, RecoveryVerdict } from './recovery-verdict.tsx';

const ErrorPeek = lazy(() => import('./error-peek.tsx'));

export function ErrorsPage() {
  const filters = useSearch({ from: '/errors' });
  const counts = useQuery(errorCountsQuery(useClient(), filters)).data;
  const change = useChangeFilters();
  const wide = useWidth() !== 'phone';
  return (
    <Beside
      peek={
        filters.peek !== undefined && wide ? (
          <ErrorPeek key={filters.peek} id={filters.peek} onClose={() => change({ peek: undefined })} />
        ) : null
      }
    >
      <Page title="Errors" verdict={<RecoveryVerdict />} actions={<SettingsLinks />}>
        <RecoveryStopped />
        <ErrorTabs filters={filters} counts={counts} />
        <ErrorFilterBar filters={filters} />
        {filters.view === 'single' ? <SingleList filters={filters} /> : <GroupList filters={filters} />}
      </Page>
    </Beside>
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
  const change = useChangeFilters();
  const phone = useWidth() === 'phone';
  const query = useInfiniteQuery(errorGroupsQuery(useClient(), filters));
  const { peek, ...narrowing } = filters;
  const list = useLiveRows(query, {
    keyOf: patternOf,
    scope: JSON.stringify(narrowing),
    frozen: peek !== undefined,
  });
  return (
    <ListTable<ErrorGroup>
      label="Errors by what failed"
      list={list}
      rowKey={patternOf}
      rowVersion={(group) => `${group.newestId} ${group.open}`}
      columns={GROUP_COLUMNS}
      compact={(group) => <GroupCard group={group} />}
      compactHeight={72}
      onOpen={({ fingerprint, newestId }) =>
        void (phone
          ? navigate({ to: '/errors/$id', params: { id: String(newestId) } })
          : navigate({ to: '/errors/groups/$fingerprint', params: { fingerprint } }))
      }
      // A group is looked at by its newest error.
      onPeek={phone ? undefined : ({ newestId }) => change({ peek: newestId })}
      selectedKey={list.rows.find(({ newestId }) => newestId === peek)?.fingerprint}
      empty={<Nothing filters={filters} />}
    />
  );
}

const patternOf = (group: ErrorGroup): string => group.fingerprint;

function SingleList({ filters }: { filters: ErrorFilters }) {
  const change = useChangeFilters();
  const wide = useWidth() !== 'phone';
  const query = useInfiniteQuery(errorListQuery(useClient(), filters));
  return (
    <ErrorTable
      label="Errors"
      query={query}
      filters={filters}
      matching={matchingOf(query.data?.pages[0])}
      onPeek={wide ? (row) => change({ peek: row.id }) : undefined}
      empty={<Nothing filters={filters} />}
    />
  );
}

const matchingOf = (page: { total: number; totalIsEstimate?: boolean | undefined } | undefined) =>
  page && { count: page.total, capped: page.totalIsEstimate ?? false };

const Nothing = ({ filters }: { filters: ErrorFilters }) =>
  isNarrowed(filters) ? <NoMatch /> : <NoErrors filters={filters} />;

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
