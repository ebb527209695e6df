import type { Execution } from '@tutti/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useClient } from '../../app/api.ts';
import { StaleMark } from '../../app/stale.tsx';
import { ReadPage } from '../../app/read-page.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SiblingButtons } from '../../ui/sibling-buttons.tsx';
import { useScheduleZone } from '../schedules/use-schedule-name.ts';
import { AttemptsPanel } from './attempts-panel.tsx';
import { Background } from './detail/background.tsx';
import { ExecutionButtons } from './execution-buttons.tsx';
import { ExecutionFacts } from './execution-facts.tsx';
import { executionQuery } from './execution-queries.ts';
import { hasFailed } from './execution-status.ts';
import { ExecutionVerdict } from './execution-verdict.tsx';
import { ResultPanel } from './result-panel.tsx';
import { FailureLine, SkipLine, StandLine } from './failure-line.tsx';
import { LogView } from './log/log-view.tsx';
import { logSilence } from './log-silence.ts';

export function ExecutionDetailPage() {
  const { id } = useParams({ from: '/executions/$id' });
  const query = useQuery(executionQuery(useClient(), id));
  useNumberInAddress(id, query.data);
  return (
    <ReadPage
      query={query}
      title={`Execution ${id}`}
      crumb={{ to: '/executions', label: 'Executions' }}
      what="The execution could not be read"
      missing={
        <EmptyState title="There is no such execution">
          It was never made, or it is older than what is kept. Completed executions are kept for a while,
          failed ones longer.
        </EmptyState>
      }
    >
      {(execution) => (
        <Detail key={execution.executionId} execution={execution} updatedAt={query.dataUpdatedAt} />
      )}
    </ReadPage>
  );
}

/** Some links know the long id alone; in the address stands the number that people say, as in every list. */
function useNumberInAddress(id: string, execution: Execution | undefined): void {
  const navigate = useNavigate({ from: '/executions/$id' });
  const client = useClient();
  const queries = useQueryClient();
  useEffect(() => {
    if (execution === undefined || String(execution.id) === id || execution.executionId !== id) return;
    const number = String(execution.id);
    queries.setQueryData(executionQuery(client, number).queryKey, execution);
    void navigate({ params: { id: number }, search: true, replace: true });
  }, [id, execution, navigate, client, queries]);
}

function Detail({ execution, updatedAt }: { execution: Execution; updatedAt: number }) {
  const navigate = useNavigate();
  const zone = useScheduleZone(execution.scheduleId);
  const active =
    execution.status === 'running' || execution.status === 'pending' || execution.status === 'paused';
  return (
    <Page
      title={`${execution.label} #${execution.id}`}
      heading={<Heading execution={execution} />}
      crumb={{ to: '/executions', label: 'Executions' }}
      siblings={
        <SiblingButtons
          list="Executions"
          of={String(execution.id)}
          onOpen={(key) => void navigate({ to: '/executions/$id', params: { id: key } })}
        />
      }
      verdict={
        <span className="flex flex-wrap items-center gap-2">
          <ExecutionVerdict execution={execution} zone={zone} />
          <StaleMark at={updatedAt} />
        </span>
      }
      actions={<ExecutionButtons execution={execution} />}
      scrolls
    >
      <div className="grid gap-4 p-4 pt-2 lg:min-h-0 lg:flex-1 lg:grid-cols-[minmax(0,1fr)_344px] lg:px-6 lg:pb-6">
        <div className="flex min-w-0 flex-col gap-3 lg:min-h-0">
          <FailureLine execution={execution} />
          <SkipLine execution={execution} />
          <StandLine execution={execution} />
          {execution.status === 'skipped' ? null : (
            <LogView
              executionId={execution.executionId}
              id={execution.id}
              active={active}
              failed={hasFailed(execution.status)}
              silence={logSilence(execution)}
              className="h-[62dvh] lg:h-auto lg:min-h-80 lg:flex-1"
            />
          )}
        </div>
        <div className="flex min-w-0 flex-col gap-4 lg:min-h-0 lg:overflow-y-auto">
          {execution.status === 'skipped' ? null : <AttemptsPanel execution={execution} />}
          <Panel title="Details">
            <ExecutionFacts execution={execution} zone={zone} />
          </Panel>
          <Background execution={execution} />
          <Values execution={execution} />
        </div>
      </div>
    </Page>
  );
}

/** A name may take the lines it needs; a command is cut, it stands in the config. */
const Heading = ({ execution: { label, scheduleName, id } }: { execution: Execution }) =>
  scheduleName === null ? (
    <span className="flex min-w-0 items-baseline gap-x-2">
      <span title={label} className="min-w-0 truncate font-mono text-section leading-7">
        {label}
      </span>
      <HeadingId id={id} />
    </span>
  ) : (
    <>
      {label} <HeadingId id={id} />
    </>
  );

const HeadingId = ({ id }: { id: number }) => (
  <span className="shrink-0 text-section font-normal whitespace-nowrap text-faint">#{id}</span>
);

function Values({ execution }: { execution: Execution }) {
  const { trigger, metadata } = execution;
  return (
    <>
      <ResultPanel execution={execution} />
      <Panel title="Config">
        <JsonView value={execution.taskConfig} label="Config" />
      </Panel>
      {trigger.data === undefined ? null : (
        <Panel title="Trigger data">
          <JsonView value={trigger.data} label="Trigger data" />
        </Panel>
      )}
      {metadata === null ? null : (
        <Panel title="Metadata">
          <JsonView value={metadata} label="Metadata" />
        </Panel>
      )}
    </>
  );
}
