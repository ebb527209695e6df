import type { Breaker } from '@tutti/contract';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Unplug } from 'lucide-react';
import { useClient } from '../../app/api.ts';
import { ListTable } from '../../app/list/list-table.tsx';
import { useLiveRows } from '../../app/list/list-rows.ts';
import { StaleMark } from '../../app/stale.tsx';
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

const MOST_CARDS = 3;

export function BreakersPage() {
  const filters = useSearch({ from: '/breakers' });
  const client = useClient();
  const standings = useQuery(breakerStandingsQuery(client));
  const all = [...(standings.data?.values() ?? [])];
  const wide = useWidth() !== 'phone';
  const notable = all.filter((breaker) => breaker.state !== 'closed' || breaker.pin !== 'auto');
  const none = standings.data?.size === 0;
  return (
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
            <section
              aria-label="Not closed"
              className="grid shrink-0 gap-4 px-4 pt-1 pb-4 md:grid-cols-2 lg:px-6 xl:grid-cols-3"
            >
              {notable.slice(0, MOST_CARDS).map((breaker) => (
                <BreakerCard key={breaker.key} breaker={breaker} />
              ))}
            </section>
          ) : null}
          <StateTabs filters={filters} all={standings.data ? all : undefined} />
          <BreakerFilterBar filters={filters} />
          <BreakerList filters={filters} />
        </>
      )}
    </Page>
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
            search={(old) => ({ ...old, state })}
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

function BreakerFilterBar({ filters }: { filters: BreakerFilters }) {
  const navigate = useNavigate({ from: '/breakers' });
  const change = (part: Partial<BreakerFilters>): void =>
    void navigate({ search: (old) => ({ ...old, ...part }), replace: true });
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
  const query = useInfiniteQuery(breakerListQuery(useClient(), filters));
  const list = useLiveRows(query, { keyOf, scope: JSON.stringify(filters) });
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
