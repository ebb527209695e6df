import type { Calendar } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import { ArrowLeftRight, Layers2 } from 'lucide-react';
import { useMemo } from 'react';
import { Button } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { formatClock, zoneLabel } from '../../ui/format-time.ts';
import { formatDuration } from '../../ui/format-duration.ts';
import type { ChangeView } from './calendar-toolbar.tsx';
import { dayName, type CalendarRange } from './calendar-view.ts';
import { Clocks, dayAt, type ClockChange } from './local-days.ts';

const MOST_NAMED = 5;

interface CalendarNotesProps {
  calendar: Calendar;
  range: CalendarRange;
  all: boolean;
  change: ChangeView;
}

/** What the numbers do not say: signs, what was left out, and changes of clocks. */
export function CalendarNotes({ calendar, range, all, change }: CalendarNotesProps) {
  const { zone, from, until } = range;
  const changes = useMemo(() => new Clocks(zone, from, until).changes, [zone, from, until]);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5 text-label text-muted [&_svg]:size-3.5 [&_svg]:stroke-[1.5]">
      <span className="flex items-center gap-1.5">
        <Layers2 aria-hidden="true" /> several at one instant
      </span>
      {changes.map((one) => (
        <span key={one.at} className="flex items-center gap-1.5 text-timeout">
          <ArrowLeftRight aria-hidden="true" /> {changeWords(one, zone)}
        </span>
      ))}
      {calendar.truncated ? (
        <span className="text-timeout">More is due than is counted here; look at a shorter time.</span>
      ) : null}
      <Frequent frequent={calendar.frequent} all={all} change={change} />
    </div>
  );
}

/** `Sun 25: the clocks of Berlin go back 1 h at 03:00` */
function changeWords({ at, by }: ClockChange, zone: string): string {
  // What the clocks showed at the last moment before.
  const before = formatClock(at - 60_000, zone).slice(0, 2);
  const hour = String((Number(before) + 1) % 24).padStart(2, '0');
  const way = by < 0 ? 'go back' : 'go forward';
  return `${dayName(dayAt(at, zone))}: the clocks of ${zoneLabel(zone)} ${way} by ${formatDuration(Math.abs(by)).replace(' 00 m', '')} at ${hour}:00`;
}

type FrequentProps = Pick<CalendarNotesProps, 'all' | 'change'> & { frequent: Calendar['frequent'] };

/** Jobs of every few minutes fill all hours alike, and would hide the rest. */
function Frequent({ frequent, all, change }: FrequentProps) {
  if (all)
    return (
      <Button look="ghost" size="sm" onClick={() => change({ all: undefined })}>
        Leave out what is due every few minutes
      </Button>
    );
  if (frequent.length === 0) return null;
  return (
    <span className="flex flex-wrap items-center gap-x-1.5">
      Not counted, as they are due all the time:
      {frequent.slice(0, MOST_NAMED).map(({ scheduleId, name, perDay }) => (
        <span key={scheduleId}>
          <Link
            to="/schedules/$id"
            params={{ id: String(scheduleId) }}
            className="rounded-sm text-text underline decoration-control underline-offset-2 hover:decoration-text"
          >
            {name}
          </Link>{' '}
          ({formatCount(perDay)} a day)
        </span>
      ))}
      {frequent.length > MOST_NAMED ? (
        <span>and {formatCount(frequent.length - MOST_NAMED)} more</span>
      ) : null}
      <Button look="ghost" size="sm" onClick={() => change({ all: true })}>
        Count them in
      </Button>
    </span>
  );
}
