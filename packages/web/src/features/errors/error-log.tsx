import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../app/api.ts';
import { executionQuery } from '../executions/execution-queries.ts';
import { hasFailed } from '../executions/execution-status.ts';
import { logSilence } from '../executions/log-silence.ts';
import { LogView } from '../executions/log/log-view.tsx';

/** The log of its execution, opened where the error is told; on a phone in sight together with the way to retry. */
export function ErrorLog({ executionId }: { executionId: string }) {
  const execution = useQuery(executionQuery(useClient(), executionId)).data;
  if (!execution) return null;
  const { status } = execution;
  const active = status === 'running' || status === 'pending' || status === 'paused';
  return (
    <section aria-label="Log of the execution" className="max-lg:-order-1">
      <LogView
        key={executionId}
        executionId={executionId}
        id={execution.id}
        active={active}
        failed={hasFailed(status)}
        silence={logSilence(execution)}
        className="h-72 max-lg:h-[40dvh]"
      />
    </section>
  );
}
