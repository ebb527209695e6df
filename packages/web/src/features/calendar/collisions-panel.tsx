import type { Calendar } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { formatClock, zoneLabel } from '../../ui/format-time.ts';
import { plural } from '../../ui/format-number.ts';
import { Panel } from '../../ui/panel.tsx';
import { dayName } from './calendar-view.ts';
import { dayAt } from './local-days.ts';
import type { Collision } from './what-if.ts';

const FIRST = 8;
const MOST_NAMED = 6;

interface CollisionsPanelProps {
  collisions: readonly Collision[];
  calendar: Calendar;
  zone: string;
}

/** Instants at which several are due; what the tried timing would add stands first. */
export function CollisionsPanel({ collisions, calendar, zone }: CollisionsPanelProps) {
  const [all, setAll] = useState(false);
  const names = new Map(calendar.items.map(({ scheduleId, name }) => [scheduleId, name]));
  return (
    <Panel
      title="Due at once"
      flush
      actions={<span className="text-label text-faint">{zoneLabel(zone)}</span>}
    >
      {collisions.length === 0 ? (
        <p className="p-4 text-muted">No two schedules are due at the same instant.</p>
      ) : (
        <ul>
          {collisions.slice(0, all ? undefined : FIRST).map((collision) => (
            <li
              key={collision.at}
              className="flex min-h-8 items-baseline gap-3 border-b border-line px-4 py-1.5 last:border-0"
            >
              <span className="w-28 shrink-0">
                {dayName(dayAt(collision.at, zone))} {formatClock(collision.at, zone)}
              </span>
              <span className="w-20 shrink-0 font-medium">{collision.count} at once</span>
              <span className="flex min-w-0 flex-wrap gap-x-2 text-muted">
                {collision.withTried ? <b className="font-semibold text-link">the one you try</b> : null}
                {collision.scheduleIds.slice(0, MOST_NAMED).map((id) => (
                  <Link
                    key={id}
                    to="/schedules/$id"
                    params={{ id: String(id) }}
                    className="max-w-full truncate rounded-sm text-text hover:underline"
                  >
                    {names.get(id) ?? `schedule ${id}`}
                  </Link>
                ))}
                <MoreNames collision={collision} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {!all && collisions.length > FIRST ? (
        <div className="px-2 py-1">
          <Button look="ghost" size="sm" onClick={() => setAll(true)}>
            {plural(collisions.length - FIRST, 'more instant')}
          </Button>
        </div>
      ) : null}
    </Panel>
  );
}

function MoreNames({ collision: { count, scheduleIds, withTried } }: { collision: Collision }) {
  const left = count - Number(withTried) - Math.min(MOST_NAMED, scheduleIds.length);
  return left > 0 ? <span className="text-faint">and {left} more</span> : null;
}
