import type { ErrorRecord } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useClient } from '../../app/api.ts';
import { ReadPage } from '../../app/read-page.tsx';
import { StaleMark } from '../../app/stale.tsx';
import { cn } from '../../ui/cn.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SiblingButtons } from '../../ui/sibling-buttons.tsx';
import { stripAnsi } from '../executions/log/ansi.ts';
import { ErrorButtons } from './error-buttons.tsx';
import { ErrorHistory } from './error-history.tsx';
import { ErrorLine } from './error-line.tsx';
import { ErrorLinks } from './error-links.tsx';
import { ErrorLog } from './error-log.tsx';
import { errorQuery } from './error-queries.ts';
import { ErrorReport } from './error-report.tsx';
import { ErrorWhy } from './error-why.tsx';
import { retriesWords } from './error-words.ts';
import { RecoveryStopped } from './recovery-verdict.tsx';
import { SeverityBadge } from './severity-badge.tsx';
import { RecoveryBadge } from './status-mark.tsx';

const CRUMB = { to: '/errors', label: 'Errors' } as const;

export function ErrorDetailPage() {
  const { id } = useParams({ from: '/errors/$id' });
  const query = useQuery(errorQuery(useClient(), Number(id)));
  return (
    <ReadPage
      query={query}
      title={`Error ${id}`}
      crumb={CRUMB}
      what="The error could not be read"
      missing={
        <EmptyState title="There is no such error">
          It was never recorded, or it is older than what is kept.
        </EmptyState>
      }
    >
      {(record) => <Detail key={id} record={record} updatedAt={query.dataUpdatedAt} />}
    </ReadPage>
  );
}

function Detail({ record, updatedAt }: { record: ErrorRecord; updatedAt: number }) {
  const { executionId, stackTrace, errorData } = record;
  const navigate = useNavigate();
  return (
    <Page
      title={`${record.label}: error #${record.id}`}
      heading={<Heading record={record} />}
      crumb={CRUMB}
      siblings={
        <SiblingButtons
          list={['Errors', 'Errors of the group']}
          of={String(record.id)}
          onOpen={(id) => void navigate({ to: '/errors/$id', params: { id } })}
        />
      }
      verdict={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <RecoveryBadge status={record.recoveryStatus} />
          <SeverityBadge severity={record.severity} />
          <span>{retriesWords(record)}</span>
          <StaleMark at={updatedAt} />
        </span>
      }
      actions={<ErrorButtons record={record} />}
      scrolls
    >
      <RecoveryStopped />
      <div className="grid gap-4 p-4 pt-2 lg:grid-cols-[minmax(0,1fr)_344px] lg:px-6 lg:pb-6">
        <div className="flex min-w-0 flex-col gap-4">
          <div className="max-lg:-order-2">
            <ErrorLine record={record} />
          </div>
          <ErrorWhy record={record} />
          {executionId === null ? null : <ErrorLog executionId={executionId} />}
          {stackTrace ? (
            <Panel title="Stack">
              <JsonView value={stripAnsi(stackTrace)} label="Stack" />
            </Panel>
          ) : null}
          {errorData === null ? null : (
            <Panel title="Data">
              <JsonView value={errorData} label="Data" />
            </Panel>
          )}
          {executionId === null ? null : <ErrorReport executionId={executionId} id={record.id} />}
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <ErrorLinks record={record} />
          {executionId === null ? null : <ErrorHistory record={record} executionId={executionId} />}
        </div>
      </div>
    </Page>
  );
}

const Heading = ({ record: { label, scheduleId, id } }: { record: ErrorRecord }) => (
  <span className="flex min-w-0 items-baseline gap-x-2">
    <span
      title={label}
      className={cn('min-w-0 truncate', scheduleId === null && 'font-mono text-section leading-7')}
    >
      {label}
    </span>
    <span className="shrink-0 text-section font-normal whitespace-nowrap text-faint">error #{id}</span>
  </span>
);
