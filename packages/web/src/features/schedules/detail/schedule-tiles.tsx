import type { RecentRun, Schedule } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useNow } from '../../../ui/clock.ts';
import { formatCountdown, formatDuration } from '../../../ui/format-duration.ts';
import { DASH, formatCount, formatPercent, plural } from '../../../ui/format-number.ts';
import { StatusIcon } from '../../../ui/status-icon.tsx';
import { TimeStamp } from '../../../ui/time-stamp.tsx';
import { useWidth } from '../../../ui/use-media.ts';
import { shownStatus } from '../../executions/execution-status.ts';
import { RunStrip } from '../run-strip.tsx';
import { RECENT } from '../schedule-queries.ts';
import { scheduleZone } from '../schedule-zone.ts';

interface ScheduleTilesProps {
  schedule: Schedule;
  recent: readonly RecentRun[];
  schedulerRunning: boolean;
}

/** When it runs next, how it did, and how long it takes. */
export function ScheduleTiles({ schedule, recent, schedulerRunning }: ScheduleTilesProps) {
  const zone = scheduleZone(schedule);
  const { executions, failures, averageDurationMs } = schedule.statistics;
  const last = recent[0];
  const phone = useWidth() === 'phone';
  return (
    <div className="grid grid-cols-2 gap-3 md:grid-cols-4">
      <Tile name="Next run" note={<NextNote schedule={schedule} schedulerRunning={schedulerRunning} />}>
        {schedule.enabled && schedule.nextRunAt && schedulerRunning ? (
          <Countdown at={schedule.nextRunAt} />
        ) : (
          DASH
        )}
      </Tile>
      <Tile
        name="Success"
        note={
          executions === 0
            ? 'no finished run yet'
            : `${formatCount(executions - failures)} of ${plural(executions, 'run')}`
        }
      >
        {formatPercent(executions - failures, executions)}
      </Tile>
      <Tile
        name="Average duration"
        note={
          schedule.timeoutMs === null ? 'default timeout' : `timeout ${formatDuration(schedule.timeoutMs)}`
        }
      >
        {formatDuration(averageDurationMs)}
      </Tile>
      <Tile
        name="Last runs"
        note={<RunStrip runs={recent} zone={zone} align="start" most={phone ? 8 : RECENT} />}
      >
        {last ? (
          <Link
            to="/executions/$id"
            params={{ id: last.executionId }}
            className="inline-flex items-center gap-2 rounded-sm hover:underline max-lg:text-section"
          >
            <StatusIcon kind={shownStatus(last).kind} size={phone ? 16 : 24} />
            {shownStatus(last).word}
          </Link>
        ) : (
          DASH
        )}
      </Tile>
    </div>
  );
}

interface TileProps {
  name: string;
  note: ReactNode;
  children: ReactNode;
}

const Tile = ({ name, note, children }: TileProps) => (
  <div className="min-w-0 rounded-lg border border-line bg-surface px-4 py-3 shadow-card">
    <p className="text-label text-muted">{name}</p>
    <p className="mt-1 truncate text-tile font-semibold tracking-tight max-sm:text-page">{children}</p>
    <div className="mt-1 min-h-6 text-label leading-6 text-faint">{note}</div>
  </div>
);

function Countdown({ at }: { at: string }) {
  const now = useNow(1000);
  const left = Date.parse(at) - now;
  return <span role="timer">{left <= 0 ? 'now' : formatCountdown(left)}</span>;
}

function NextNote({ schedule, schedulerRunning }: { schedule: Schedule; schedulerRunning: boolean }) {
  if (!schedule.enabled) return 'off';
  if (!schedulerRunning) return 'the scheduler is stopped';
  if (schedule.scheduleType === 'event') return 'on its event';
  return schedule.nextRunAt ? (
    <TimeStamp
      at={schedule.nextRunAt}
      zone={scheduleZone(schedule)}
      date="slot"
      className="leading-4 whitespace-normal"
    />
  ) : (
    'no run lies ahead'
  );
}
