import type { Execution } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Maximize2, X } from 'lucide-react';
import { useClient } from '../../app/api.ts';
import { Button, buttonLook } from '../../ui/button.tsx';
import { cn } from '../../ui/cn.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Hint } from '../../ui/hint.tsx';
import { SkeletonRows, useWaited } from '../../ui/skeleton.tsx';
import { useScheduleZone } from '../schedules/use-schedule-name.ts';
import { ExecutionButtons } from './execution-buttons.tsx';
import { executionQuery } from './execution-queries.ts';
import { hasFailed } from './execution-status.ts';
import { ExecutionVerdict } from './execution-verdict.tsx';
import { FailureLine, SkipLine, StandLine } from './failure-line.tsx';
import { logSilence } from './log-silence.ts';
import { LogView } from './log/log-view.tsx';

/** A look at one execution beside the list. */
export default function ExecutionPeek({ id, onClose }: { id: string; onClose: () => void }) {
  const query = useQuery(executionQuery(useClient(), id));
  const waited = useWaited(query.isPending);
  return (
    <aside
      aria-label={`Execution ${id}`}
      className="drawer-motion flex w-120 shrink-0 flex-col border-l border-line bg-raised"
    >
      {query.data ? (
        <Peeked execution={query.data} onClose={onClose} />
      ) : query.error ? (
        <ErrorPanel
          error={query.error}
          what="The execution could not be read"
          onRetry={() => void query.refetch()}
        />
      ) : waited ? (
        <SkeletonRows />
      ) : null}
    </aside>
  );
}

function Peeked({ execution, onClose }: { execution: Execution; onClose: () => void }) {
  const zone = useScheduleZone(execution.scheduleId);
  const active =
    execution.status === 'running' || execution.status === 'pending' || execution.status === 'paused';
  return (
    <>
      <header className="flex items-start gap-1 px-4 pt-3 pb-1">
        <h2 className="min-w-0 flex-1 text-section font-semibold">
          <span
            className={cn(
              'line-clamp-2 break-words',
              execution.scheduleName === null && 'font-mono text-body',
            )}
          >
            {execution.label}
          </span>
          <span className="text-label font-normal text-faint">#{execution.id}</span>
        </h2>
        <Hint content="Open the whole page (Enter)">
          <Link
            to="/executions/$id"
            params={{ id: String(execution.id) }}
            aria-label="Open the whole page"
            className={buttonLook({ look: 'ghost', size: 'icon' })}
          >
            <Maximize2 />
          </Link>
        </Hint>
        <Button look="ghost" size="icon" aria-label="Close" onClick={onClose}>
          <X />
        </Button>
      </header>
      <div className="flex min-h-0 flex-1 flex-col gap-3 px-4 pb-4">
        <div className="text-muted">
          <ExecutionVerdict execution={execution} zone={zone} />
        </div>
        <div className="flex gap-2">
          <ExecutionButtons execution={execution} />
        </div>
        <FailureLine execution={execution} />
        <SkipLine execution={execution} />
        <StandLine execution={execution} />
        {execution.status === 'skipped' ? null : (
          <LogView
            key={execution.executionId}
            executionId={execution.executionId}
            id={execution.id}
            active={active}
            failed={hasFailed(execution.status)}
            silence={logSilence(execution)}
            className="flex-1"
          />
        )}
      </div>
    </>
  );
}
