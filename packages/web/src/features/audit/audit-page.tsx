import type { AuditRecord } from '@tutti/contract';
import { useInfiniteQuery, useQuery, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { ArrowUp, ScrollText } from 'lucide-react';
import { useClient } from '../../app/api.ts';
import { StaleMark, useStale } from '../../app/stale.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Page } from '../../ui/page.tsx';
import { SkeletonRows, useWaited } from '../../ui/skeleton.tsx';
import { NeedsScope } from '../access/needs-scope.tsx';
import { useMay } from '../access/use-may.ts';
import { AUDIT_COLUMNS, AuditCard } from './audit-columns.tsx';
import { AuditEntry } from './audit-entry.tsx';
import { AuditFilterBar, useChangeAuditFilters } from './audit-filter-bar.tsx';
import { chipsOf, NO_AUDIT_FILTERS, type AuditFilters } from './audit-filters.ts';
import { auditListQuery, newestAuditQuery } from './audit-queries.ts';
import { ChainVerdict } from './chain-verdict.tsx';

export function AuditPage() {
  const filters = useSearch({ from: '/audit' });
  const { allowed } = useMay('audit:admin');
  if (!allowed)
    return (
      <Page title="Audit">
        <NeedsScope scope="audit:admin" what="the audit log">
          {null}
        </NeedsScope>
      </Page>
    );
  return <Audit filters={filters} />;
}

function Audit({ filters }: { filters: AuditFilters }) {
  const client = useClient();
  const change = useChangeAuditFilters();
  const list = useInfiniteQuery(auditListQuery(client, filters));
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const close = (): void => change({ entry: undefined });
  return (
    <div className="flex min-h-0 min-w-0 flex-1">
      <Page
        title="Audit"
        verdict={
          <span className="flex flex-wrap items-center gap-2">
            <ChainVerdict />
            <StaleMark at={list.dataUpdatedAt} />
          </span>
        }
      >
        <AuditFilterBar filters={filters} />
        <AuditList filters={filters} list={list} rows={rows} />
      </Page>
      {filters.entry === undefined ? null : (
        <AuditEntry
          key={filters.entry}
          id={filters.entry}
          known={rows.find(({ id }) => id === filters.entry)}
          onClose={close}
        />
      )}
    </div>
  );
}

interface AuditListProps {
  filters: AuditFilters;
  list: UseInfiniteQueryResult;
  rows: readonly AuditRecord[];
}

function AuditList({ filters, list, rows }: AuditListProps) {
  const change = useChangeAuditFilters();
  const stale = useStale();
  const waited = useWaited(list.isPending);
  if (list.error && rows.length === 0)
    return (
      <ErrorPanel error={list.error} what="The log could not be read" onRetry={() => void list.refetch()} />
    );
  if (list.isPending) return waited ? <SkeletonRows rows={16} /> : null;
  if (rows.length === 0) return <NothingDone filtered={chipsOf(filters).length > 0} />;
  return (
    <div className="relative flex min-h-0 flex-1 flex-col border-t border-line bg-surface">
      <DataTable<AuditRecord>
        label="Audit log"
        rows={rows}
        rowKey={(record) => String(record.id)}
        columns={AUDIT_COLUMNS}
        compact={(record) => <AuditCard record={record} />}
        compactHeight={76}
        onOpen={(record) => change({ entry: record.id })}
        onPeek={(record) => change({ entry: record.id })}
        selectedKey={filters.entry === undefined ? undefined : String(filters.entry)}
        onEnd={() => {
          if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
        }}
        dimmed={list.isPlaceholderData || stale}
        overlay={
          <NewEntries
            filters={filters}
            newest={list.isPlaceholderData ? undefined : rows[0]?.id}
            onShow={() => void list.refetch()}
          />
        }
      />
    </div>
  );
}

/** The order stands still while someone reads; this lets the new entries in. */
function NewEntries({
  filters,
  newest,
  onShow,
}: {
  filters: AuditFilters;
  newest: number | undefined;
  onShow: () => void;
}) {
  const head = useQuery(newestAuditQuery(useClient(), filters)).data ?? 0;
  if (newest === undefined || head <= newest) return null;
  return (
    <div className="pointer-events-none absolute inset-x-0 top-10 z-20 flex justify-center">
      <button
        type="button"
        onClick={onShow}
        className="panel-motion tap pointer-events-auto inline-flex h-7 items-center gap-1.5 rounded-full bg-button px-3 text-label font-medium text-white shadow-raised"
      >
        <ArrowUp className="size-3.5" aria-hidden="true" />
        New entries
      </button>
    </div>
  );
}

function NothingDone({ filtered }: { filtered: boolean }) {
  const change = useChangeAuditFilters();
  if (!filtered)
    return (
      <EmptyState icon={<ScrollText />} title="Nothing was done yet" command="tutti audit list">
        Every act of an operator stands here with who, when, and what it was before and after: schedules,
        settings, tokens, secrets, webhooks. Entries cannot be changed, only added.
      </EmptyState>
    );
  return (
    <EmptyState icon={<ScrollText />} title="Nothing matches these filters">
      There are entries, but none that fit.{' '}
      <button
        type="button"
        className="rounded-sm text-link hover:underline"
        onClick={() => change(NO_AUDIT_FILTERS)}
      >
        Clear all filters
      </button>
    </EmptyState>
  );
}
