import type { Execution } from '@tutti/contract';
import { Duration } from '../../ui/duration.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { ExecutionBadge } from './execution-columns.tsx';
import { ExecutionNote } from './execution-note.tsx';
import { attemptsAllowed } from './retry-words.ts';

/** Status, why, and how long: the one line that answers what this execution is doing. */
export function ExecutionVerdict({ execution, zone }: { execution: Execution; zone: string | undefined }) {
  const { status, startedAt, completedAt } = execution;
  const explains = status === 'pending' || status === 'running' || status === 'cancelled';
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
      <ExecutionBadge row={execution} />
      {explains ? (
        <ExecutionNote
          row={execution}
          className="max-w-full max-sm:whitespace-normal max-sm:wrap-break-word"
        />
      ) : null}
      {status === 'skipped' ? null : (
        <span>
          attempt {execution.attempt} of {Math.max(execution.attempt, attemptsAllowed(execution.retryPolicy))}
        </span>
      )}
      {startedAt && (execution.durationMs !== null || status === 'running') ? (
        <span>
          {status === 'running' ? 'for' : 'took'}{' '}
          <b className="font-medium text-text">
            <Duration ms={execution.durationMs} from={status === 'running' ? startedAt : null} />
          </b>
        </span>
      ) : null}
      {completedAt ? (
        <span>
          ended <TimeStamp at={completedAt} zone={zone} />
        </span>
      ) : startedAt ? (
        <span>
          started <TimeStamp at={startedAt} zone={zone} />
        </span>
      ) : null}
    </span>
  );
}
