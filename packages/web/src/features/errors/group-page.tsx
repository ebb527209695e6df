import type { ErrorGroup } from '@tutti/contract';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useClient } from '../../app/api.ts';
import { StaleMark } from '../../app/stale.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { Page } from '../../ui/page.tsx';
import { SiblingButtons } from '../../ui/sibling-buttons.tsx';
import { SkeletonRows, useWaited } from '../../ui/skeleton.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { BreakerMark } from '../breakers/breaker-mark.tsx';
import { stripAnsi } from '../executions/log/ansi.ts';
import type { ErrorFilters } from './error-filters.ts';
import { errorGroupQuery, errorListQuery } from './error-queries.ts';
import { ErrorTable } from './error-table.tsx';
import { groupedBecause } from './error-words.ts';
import { GroupButtons } from './group-buttons.tsx';
import { firstLine } from './message.tsx';
import { RecoveryStopped } from './recovery-verdict.tsx';
import { SeverityBadge } from './severity-badge.tsx';
import { Trend } from './trend.tsx';

const CRUMB = { to: '/errors', label: 'Errors' } as const;

/** All errors that failed alike, and what they have in common. */
export function GroupPage() {
  const { fingerprint } = useParams({ from: '/errors/groups/$fingerprint' });
  const query = useQuery(errorGroupQuery(useClient(), fingerprint));
  const waited = useWaited(query.isPending);
  const { data: group } = query;
  const navigate = useNavigate();
  const message = group ? firstLine(stripAnsi(group.message)) : 'Errors';
  return (
    <Page
      title={message}
      heading={
        <span className="line-clamp-2 font-mono text-section leading-7 break-words">
          {group ? message : fingerprint}
        </span>
      }
      crumb={CRUMB}
      siblings={
        <SiblingButtons
          list="Errors by what failed"
          of={fingerprint}
          onOpen={(key) => void navigate({ to: '/errors/groups/$fingerprint', params: { fingerprint: key } })}
        />
      }
      verdict={group ? <GroupVerdict group={group} updatedAt={query.dataUpdatedAt} /> : undefined}
      actions={group ? <GroupButtons group={group} /> : undefined}
    >
      {group ? (
        <>
          <RecoveryStopped />
          <GroupFacts group={group} />
          <Members fingerprint={fingerprint} />
        </>
      ) : query.error ? (
        <ErrorPanel
          error={query.error}
          what="The group could not be read"
          onRetry={() => void query.refetch()}
        />
      ) : query.data === null ? (
        <EmptyState title="There is no such group">
          No error has this fingerprint; it may be older than what is kept.
        </EmptyState>
      ) : waited ? (
        <SkeletonRows />
      ) : null}
    </Page>
  );
}

const GroupVerdict = ({ group, updatedAt }: { group: ErrorGroup; updatedAt: number }) => (
  <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
    <SeverityBadge severity={group.severity} />
    <span>
      <b className="font-medium text-text">{formatCount(group.open)}</b> open, {formatCount(group.count)} in
      all
    </span>
    <span>
      last <TimeStamp at={group.lastSeenAt} />, first <TimeStamp at={group.firstSeenAt} />
    </span>
    <StaleMark at={updatedAt} />
  </span>
);

const GroupFacts = ({ group }: { group: ErrorGroup }) => (
  <div className="flex flex-wrap items-start gap-x-8 gap-y-2 px-4 pt-1 pb-3 lg:px-6">
    <div className="min-w-0 flex-1 basis-72">
      {group.frame ? (
        <p className="truncate font-mono text-label">
          <span className="text-muted">{group.frame}</span>
        </p>
      ) : null}
      <p className="text-label text-muted text-pretty">
        {groupedBecause} Their pattern: <code className="font-mono break-words">{group.fingerprint}</code>
      </p>
    </div>
    <div className="flex items-center gap-2">
      <Trend hours={group.trend} />
      <span className="text-label text-faint">last 24 h</span>
    </div>
    <div className="flex min-w-0 items-center gap-2">
      <span className="text-label text-faint">Breaker</span>
      <BreakerMark breakerKey={group.breaker} named />
    </div>
  </div>
);

function Members({ fingerprint }: { fingerprint: string }) {
  const filters = useMemo((): ErrorFilters => ({ fingerprint, status: 'all' }), [fingerprint]);
  const query = useInfiniteQuery(errorListQuery(useClient(), filters));
  return (
    <ErrorTable
      label="Errors of the group"
      query={query}
      filters={filters}
      empty={<EmptyState title="None is kept">They are older than what is kept.</EmptyState>}
    />
  );
}
