import type { DeadLetterStats, DeadLetterSummary } from '@tutti/contract';
import {
  useInfiniteQuery,
  useQuery,
  type InfiniteData,
  type UseInfiniteQueryResult,
} from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Archive, MailX, SendHorizontal } from 'lucide-react';
import { lazy, useState } from 'react';
import { useClient } from '../../app/api.ts';
import { ListTable } from '../../app/list/list-table.tsx';
import { useLiveRows } from '../../app/list/list-rows.ts';
import { StaleMark } from '../../app/stale.tsx';
import { Beside } from '../../ui/beside.tsx';
import { Button, buttonLook } from '../../ui/button.tsx';
import { cn } from '../../ui/cn.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatCapped, formatCount } from '../../ui/format-number.ts';
import { Page } from '../../ui/page.tsx';
import { StatusIcon } from '../../ui/status-icon.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { useWidth } from '../../ui/use-media.ts';
import { useSelection } from '../../ui/use-selection.ts';
import { useMay } from '../access/use-may.ts';
import { inlineLinkLook, tabLook, tabsLook } from '../recovery/tab-look.ts';
import { ArchiveDialog } from './archive-dialog.tsx';
import { BatchDialog } from './batch-dialog.tsx';
import { depthLevel } from './depth.ts';
import { LetterFilterBar, useChangeLetterFilters } from './letter-filter-bar.tsx';
import { isNarrowed, NO_FILTERS, TABS, tabOf, type LetterFilters } from './letter-filters.ts';
import { LETTER_COLUMNS, LetterCard } from './letter-columns.tsx';
import { letterListQuery, letterStatsQuery } from './letter-queries.ts';
import { LetterStats } from './letter-stats.tsx';
import { tabWords } from './letter-words.ts';
import { Redrives } from './redrives.tsx';
import { SelectedLetters } from './selected-letters.tsx';

const LetterPeek = lazy(() => import('./letter-peek.tsx'));

export function LettersPage() {
  const filters = useSearch({ from: '/dead-letters' });
  const client = useClient();
  const stats = useQuery(letterStatsQuery(client));
  const list = useInfiniteQuery(letterListQuery(client, filters));
  const change = useChangeLetterFilters();
  const wide = useWidth() !== 'phone';
  return (
    <Beside
      peek={
        filters.peek !== undefined && wide ? (
          <LetterPeek key={filters.peek} id={filters.peek} onClose={() => change({ peek: undefined })} />
        ) : null
      }
    >
      <Page
        title="Dead letters"
        verdict={
          <span className="flex flex-wrap items-center gap-2">
            {stats.data ? <Verdict stats={stats.data} /> : stats.error ? 'not read' : '…'}
            <StaleMark at={stats.dataUpdatedAt} />
          </span>
        }
        actions={<BulkButtons filters={filters} total={list.data?.pages[0]} />}
      >
        {stats.data ? <LetterStats stats={stats.data} /> : null}
        <LetterTabs filters={filters} stats={stats.data} />
        <LetterFilterBar filters={filters} />
        <Redrives />
        <LetterList filters={filters} list={list} />
      </Page>
    </Beside>
  );
}

function Verdict({ stats: { byStatus, oldestPendingAt } }: { stats: DeadLetterStats }) {
  const level = depthLevel(byStatus.pending);
  if (level === 'empty') return <span>None waits</span>;
  return (
    <span>
      <b className="font-medium text-text">
        {formatCount(byStatus.pending)}, {level}
      </b>
      ; the oldest failed <TimeStamp at={oldestPendingAt} />
    </span>
  );
}

interface BulkButtonsProps {
  filters: LetterFilters;
  total: { total: number; totalIsEstimate?: boolean | undefined } | undefined;
}

