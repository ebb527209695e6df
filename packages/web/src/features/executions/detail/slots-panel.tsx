import type { Execution } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useClient } from '../../../app/api.ts';
import { plural } from '../../../ui/format-number.ts';
import { Panel } from '../../../ui/panel.tsx';
import { TimeStamp } from '../../../ui/time-stamp.tsx';
import { slotsQuery } from './background-queries.ts';

/** Who holds the slots of its concurrency key, until when, and how many wait for one. */
export function SlotsPanel({ execution: { concurrencyKey, id, status } }: { execution: Execution }) {
  const live = status === 'pending' || status === 'running' || status === 'paused';
  const wanted = concurrencyKey !== null && live;
  const query = useQuery({ ...slotsQuery(useClient(), concurrencyKey ?? ''), enabled: wanted });
  const state = query.data?.items[0];
  if (!wanted || !state) return null;
  return (
    <Panel title="Concurrency slots">
      <p className="mb-2 break-words text-muted">
        <span className="font-mono text-log break-all text-text">{concurrencyKey}</span>: {state.slots.length}{' '}
        of {plural(state.limit, 'slot')} taken, {state.waiting} waiting
      </p>
      <ul className="flex flex-col gap-1">
        {state.slots.map((slot) => (
          <li key={slot.executionId} className="flex gap-2">
            {slot.id === id ? (
              <span>this one</span>
            ) : (
              <Link
                to="/executions/$id"
                params={{ id: String(slot.id) }}
                className="min-w-0 truncate rounded-sm text-link hover:underline"
              >
                {slot.label} #{slot.id}
              </Link>
            )}
            <span className="ml-auto shrink-0 text-muted">
              {slot.expiresAt ? (
                <>
                  lease ends <TimeStamp at={slot.expiresAt} />
                </>
              ) : (
                'not claimed yet'
              )}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
