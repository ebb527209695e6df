import type { Breaker } from '@tutti/contract';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Unplug } from 'lucide-react';
import { lazy } from 'react';
import { useClient } from '../../app/api.ts';
import { ListTable } from '../../app/list/list-table.tsx';
import { useLiveRows } from '../../app/list/list-rows.ts';
import { StaleMark } from '../../app/stale.tsx';
import { Beside } from '../../ui/beside.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { formatCount, plural } from '../../ui/format-number.ts';
import { Page } from '../../ui/page.tsx';
import { StatusIcon } from '../../ui/status-icon.tsx';
import { useWidth } from '../../ui/use-media.ts';
import { inlineLinkLook, tabLook, tabsLook } from '../recovery/tab-look.ts';
import { BreakerCard } from './breaker-card.tsx';
import { BREAKER_COLUMNS, BreakerRowCard } from './breaker-columns.tsx';
import { STATES, type BreakerFilters } from './breaker-filters.ts';
import { breakerListQuery, breakerStandingsQuery } from './breaker-queries.ts';
import { shownBreaker } from './breaker-words.ts';

const BreakerPeek = lazy(() => import('./breaker-peek.tsx'));

const MOST_CARDS = 3;

export function BreakersPage() {
  const filters = useSearch({ from: '/breakers' });
  const client = useClient();
  const standings = useQuery(breakerStandingsQuery(client));
  const all = [...(standings.data?.values() ?? [])];
  const wide = useWidth() !== 'phone';
  const notable = all.filter((breaker) => breaker.state !== 'closed' || breaker.pin !== 'auto');
  const none = standings.data?.size === 0;
  const change = useChange();
  return (
    <Beside
      peek={
        filters.peek !== undefined && wide ? (
          <BreakerPeek
            key={filters.peek}
            breakerKey={filters.peek}
            onClose={() => change({ peek: undefined })}
          />
        ) : null
      }
    >
      <Page
        title="Breakers"
        verdict={
          <span className="flex flex-wrap items-center gap-2">
            {standings.data ? verdictOf(all) : standings.error ? 'not read' : '…'}
            <StaleMark at={standings.dataUpdatedAt} />
          </span>
        }
      >
        {none ? (
          <NoBreakers />
        ) : (
          <>
            {wide && !filters.state && !filters.text && notable.length > 0 ? (
              <section aria-label="Not closed" className="@container shrink-0 px-4 pt-1 pb-4 lg:px-6">
                {/* Beside a peek there is room for two; a second line would push the list away. */}
                <div className="grid gap-4 md:grid-cols-2 xl:grid-cols-3 xl:@max-[896px]:grid-cols-2 xl:@max-[896px]:*:nth-3:hidden">
                  {notable.slice(0, MOST_CARDS).map((breaker) => (
                    <BreakerCard key={breaker.key} breaker={breaker} />
                  ))}
                </div>
              </section>
            ) : null}
            <StateTabs filters={filters} all={standings.data ? all : undefined} />
            <BreakerFilterBar filters={filters} />
            <BreakerList filters={filters} />
          </>
        )}
      </Page>
    </Beside>
  );
}

/** `2 of 14 are open; 31 executions wait` */
function verdictOf(all: readonly Breaker[]): string {
  const open = all.filter(({ state }) => state === 'open').length;
  const half = all.filter(({ state }) => state === 'half_open').length;
  const deferred = all.reduce((sum, breaker) => sum + breaker.deferred, 0);
  const parts = [
    all.length === 0
      ? 'None yet'
      : open + half === 0
        ? `${plural(all.length, 'breaker')}, all closed`
        : `${formatCount(open)} of ${formatCount(all.length)} open`,
    half > 0 && `${formatCount(half)} half open`,
    deferred > 0 && plural(deferred, 'execution waits', 'executions wait'),
  ];
  return parts.filter(Boolean).join('; ');
}

function StateTabs({ filters, all }: { filters: BreakerFilters; all: readonly Breaker[] | undefined }) {
  return (
    <nav aria-label="State" className={tabsLook}>
      {[undefined, ...STATES].map((state) => {
        const count = all?.filter((breaker) => state === undefined || breaker.state === state).length;
        const shown = state && shownBreaker({ state, pin: 'auto', tripped: false });
        const current = filters.state === state;
        return (
          <Link
            key={state ?? 'all'}
            from="/breakers"
            to="/breakers"
            search={(old) => ({ ...old, peek: undefined, state })}
            aria-current={current ? 'true' : undefined}
            className={tabLook(current)}
          >
            {shown ? <StatusIcon kind={shown.kind} size={14} /> : null}
            {shown?.word ?? 'All'}
            {count === undefined ? null : <span className="text-label text-faint">{formatCount(count)}</span>}
          </Link>
        );
      })}
    </nav>
  );
}

function useChange(): (change: Partial<BreakerFilters>) => void {
  const navigate = useNavigate({ from: '/breakers' });
  // What is looked at need not be in the list of other filters.
  return (change) =>
    void navigate({ search: (old) => ({ ...old, peek: undefined, ...change }), replace: true });
}

function BreakerFilterBar({ filters }: { filters: BreakerFilters }) {
  const change = useChange();
  const narrowed = filters.text !== undefined || filters.state !== undefined;
  return (
    <FilterBar
      search={{
        label: 'Search breakers',
        placeholder: 'Service',
        value: filters.text,
        onChange: (text) => change({ text }),
      }}
      onClear={narrowed ? () => change({ text: undefined, state: undefined }) : undefined}
    />
  );
}

const keyOf = (breaker: Breaker): string => breaker.key;

function BreakerList({ filters }: { filters: BreakerFilters }) {
  const navigate = useNavigate();
  const change = useChange();
  const wide = useWidth() !== 'phone';
  const { peek, ...narrowing } = filters;
  const query = useInfiniteQuery(breakerListQuery(useClient(), filters));
  const list = useLiveRows(query, {
    keyOf,
    scope: JSON.stringify(narrowing),
    frozen: peek !== undefined,
  });
  return (
    <ListTable<Breaker>
      label="Breakers"
      list={list}
      rowKey={keyOf}
      rowVersion={(breaker) => `${breaker.state} ${breaker.pin} ${breaker.tripped}`}
      columns={BREAKER_COLUMNS}
      compact={(breaker) => <BreakerRowCard breaker={breaker} />}
      compactHeight={72}
      onOpen={({ key }) => void navigate({ to: '/breakers/$key', params: { key } })}
      onPeek={wide ? ({ key }) => change({ peek: key }) : undefined}
      selectedKey={peek}
      empty={<NoMatch />}
    />
  );
}

const NoMatch = () => (
  <EmptyState icon={<Unplug />} title="Nothing matches">
    There are breakers, but none that fit.{' '}
    <Link to="/breakers" className={inlineLinkLook}>
      Clear all filters
    </Link>
  </EmptyState>
);

const NoBreakers = () => (
  <EmptyState
    icon={<Unplug />}
    title="No breakers yet"
    command={'tutti run --shell "echo pay" --breaker payments --wait'}
  >
    A breaker guards a service: while it is down, executions that would call it wait instead of failing. One
    is there from the first call on: by name, or for http_request by the origin of the address.
  </EmptyState>
);
