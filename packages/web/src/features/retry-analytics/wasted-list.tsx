import type { MetricsInterval, RetryMetrics } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import { StatusIcon } from '../../ui/status-icon.tsx';
import { wasteHint, wasteTitle } from './grade.ts';

type Waste = RetryMetrics['wasted'][number];

/** Retries that did not help, the costliest first, each with what it was and where to change it. */
export function WastedList({ wasted, interval }: { wasted: readonly Waste[]; interval: MetricsInterval }) {
  if (wasted.length === 0)
    return <p className="px-4 py-3 text-muted">No retry was in vain: nothing failed for good after one.</p>;
  return (
    <ul>
      {wasted.map((waste) => (
        <li
          key={`${waste.scheduleId} ${waste.taskType} ${waste.policy}`}
          className="flex min-w-0 gap-3 border-b border-line px-4 py-2 last:border-b-0"
        >
          <StatusIcon kind="timeout" className="mt-0.5" />
          <div className="min-w-0 flex-1">
            <p className="font-medium">
              {wasteTitle(waste)} on <Subject waste={waste} />
            </p>
            <p className="text-muted text-pretty">{wasteHint(waste)}</p>
            <p className="mt-0.5 flex flex-wrap gap-x-4 text-label">
              <Link
                to="/executions"
                search={{
                  status: ['failed', 'timeout'],
                  span: interval,
                  ...(waste.scheduleId === null ? { type: waste.taskType } : { schedule: waste.scheduleId }),
                }}
                className="rounded-sm text-link hover:underline"
              >
                See them
              </Link>
              <Link
                to="/executions/$id"
                params={{ id: String(waste.newestId) }}
                className="rounded-sm text-link hover:underline"
              >
                The newest, #{waste.newestId}
              </Link>
              {waste.scheduleId !== null && waste.name !== null ? (
                <Link
                  to="/schedules/$id/edit"
                  params={{ id: String(waste.scheduleId) }}
                  className="rounded-sm text-link hover:underline"
                >
                  Change its retries
                </Link>
              ) : null}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}

function Subject({ waste: { scheduleId, name, taskType } }: { waste: Waste }) {
  if (scheduleId === null) return <code className="font-mono text-label">{taskType}</code>;
  if (name === null) return <span className="text-muted">a schedule that is gone</span>;
  return (
    <Link to="/schedules/$id" params={{ id: String(scheduleId) }} className="rounded-sm hover:underline">
      {name}
    </Link>
  );
}