/** For all pending ones that match; on other tabs there is nothing to do in bulk. */
function BulkButtons({ filters, total }: BulkButtonsProps) {
  const [asked, setAsked] = useState<'batch' | 'archive'>();
  const mayWrite = useMay('deadletters:write');
  const mayArchive = useMay('deadletters:admin');
  const possible = tabOf(filters) === 'pending' && total !== undefined && total.total > 0;
  const props = {
    filters,
    count: total?.total ?? 0,
    capped: total?.totalIsEstimate ?? false,
    onClose: () => setAsked(undefined),
  };
  return (
    <>
      <Link to="/dead-letters/archives" className={cn(buttonLook({ look: 'ghost' }), 'tap')}>
        Archives
      </Link>
      {possible ? (
        <>
          <Button icon={<Archive />} refused={mayArchive.reason} onClick={() => setAsked('archive')}>
            Archive …
          </Button>
          <Button
            // What is looked at has its own, and one stands out.
            look={filters.peek === undefined ? 'primary' : 'secondary'}
            icon={<SendHorizontal />}
            refused={mayWrite.reason}
            onClick={() => setAsked('batch')}
          >
            Resubmit {formatCapped(props.count, props.capped)} …
          </Button>
        </>
      ) : null}
      {asked === 'batch' ? <BatchDialog {...props} /> : null}
      {asked === 'archive' ? <ArchiveDialog {...props} /> : null}
    </>
  );
}

function LetterTabs({ filters, stats }: { filters: LetterFilters; stats: DeadLetterStats | undefined }) {
  const chosen = tabOf(filters);
  // They are of all letters; beside filters they would not belong to the list.
  const counts = isNarrowed(filters) ? undefined : stats?.byStatus;
  return (
    <nav aria-label="Status" className={tabsLook}>
      {TABS.map((tab) => {
        const { kind, word } = tabWords[tab];
        return (
          <Link
            key={tab}
            from="/dead-letters"
            to="/dead-letters"
            search={(old) => ({ ...old, peek: undefined, status: tab === 'pending' ? undefined : tab })}
            aria-current={tab === chosen ? 'true' : undefined}
            className={tabLook(tab === chosen)}
          >
            {kind ? <StatusIcon kind={kind} size={14} /> : null}
            {word}
            {counts && tab !== 'all' ? (
              <span className="text-label text-faint">{formatCount(counts[tab])}</span>
            ) : null}
          </Link>
        );
      })}
    </nav>
  );
}

interface LetterListProps {
  filters: LetterFilters;
  list: UseInfiniteQueryResult<InfiniteData<{ items: DeadLetterSummary[] }>>;
}

const keyOf = (row: DeadLetterSummary): string => String(row.id);

function LetterList({ filters, list }: LetterListProps) {
  const navigate = useNavigate();
  const change = useChangeLetterFilters();
  const wide = useWidth() !== 'phone';
  const { peek, ...narrowing } = filters;
  const scope = JSON.stringify(narrowing);
  const selection = useSelection(scope);
  const frozen = selection.size > 0 || peek !== undefined;
  const rows = useLiveRows(list, { keyOf, scope, frozen });
  return (
    <ListTable<DeadLetterSummary>
      label="Dead letters"
      list={rows}
      rowKey={keyOf}
      rowName={(row) => `${row.label} #${row.id}`}
      rowVersion={(row) => `${row.status} ${row.resubmitCount}`}
      columns={LETTER_COLUMNS}
      compact={(row) => <LetterCard row={row} />}
      compactHeight={72}
      onOpen={(row) => void navigate({ to: '/dead-letters/$id', params: { id: String(row.id) } })}
      onPeek={wide ? (row) => change({ peek: row.id }) : undefined}
      selectedKey={peek === undefined ? undefined : String(peek)}
      selection={selection}
      empty={<Nothing filters={filters} />}
      bulk={<SelectedLetters selection={selection} filters={filters} />}
    />
  );
}

const Nothing = ({ filters }: { filters: LetterFilters }) =>
  isNarrowed(filters) ? (
    <EmptyState icon={<MailX />} title="Nothing matches these filters">
      There may be dead letters, but none that fit.{' '}
      <Link
        from="/dead-letters"
        to="/dead-letters"
        search={(old) => ({ ...old, ...NO_FILTERS })}
        className={inlineLinkLook}
      >
        Clear all filters
      </Link>
    </EmptyState>
  ) : (
    <EmptyState
      icon={<MailX />}
      title={tabOf(filters) === 'pending' ? 'No dead letters' : 'None of this state'}
      command={'tutti run --shell "ehco hello" --retry none --wait'}
    >
      What fails for good becomes a dead letter: all that is needed to run it again, as it was or mended. A
      practice failure shows how that looks.
    </EmptyState>
  );
