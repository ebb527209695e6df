import type { DeadLetter } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useClient } from '../../app/api.ts';
import { isNotFound } from '../../app/query-client.ts';
import { StaleMark } from '../../app/stale.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { cn } from '../../ui/cn.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { DASH, plural } from '../../ui/format-number.ts';
import { JsonView } from '../../ui/json-view.tsx';
import { Page } from '../../ui/page.tsx';
import { Fact, Facts, Panel } from '../../ui/panel.tsx';
import { SkeletonRows, useWaited } from '../../ui/skeleton.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { StatusIcon } from '../../ui/status-icon.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { BreakerMark } from '../breakers/breaker-mark.tsx';
import { AttemptsTimeline } from '../executions/attempts-timeline.tsx';
import { stripAnsi } from '../executions/log/ansi.ts';
import { triggerWords } from '../executions/trigger-words.ts';
import { inlineLinkLook, linkLook } from '../recovery/tab-look.ts';
import { LetterButtons } from './letter-buttons.tsx';
import { letterQuery } from './letter-queries.ts';
import { shownLetter } from './letter-words.ts';

const CRUMB = { to: '/dead-letters', label: 'Dead letters' } as const;

export function LetterDetailPage() {
  const { id } = useParams({ from: '/dead-letters/$id' });
  const query = useQuery(letterQuery(useClient(), Number(id)));
  const waited = useWaited(query.isPending);
  if (query.data) return <Detail key={id} letter={query.data} updatedAt={query.dataUpdatedAt} />;
  return (
    <Page title={`Dead letter ${id}`} crumb={CRUMB}>
      {isNotFound(query.error) ? (
        <EmptyState title="There is no such dead letter">
          It was never there, or it was archived: look under{' '}
          <Link to="/dead-letters/archives" className={inlineLinkLook}>
            Archives
          </Link>
          .
        </EmptyState>
      ) : query.error ? (
        <ErrorPanel
          error={query.error}
          what="The dead letter could not be read"
          onRetry={() => void query.refetch()}
        />
      ) : waited ? (
        <SkeletonRows />
      ) : null}
    </Page>
  );
}

function Detail({ letter, updatedAt }: { letter: DeadLetter; updatedAt: number }) {
  return (
    <Page
      title={`${letter.label}: dead letter #${letter.id}`}
      heading={<Heading letter={letter} />}
      crumb={CRUMB}
      verdict={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <StatusBadge {...shownLetter(letter)} />
          <span>
            failed for good <TimeStamp at={letter.failedAt} /> after {plural(letter.attempts, 'attempt')}
          </span>
          {letter.resubmittedAs === null ? null : (
            <span>
              {letter.status === 'resubmitted' ? 'runs again as' : 'last resubmitted as'}{' '}
              <Link to="/executions/$id" params={{ id: letter.resubmittedAs }} className={inlineLinkLook}>
                this execution
              </Link>
            </span>
          )}
          <StaleMark at={updatedAt} />
        </span>
      }
      actions={<LetterButtons letter={letter} />}
      scrolls
    >
      <div className="grid gap-4 p-4 pt-2 lg:grid-cols-[minmax(0,1fr)_344px] lg:px-6 lg:pb-6">
        <div className="flex min-w-0 flex-col gap-4">
          <LetterError letter={letter} />
          <Panel title="Config">
            <JsonView value={letter.taskConfig} label="Config" />
          </Panel>
          {letter.error.data === undefined || letter.error.data === null ? null : (
            <Panel title="What came back">
              <JsonView value={letter.error.data} label="Data of the error" />
            </Panel>
          )}
          {letter.metadata === null ? null : (
            <Panel title="Metadata">
              <JsonView value={letter.metadata} label="Metadata" />
            </Panel>
          )}
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <LetterFacts letter={letter} />
          <Panel title="Attempts">
            {letter.attemptHistory.length > 0 ? (
              <AttemptsTimeline attempts={letter.attemptHistory} next={undefined} />
            ) : (
              <p className="text-muted">Its execution is not kept any more.</p>
            )}
          </Panel>
        </div>
      </div>
    </Page>
  );
}

const Heading = ({ letter: { label, scheduleName, id } }: { letter: DeadLetter }) => (
  <span className="flex min-w-0 items-baseline gap-x-2">
    <span
      title={label}
      className={cn('min-w-0 truncate', scheduleName === null && 'font-mono text-section leading-7')}
    >
      {label}
    </span>
    <span className="shrink-0 text-section font-normal whitespace-nowrap text-faint">dead letter #{id}</span>
  </span>
);

function LetterError({ letter: { error } }: { letter: DeadLetter }) {
  const message = stripAnsi(error.message);
  return (
    <div
      role="group"
      aria-label="Error"
      className="flex items-start gap-2.5 rounded-lg border border-failed/40 bg-[color-mix(in_oklab,var(--failed)_8%,transparent)] py-2.5 pr-2 pl-3"
    >
      <StatusIcon kind="failed" className="mt-0.5" />
      <div className="min-w-0 flex-1">
        <p className="max-h-40 overflow-y-auto font-mono text-log break-words whitespace-pre-wrap">
          {message}
        </p>
        <p className="mt-1 text-label text-muted">
          <code className="font-mono">{error.code}</code> ·{' '}
          {error.permanent
            ? 'permanent: as it is, another attempt could not help'
            : 'transient: no attempt was left'}
        </p>
      </div>
      <CopyButton text={message} label="Copy the error" />
    </div>
  );
}

function LetterFacts({ letter }: { letter: DeadLetter }) {
  return (
    <Panel title="Around it">
      <Facts>
        <Fact name="Execution">
          <Link to="/executions/$id" params={{ id: letter.executionId }} className={linkLook}>
            Log at the error line
          </Link>
        </Fact>
        <Fact name="Errors">
          {letter.fingerprint === null ? (
            DASH
          ) : (
            <Link
              to="/errors/groups/$fingerprint"
              params={{ fingerprint: letter.fingerprint }}
              className={linkLook}
            >
              Errors like it
            </Link>
          )}
        </Fact>
        <Fact name="Schedule">
          {letter.scheduleId === null ? (
            DASH
          ) : (
            <Link to="/schedules/$id" params={{ id: String(letter.scheduleId) }} className={linkLook}>
              {letter.scheduleName ?? `#${letter.scheduleId}, deleted`}
            </Link>
          )}
        </Fact>
        <Fact name="Breaker">
          <BreakerMark breakerKey={letter.breaker} named />
        </Fact>
        <Fact name="Type">{letter.taskType}</Fact>
        <Fact name="Queue">
          {letter.queue} <span className="text-muted">priority {letter.priority}</span>
        </Fact>
        <Fact name="Trigger">{letter.trigger ? triggerWords(letter.trigger) : DASH}</Fact>
        <Fact name="Node">{letter.node ?? DASH}</Fact>
        <Fact name="Resubmitted">{plural(letter.resubmitCount, 'time')}</Fact>
        {letter.resolvedAt ? (
          <Fact name="Settled">
            <TimeStamp at={letter.resolvedAt} /> by {letter.resolvedBy ?? 'nobody known'}
          </Fact>
        ) : null}
        {letter.notes ? <Fact name="Notes">{letter.notes}</Fact> : null}
      </Facts>
    </Panel>
  );
}
