import type { Schedule } from '@tutti/contract';
import { TagMark } from '../../../ui/chip.tsx';
import { CommandLine } from '../../../ui/copy-button.tsx';
import { formatDuration } from '../../../ui/format-duration.ts';
import { JsonView } from '../../../ui/json-view.tsx';
import { Fact, Facts, Panel } from '../../../ui/panel.tsx';
import { TimeStamp } from '../../../ui/time-stamp.tsx';
import { retryWords } from '../../executions/retry-words.ts';
import { CATCH_UPS, choiceOf, OVERLAPS } from '../policy-words.ts';
import { scheduleCommand } from '../schedule-command.ts';
import { timingWords } from '../schedule-zone.ts';

/** What it does and by which rules, with the command that makes the same. */
export function ScheduleDefinition({ schedule }: { schedule: Schedule }) {
  const { words, zone } = timingWords(schedule.timing);
  const { cron } = schedule.scheduleConfig;
  return (
    <Panel title="Definition">
      <div className="flex flex-col gap-4">
        <Facts>
          <Fact name="Timing">
            {words} {zone ? <span className="text-muted">{zone}</span> : null}
            {typeof cron === 'string' ? (
              <code className="block font-mono text-log text-muted">{cron}</code>
            ) : null}
          </Fact>
          <Fact name="Task">{schedule.taskType}</Fact>
          <Fact name="Overlap">{choiceOf(OVERLAPS, schedule.overlapPolicy)?.effect}</Fact>
          <Fact name="Catch-up">{choiceOf(CATCH_UPS, schedule.catchUpPolicy)?.effect}</Fact>
          <Fact name="Retries">
            {schedule.retryPolicy === null ? 'as the task type has it' : retryWords(schedule.retryPolicy)}
          </Fact>
          <Fact name="Timeout">
            {schedule.timeoutMs === null ? 'as the task type has it' : formatDuration(schedule.timeoutMs)}
          </Fact>
          <Fact name="Queue">
            {schedule.queue} <span className="text-muted">priority {schedule.priority}</span>
          </Fact>
          <Limits schedule={schedule} />
          {schedule.tags.length > 0 ? (
            <Fact name="Tags">
              <span className="flex flex-wrap gap-1">
                {schedule.tags.map((tag) => (
                  <TagMark key={tag}>{tag}</TagMark>
                ))}
              </span>
            </Fact>
          ) : null}
          <Fact name="Made">
            <TimeStamp at={schedule.createdAt} /> <span className="text-muted">by {schedule.createdBy}</span>
          </Fact>
          <Fact name="Changed">
            <TimeStamp at={schedule.updatedAt} />
          </Fact>
        </Facts>
        <JsonView value={schedule.taskConfig} label="Task config" />
        <div>
          <p className="mb-1 text-label text-faint">The same from a terminal</p>
          <CommandLine command={scheduleCommand(schedule)} />
        </div>
      </div>
    </Panel>
  );
}

/** Only the limits that are set. */
function Limits({ schedule }: { schedule: Schedule }) {
  return (
    <>
      {schedule.jitterMs > 0 ? <Fact name="Jitter">up to {formatDuration(schedule.jitterMs)}</Fact> : null}
      {schedule.startsAt ? (
        <Fact name="Starts">
          <TimeStamp at={schedule.startsAt} date />
        </Fact>
      ) : null}
      {schedule.endsAt ? (
        <Fact name="Ends">
          <TimeStamp at={schedule.endsAt} date />
        </Fact>
      ) : null}
      {schedule.maxRuns === null ? null : (
        <Fact name="Runs">
          {schedule.runCount} of {schedule.maxRuns}
        </Fact>
      )}
      {schedule.blackouts.length > 0 ? <Fact name="Blackouts">{schedule.blackouts.length}</Fact> : null}
    </>
  );
}
