import type { ErrorRecord, Intervention } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../app/api.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { AttemptsTimeline } from '../executions/attempts-timeline.tsx';
import { attemptsQuery } from '../executions/execution-queries.ts';
import { interventionsQuery } from './error-queries.ts';

/** Every attempt with its times, and what operators did meanwhile. */
export function ErrorHistory({ record, executionId }: { record: ErrorRecord; executionId: string }) {
  const client = useClient();
  const query = useQuery(attemptsQuery(client, executionId));
  const acts = useQuery(interventionsQuery(client, executionId)).data?.items ?? [];
  const attempts = query.data?.items ?? [];
  const next =
    record.recoveryStatus === 'retry_scheduled'
      ? { attempt: attempts.length + 1, at: record.nextRetryAt }
      : undefined;
  return (
    <Panel title="Attempts">
      {query.error && !query.data ? (
        <ErrorPanel
          error={query.error}
          what="The attempts could not be read"
          onRetry={() => void query.refetch()}
        />
      ) : (
        <AttemptsTimeline attempts={attempts} next={next} />
      )}
      {acts.length > 0 ? (
        <ul aria-label="Interventions" className="mt-2 flex flex-col gap-1.5 border-t border-line pt-3">
          {acts.map((act) => (
            <InterventionLine key={act.id} act={act} />
          ))}
        </ul>
      ) : null}
    </Panel>
  );
}

const PAST: Record<Intervention['action'], string> = {
  pause: 'paused it',
  resume: 'let it go on',
  skip: 'skipped it',
  retry: 'retried it',
  cancel: 'cancelled it',
  priority: 'changed its priority',
};

const InterventionLine = ({ act }: { act: Intervention }) => (
  <li className="text-label">
    <span className="font-medium">{act.actor}</span> {PAST[act.action]}{' '}
    <span className="text-muted">
      <TimeStamp at={act.at} />
    </span>
    {act.reason ? <span className="block break-words text-muted">{act.reason}</span> : null}
  </li>
);
