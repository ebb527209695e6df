import type { AuditRecord } from '@tutti/contract';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { ScrollText } from 'lucide-react';
import { useClient } from '../../app/api.ts';
import { ListTable } from '../../app/list/list-table.tsx';
import { pagedRows, type ListRows } from '../../app/list/list-rows.ts';
import { StaleMark } from '../../app/stale.tsx';
import { Beside } from '../../ui/beside.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Page } from '../../ui/page.tsx';
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
  const query = useInfiniteQuery(auditListQuery(client, filters));
  const list = pagedRows(query);
  const close = (): void => change({ entry: undefined });
  return (
    <Beside
      peek={
        filters.entry === undefined ? null : (
          <AuditEntry
            key={filters.entry}
            id={filters.entry}
            known={list.rows.find(({ id }) => id === filters.entry)}
            onClose={close}
          />
        )
      }
    >
      <Page
        title="Audit"
        verdict={
          <span className="flex flex-wrap items-center gap-2">
            <ChainVerdict />
            <StaleMark at={query.dataUpdatedAt} />
          </span>
        }
      >
        <AuditFilterBar filters={filters} />
        <AuditList filters={filters} list={list} />
      </Page>
    </Beside>
  );
}

interface AuditListProps {
  filters: AuditFilters;
  list: ListRows<AuditRecord>;
}

function AuditList({ filters, list }: AuditListProps) {
  const change = useChangeAuditFilters();
  const { rows, query } = list;
  const newest = query.isPlaceholderData ? undefined : rows[0]?.id;
  const head =
    useQuery({ ...newestAuditQuery(useClient(), filters), enabled: newest !== undefined }).data ?? 0;
  const behind = newest !== undefined && head > newest;
  return (
    <ListTable<AuditRecord>
      label="Audit log"
      list={{
        ...list,
        // The order stands still while someone reads; this lets the new entries in.
        waiting: behind ? { words: 'New entries', show: () => void query.refetch() } : undefined,
      }}
      rowKey={(record) => String(record.id)}
      columns={AUDIT_COLUMNS}
      compact={(record) => <AuditCard record={record} />}
      compactHeight={76}
      onOpen={(record) => change({ entry: record.id })}
      onPeek={(record) => change({ entry: record.id })}
      selectedKey={filters.entry === undefined ? undefined : String(filters.entry)}
      empty={<NothingDone filtered={chipsOf(filters).length > 0} />}
    />
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
