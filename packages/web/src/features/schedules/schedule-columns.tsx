import type { Schedule } from '@tutti/contract';
import { TagMark } from '../../ui/chip.tsx';
import type { Column } from '../../ui/data-table-parts.tsx';
import { formatDuration } from '../../ui/format-duration.ts';
import { DASH, formatCount, formatPercent } from '../../ui/format-number.ts';
import { Hint } from '../../ui/hint.tsx';
import { Switch } from '../../ui/switch.tsx';
import { useMay } from '../access/use-may.ts';
import { skipWords } from '../executions/execution-status.ts';
import { RunStrip } from './run-strip.tsx';
import { ScheduleRowActions, TriggerButton } from './schedule-row-actions.tsx';
import { NextRun, ScheduleLink, TimingWords } from './schedule-marks.tsx';
import { scheduleZone } from './schedule-zone.ts';
import { useToggle } from './schedule-actions.ts';

export function ScheduleToggle({ schedule }: { schedule: Schedule }) {
  const toggle = useToggle();
  return (
    <Switch
      aria-label={`${schedule.name} fires by itself`}
      checked={schedule.enabled}
      refused={useMay('schedules:write').reason}
      onCheckedChange={(enabled) => toggle.mutate({ schedule, enabled })}
    />
  );
}

export function SuccessRate({ schedule }: { schedule: Schedule }) {
  const { executions, failures } = schedule.statistics;
  if (executions === 0) return <span className="w-13 text-end text-faint">{DASH}</span>;
  return (
    <Hint content={`${formatCount(executions - failures)} of ${formatCount(executions)} runs succeeded`}>
      <span tabIndex={0} className="inline-grid grid-cols-[52px_64px] gap-x-1.5 rounded-sm text-end">
        {formatPercent(executions - failures, executions)}{' '}
        <span className="text-start text-faint">of {formatCount(executions)}</span>
      </span>
    </Hint>
  );
}

/** Why the last slot did not run stands in sight, not behind its dot. */
function LastSkip({ schedule: { recent } }: { schedule: Schedule }) {
  const last = recent?.[0];
  if (last?.status !== 'skipped') return null;
  return (
    <span className="min-w-0 shrink-2 truncate text-label text-muted" title={skipWords(last.skipReason)}>
      skipped: {skipWords(last.skipReason)}
    </span>
  );
}

/** One tag, and how many more there are: the name needs the room. */
function FirstTag({ tags }: { tags: readonly string[] }) {
  const [first, ...more] = tags;
  if (first === undefined) return null;
  return more.length === 0 ? (
    <TagMark>{first}</TagMark>
  ) : (
    <Hint content={tags.join(', ')}>
      <span tabIndex={0} className="flex min-w-0 rounded-sm">
        <TagMark>
          {first} +{more.length}
        </TagMark>
      </span>
    </Hint>
  );
}

export const SCHEDULE_COLUMNS: Column<Schedule>[] = [
  {
    key: 'enabled',
    header: <span className="sr-only">On</span>,
    track: '36px',
    cell: (schedule) => <ScheduleToggle schedule={schedule} />,
  },
  {
    key: 'name',
    header: 'Name',
    track: 'minmax(0, 5fr)',
    sort: 'name',
    cell: (schedule) => (
      <span className="flex min-w-0 items-center gap-2">
        <ScheduleLink schedule={schedule} />
        <LastSkip schedule={schedule} />
        <span className="flex max-w-24 shrink-0 max-xl:hidden">
          <FirstTag tags={schedule.tags} />
        </span>
      </span>
    ),
  },
  {
    key: 'timing',
    header: 'Timing',
    track: 'minmax(0, 5fr)',
    cell: (schedule) => <TimingWords schedule={schedule} className="text-muted" />,
  },
  {
    key: 'next',
    header: 'Next run',
    track: '132px',
    sort: 'nextRunAt',
    cell: (schedule) => <NextRun schedule={schedule} />,
  },
  {
    key: 'recent',
    header: <span className="w-full text-end">Last runs</span>,
    track: '224px',
    from: 'lg',
    cell: (schedule) => <RunStrip runs={schedule.recent ?? []} zone={scheduleZone(schedule)} />,
  },
  {
    key: 'success',
    header: <span className="w-13 text-end">Success</span>,
    track: '122px',
    cell: (schedule) => <SuccessRate schedule={schedule} />,
  },
  {
    key: 'average',
    header: 'Average',
    track: '64px',
    align: 'end',
    from: 'xl',
    cell: (schedule) => formatDuration(schedule.statistics.averageDurationMs),
  },
  {
    key: 'actions',
    header: <span className="sr-only">Actions</span>,
    track: '56px',
    align: 'end',
    cell: (schedule) => <ScheduleRowActions schedule={schedule} />,
  },
];

/** A schedule where there is no room for columns. */
export function ScheduleCard({ schedule }: { schedule: Schedule }) {
  return (
    <div className="flex min-w-0 items-center gap-2">
      <ScheduleToggle schedule={schedule} />
      <div className="min-w-0 flex-1">
        <p className="flex min-w-0 items-center">
          <ScheduleLink schedule={schedule} className="py-1" />
        </p>
        <p className="flex min-w-0 gap-2 text-label text-muted">
          <TimingWords schedule={schedule} />
          <span className="ml-auto shrink-0">
            <NextRun schedule={schedule} />
          </span>
        </p>
        <RunStrip runs={schedule.recent ?? []} zone={scheduleZone(schedule)} align="start" />
      </div>
      <TriggerButton schedule={schedule} />
    </div>
  );
}
