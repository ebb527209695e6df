import type { DeadLetter } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useClient } from '../../app/api.ts';
import { ReadPage } from '../../app/read-page.tsx';
import { StaleMark } from '../../app/stale.tsx';
import { cn } from '../../ui/cn.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { plural } from '../../ui/format-number.ts';
import { JsonView } from '../../ui/json-view.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SiblingButtons } from '../../ui/sibling-buttons.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { AttemptsTimeline } from '../executions/attempts-timeline.tsx';
import { inlineLinkLook } from '../recovery/tab-look.ts';
import { LetterButtons } from './letter-buttons.tsx';
import { LetterError, LetterFacts } from './letter-facts.tsx';
import { letterQuery } from './letter-queries.ts';
import { shownLetter } from './letter-words.ts';

const CRUMB = { to: '/dead-letters', label: 'Dead letters' } as const;

export function LetterDetailPage() {
  const { id } = useParams({ from: '/dead-letters/$id' });
  const query = useQuery(letterQuery(useClient(), Number(id)));
  return (
    <ReadPage
      query={query}
      title={`Dead letter ${id}`}
      crumb={CRUMB}
      what="The dead letter could not be read"
      missing={
        <EmptyState title="There is no such dead letter">
          It was never there, or it was archived: look under{' '}
          <Link to="/dead-letters/archives" className={inlineLinkLook}>
            Archives
          </Link>
          .
        </EmptyState>
      }
    >
      {(letter) => <Detail key={id} letter={letter} updatedAt={query.dataUpdatedAt} />}
    </ReadPage>
  );
}

function Detail({ letter, updatedAt }: { letter: DeadLetter; updatedAt: number }) {
  const navigate = useNavigate();
  return (
    <Page
      title={`${letter.label}: dead letter #${letter.id}`}
      heading={<Heading letter={letter} />}
      crumb={CRUMB}
      siblings={
        <SiblingButtons
          list="Dead letters"
          of={String(letter.id)}
          onOpen={(id) => void navigate({ to: '/dead-letters/$id', params: { id } })}
        />
      }
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
