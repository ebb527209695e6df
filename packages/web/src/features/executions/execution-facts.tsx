import type { Execution } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import { TagMark } from '../../ui/chip.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { DASH, shortId } from '../../ui/format-number.ts';
import { formatDuration } from '../../ui/format-duration.ts';
import { Fact, Facts } from '../../ui/panel.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { retryWords } from './retry-words.ts';
import { triggerWords } from './trigger-words.ts';

/** Where it came from, when it ran, and under which rules. */
export function ExecutionFacts({ execution, zone }: { execution: Execution; zone: string | undefined }) {
  const { scheduleId, scheduleName, trigger } = execution;
  return (
    <Facts>
      {scheduleId === null ? null : (
        <Fact name="Schedule">
          {scheduleName === null ? (
            <span className="text-muted">deleted (#{scheduleId})</span>
          ) : (
            <Link
              to="/schedules/$id"
              params={{ id: String(scheduleId) }}
              className="rounded-sm text-link hover:underline"
            >
              {scheduleName}
            </Link>
          )}
        </Fact>
      )}
      <Fact name="Trigger">{triggerWords(trigger)}</Fact>
      {trigger.reason ? <Fact name="Reason">{trigger.reason}</Fact> : null}
      {execution.slot === null ? null : (
        <Fact name="Slot">
          <TimeStamp at={execution.slot} zone={zone} date="slot" />
          {execution.slotUntil ? (
            <>
              {' '}
              to <TimeStamp at={execution.slotUntil} zone={zone} date="slot" />
            </>
          ) : null}
        </Fact>
      )}
      <Fact name="Enqueued">
        <TimeStamp at={execution.createdAt} zone={zone} />
      </Fact>
      <Fact name="Started">
        <TimeStamp at={execution.startedAt} zone={zone} />
      </Fact>
      <Fact name="Ended">
        <TimeStamp at={execution.completedAt} zone={zone} />
      </Fact>
      <Fact name="Type">{execution.taskType}</Fact>
      <Fact name="Queue">
        {execution.queue} <span className="text-muted">priority {execution.priority}</span>
      </Fact>
      <Fact name="Retries">{retryWords(execution.retryPolicy)}</Fact>
      <Fact name="Timeout">{formatDuration(execution.timeoutMs)}</Fact>
      <Fact name="Node">{execution.node ?? DASH}</Fact>
      {execution.tags.length > 0 ? (
        <Fact name="Tags">
          <span className="flex flex-wrap gap-1">
            {execution.tags.map((tag) => (
              <TagMark key={tag}>{tag}</TagMark>
            ))}
          </span>
        </Fact>
      ) : null}
      <Fact name="Id">
        <span className="inline-flex items-center gap-1">
          <code className="font-mono text-log" title={execution.executionId}>
            {shortId(execution.executionId)}
          </code>
          <CopyButton text={execution.executionId} label="Copy the execution id" />
        </span>
      </Fact>
    </Facts>
  );
}
