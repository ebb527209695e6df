import type { ExecutionSummary } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ListChecks } from 'lucide-react';
import { lazy, useMemo, useState } from 'react';
import { useClient } from '../../app/api.ts';
import { ListTable } from '../../app/list/list-table.tsx';
import { StaleMark } from '../../app/stale.tsx';
import { Beside } from '../../ui/beside.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatCapped, formatCount } from '../../ui/format-number.ts';
import { Page } from '../../ui/page.tsx';
import { useShortcut } from '../../ui/shortcuts.ts';
import { SkeletonRows, useWaited } from '../../ui/skeleton.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { useWidth } from '../../ui/use-media.ts';
import { BatchProgress } from './batch-progress.tsx';
import { ExecutionBulk } from './bulk/execution-bulk.tsx';
import { useChoice, type Choice } from './bulk/use-choice.ts';
import { ExecutionCard, executionColumns } from './execution-columns.tsx';
import { ExecutionFilterBar, useChangeFilters } from './execution-filter-bar.tsx';
import { isFiltered, NO_FILTERS, type ExecutionFilters } from './execution-filters.ts';
import { executionCountsQuery } from './execution-queries.ts';
import { NoExecutions } from './no-executions.tsx';
import { StatusTabs } from './status-tabs.tsx';
import { useExecutionList, type ExecutionList } from './use-execution-list.ts';

// With it comes the view of logs, which the list itself does without.
const ExecutionPeek = lazy(() => import('./execution-peek.tsx'));

export function ExecutionsPage() {
  const filters = useSearch({ from: '/executions' });
  const change = useChangeFilters();
  const client = useClient();
  const counts = useQuery(executionCountsQuery(client, filters));
  const [held, setHeld] = useState(false);
  const wide = useWidth() !== 'phone';
  const choice = useChoice(filters);
  // What is chosen must not slip away from under the pointer either.
  const frozen = held || filters.peek !== undefined || choice.selection.size > 0;
  const list = useExecutionList(filters, frozen);
  useShortcut('close', () => change({ peek: undefined }), filters.peek !== undefined);
  return (
    <Beside
      peek={
        filters.peek !== undefined && wide ? (
          <ExecutionPeek key={filters.peek} id={filters.peek} onClose={() => change({ peek: undefined })} />
        ) : null
      }
    >
      <Page title="Executions" verdict={<Total list={list} filtered={isFiltered(filters)} />}>
        <StatusTabs chosen={filters.status} counts={counts.data} />
        <ExecutionFilterBar filters={filters} />
        {filters.batch === undefined ? null : <BatchProgress id={filters.batch} />}
        <ListBody filters={filters} list={list} choice={choice} onHold={setHeld} wide={wide} />
      </Page>
    </Beside>
  );
}

function Total({ list, filtered }: { list: ExecutionList; filtered: boolean }) {
  if (list.total === undefined) return <span>{list.query.error ? 'not read' : '…'}</span>;
  if (list.total === 0 && !filtered) return <span>none yet</span>;
  if (list.total === 0 && list.totalIsEstimate) return <span>none found so far</span>;
  return (
    <span className="flex flex-wrap items-center gap-2">
      {formatCapped(list.total, list.totalIsEstimate)} {filtered ? 'match' : 'in all'}, newest first
      <StaleMark at={list.updatedAt} />
    </span>
  );
}

interface ListBodyProps {
  filters: ExecutionFilters;
  list: ExecutionList;
  choice: Choice;
  onHold: (held: boolean) => void;
  wide: boolean;
}

function ListBody({ filters, list, choice, onHold, wide }: ListBodyProps) {
  const navigate = useNavigate();
  const change = useChangeFilters();
  const columns = useMemo(() => executionColumns((row) => change({ peek: String(row.id) })), [change]);
  return (
    <ListTable<ExecutionSummary>
      label="Executions"
      list={{ ...list, onHold }}
      rowKey={keyOf}
      rowName={nameOf}
      selection={choice.selection}
      rowVersion={(row) => `${row.status} ${row.attempt}`}
      columns={columns}
      compact={asCard}
      compactHeight={72}
      onOpen={(row) => void navigate({ to: '/executions/$id', params: { id: String(row.id) } })}
      onPeek={wide ? (row) => change({ peek: String(row.id) }) : undefined}
      selectedKey={filters.peek}
      footer={
        list.isLoadingMore && list.searchedTo !== undefined ? (
          <SearchedTo at={list.searchedTo} />
        ) : list.isLoadingMore ? (
          <SkeletonRows rows={3} />
        ) : (
          <End shown={list.rows.length} hasMore={list.hasMore} />
        )
      }
      empty={list.searchedTo === undefined ? <NothingToShow filters={filters} /> : <Searching list={list} />}
      bulk={
        <ExecutionBulk
          filters={filters}
          choice={choice}
          rows={list.rows}
          matching={
            list.total === undefined ? undefined : { count: list.total, capped: list.totalIsEstimate }
          }
        />
      }
    />
  );
}

const nameOf = (row: ExecutionSummary): string => `${row.label} #${row.id}`;
const asCard = (row: ExecutionSummary) => <ExecutionCard row={row} />;
const keyOf = (row: ExecutionSummary): string => String(row.id);

const End = ({ shown, hasMore }: { shown: number; hasMore: boolean }) =>
  hasMore || shown < 30 ? null : (
    <p className="py-3 text-center text-label text-faint">That is all: {formatCount(shown)} executions</p>
  );

/** A text is looked for from the newest back: what is found shows at once, and this how far it got. */
const SearchedTo = ({ at }: { at: string }) => (
  <p role="status" className="py-3 text-center text-label text-faint">
    Searching older executions, looked back to <TimeStamp at={at} />
  </p>
);

/** Nothing is found yet; one that is over at once need not be told of. */
function Searching({ list: { searchedTo } }: { list: ExecutionList }) {
  const waited = useWaited(true);
  return waited && searchedTo !== undefined ? <SearchedTo at={searchedTo} /> : null;
}

function NothingToShow({ filters }: { filters: ExecutionFilters }) {
  const change = useChangeFilters();
  if (!isFiltered(filters)) return <NoExecutions />;
  return (
    <EmptyState icon={<ListChecks />} title="Nothing matches these filters">
      There are executions, but none that fit.{' '}
      <button
        type="button"
        className="rounded-sm text-link hover:underline"
        onClick={() => change(NO_FILTERS)}
      >
        Clear all filters
      </button>
    </EmptyState>
  );
}
