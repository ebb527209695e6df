import type { ExecutionSummary } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ArrowUp, ListChecks } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useClient } from '../../app/api.ts';
import { StaleMark, useStale } from '../../app/stale.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { formatCapped, formatCount } from '../../ui/format-number.ts';
import { Page } from '../../ui/page.tsx';
import { useShortcut } from '../../ui/shortcuts.ts';
import { SkeletonRows, useWaited } from '../../ui/skeleton.tsx';
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
    <div className="flex min-h-0 min-w-0 flex-1">
      <Page title="Executions" verdict={<Total list={list} filtered={isFiltered(filters)} />}>
        <StatusTabs chosen={filters.status} counts={counts.data} />
        <ExecutionFilterBar filters={filters} />
        {filters.batch === undefined ? null : <BatchProgress id={filters.batch} />}
        <ListBody filters={filters} list={list} choice={choice} onHold={setHeld} wide={wide} />
      </Page>
      {filters.peek !== undefined && wide ? (
        <Suspense>
          <ExecutionPeek key={filters.peek} id={filters.peek} onClose={() => change({ peek: undefined })} />
        </Suspense>
      ) : null}
    </div>
  );
}

function Total({ list, filtered }: { list: ExecutionList; filtered: boolean }) {
  if (list.total === undefined) return <span>{list.error ? 'not read' : '…'}</span>;
  if (list.total === 0 && !filtered) return <span>none yet</span>;
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
  const stale = useStale();
  const waited = useWaited(list.isPending);
  const columns = useMemo(() => executionColumns((row) => change({ peek: String(row.id) })), [change]);
  if (list.error && list.rows.length === 0)
    return <ErrorPanel error={list.error} what="The executions could not be read" onRetry={list.retry} />;
  if (list.isPending) return waited ? <SkeletonRows rows={16} /> : null;
  if (list.rows.length === 0) return <NothingToShow filters={filters} />;
  return (
    <div className="relative flex min-h-0 flex-1 flex-col border-t border-line bg-surface">
      {list.error && !stale ? (
        <ErrorPanel error={list.error} what="The list could not be brought up to date" onRetry={list.retry} />
      ) : null}
      <DataTable<ExecutionSummary>
        label="Executions"
        rows={list.rows}
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
        onEnd={list.loadMore}
        dimmed={list.isPrevious || stale}
        onHold={onHold}
        overlay={<NewRows list={list} />}
        footer={
          list.isLoadingMore ? (
            <SkeletonRows rows={3} />
          ) : (
            <End shown={list.rows.length} hasMore={list.hasMore} />
          )
        }
      />
      <ExecutionBulk
        filters={filters}
        choice={choice}
        rows={list.rows}
        matching={list.total === undefined ? undefined : { count: list.total, capped: list.totalIsEstimate }}
      />
    </div>
  );
}

const nameOf = (row: ExecutionSummary): string => `${row.label} #${row.id}`;
const asCard = (row: ExecutionSummary) => <ExecutionCard row={row} />;
const keyOf = (row: ExecutionSummary): string => String(row.id);

const End = ({ shown, hasMore }: { shown: number; hasMore: boolean }) =>
  hasMore || shown < 30 ? null : (
    <p className="py-3 text-center text-label text-faint">That is all: {formatCount(shown)} executions</p>
  );

/** The order stands still while someone reads; this lets the new rows in. */
function NewRows({ list }: { list: ExecutionList }) {
  const { count, more } = list.waiting;
  if (count === 0) return null;
  return (
    <div className="pointer-events-none absolute inset-x-0 top-10 z-20 flex justify-center">
      <button
        type="button"
        onClick={list.showWaiting}
        className="panel-motion tap pointer-events-auto inline-flex h-7 items-center gap-1.5 rounded-full bg-button px-3 text-label font-medium text-white shadow-raised"
      >
        <ArrowUp className="size-3.5" aria-hidden="true" />
        {formatCapped(count, more)} new
      </button>
    </div>
  );
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
