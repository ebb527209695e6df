import type { Execution } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../app/api.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Panel } from '../../ui/panel.tsx';
import { AttemptsTimeline } from './attempts-timeline.tsx';
import { attemptsQuery } from './execution-queries.ts';

export function AttemptsPanel({ execution }: { execution: Execution }) {
  const query = useQuery(attemptsQuery(useClient(), String(execution.id)));
  const attempts = query.data?.items ?? [];
  const next =
    execution.phase === 'retrying' ? { attempt: execution.attempt, at: execution.runAt } : undefined;
  if (query.error && !query.data) {
    return (
      <Panel title="Attempts" flush>
        <ErrorPanel
          error={query.error}
          what="The attempts could not be read"
          onRetry={() => void query.refetch()}
        />
      </Panel>
    );
  }
  return (
    <Panel title="Attempts">
      {attempts.length === 0 && !next ? (
        <p className="text-muted">None has begun.</p>
      ) : (
        <AttemptsTimeline execution={execution} attempts={attempts} next={next} />
      )}
    </Panel>
  );
}
