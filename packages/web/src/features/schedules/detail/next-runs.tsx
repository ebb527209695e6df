import type { Schedule } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../../app/api.ts';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Distance } from '../../../ui/distance.tsx';
import { TimeStamp } from '../../../ui/time-stamp.tsx';
import { previewQuery } from '../schedule-queries.ts';
import { scheduleZone } from '../schedule-zone.ts';

/** The runs that lie ahead, with what changes of the clocks and blackouts do to them. */
export function NextRuns({ schedule }: { schedule: Schedule }) {
  const { scheduleType, scheduleConfig, startsAt, endsAt, blackouts, createdAt } = schedule;
  // Slots of an interval without an anchor are counted from when the schedule was made.
  const config = scheduleType === 'interval' ? { anchor: createdAt, ...scheduleConfig } : scheduleConfig;
  const request = { scheduleType, scheduleConfig: config, count: 5, startsAt, endsAt, blackouts };
  // Begins with the next run, whenever that has moved on.
  const query = useQuery(previewQuery(useClient(), request, true, schedule.nextRunAt));
  const zone = scheduleZone(schedule);
  if (query.error && !query.data) {
    return (
      <Panel title="Next runs" flush>
        <ErrorPanel
          error={query.error}
          what="The next runs could not be worked out"
          onRetry={() => void query.refetch()}
        />
      </Panel>
    );
  }
  const items = query.data?.items ?? [];
  return (
    <Panel title="Next runs">
      {query.data && items.length === 0 ? <p className="text-muted">No run lies ahead.</p> : null}
      <ol className="flex min-h-8 flex-col gap-1.5">
        {items.map((item) => (
          <li key={item.at}>
            <p className="flex justify-between gap-2">
              <TimeStamp at={item.at} zone={zone} date="slot" />
              <span className="text-faint">
                <Distance at={item.at} />
              </span>
            </p>
            {item.note ? <p className="text-label text-timeout">{item.note}</p> : null}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
