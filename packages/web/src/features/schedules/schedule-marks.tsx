import type { Schedule } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import { cn } from '../../ui/cn.ts';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { scheduleZone, timingWords } from './schedule-zone.ts';

export function ScheduleLink({ schedule, className }: { schedule: Schedule; className?: string }) {
  return (
    <Link
      to="/schedules/$id"
      params={{ id: String(schedule.id) }}
      data-primary
      dir="auto"
      className={cn(
        'min-w-0 truncate rounded-sm font-medium hover:underline',
        !schedule.enabled && 'text-muted',
        className,
      )}
    >
      {schedule.name}
    </Link>
  );
}

/** The timing in words, with its zone. */
export function TimingWords({ schedule, className }: { schedule: Schedule; className?: string }) {
  const { words, zone } = timingWords(schedule.timing);
  return (
    <span className={cn('min-w-0 truncate', className)} title={schedule.timing}>
      {words}
      {zone ? <span className="text-faint"> {zone}</span> : null}
    </span>
  );
}

export function NextRun({ schedule }: { schedule: Schedule }) {
  if (!schedule.enabled) return <span className="text-faint">off</span>;
  if (schedule.scheduleType === 'event') return <span className="text-muted">on its event</span>;
  return <TimeStamp at={schedule.nextRunAt} zone={scheduleZone(schedule)} />;
}
