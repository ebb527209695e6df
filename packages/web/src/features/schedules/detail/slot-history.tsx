import type { Schedule, Slot } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useClient } from '../../../app/api.ts';
import { Button } from '../../../ui/button.tsx';
import { formatDuration } from '../../../ui/format-duration.ts';
import { formatCapped, plural } from '../../../ui/format-number.ts';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { SkeletonRows, useWaited } from '../../../ui/skeleton.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { TimeStamp } from '../../../ui/time-stamp.tsx';
import { useWidth } from '../../../ui/use-media.ts';
import { shownStatus, skipWords } from '../../executions/execution-status.ts';
import { scheduleZone } from '../schedule-zone.ts';
import { slotsQuery } from '../schedule-queries.ts';

const STEP = 12;

/** Did it run? If not, why? Every slot, with its reason in sight. */
export function SlotHistory({ schedule }: { schedule: Schedule }) {
  const [limit, setLimit] = useState(STEP);
  const query = useQuery(slotsQuery(useClient(), schedule.id, limit));
  const waited = useWaited(query.isPending);
  const Slots = useWidth() === 'phone' ? SlotCards : SlotTable;
  const slots = query.data?.items ?? [];
  const total = query.data?.total ?? 0;
  return (
    <Panel
      title="Slot history"
      flush
      actions={
        total > 0 ? (
          <span className="text-label text-faint">
            {formatCapped(total, query.data?.totalIsEstimate ?? false)} in all
          </span>
        ) : null
      }
    >
      {query.error && !query.data ? (
        <ErrorPanel
          error={query.error}
          what="The slots could not be read"
          onRetry={() => void query.refetch()}
        />
      ) : query.isPending ? (
        waited ? (
          <SkeletonRows rows={4} />
        ) : (
          <div className="h-32" />
        )
      ) : slots.length === 0 ? (
        <p className="p-4 text-muted">
          No slot has come due yet. Each will stand here, run or skipped with its reason.
        </p>
      ) : (
        <Slots slots={slots} zone={scheduleZone(schedule)} />
      )}
      {slots.length < total ? (
        <div className="px-2 py-1">
          <Button
            look="ghost"
            size="sm"
            busy={query.isFetching && query.isPlaceholderData}
            onClick={() => setLimit(Math.min(500, limit * 4))}
          >
            Show earlier slots
          </Button>
        </div>
      ) : null}
    </Panel>
  );
}

interface SlotsProps {
  slots: readonly Slot[];
  zone: string | undefined;
}

const whyOf = (slot: Slot): string =>
  [
    slot.slotCount > 1 && plural(slot.slotCount, 'slot'),
    slot.status === 'skipped' && skipWords(slot.skipReason),
  ]
    .filter(Boolean)
    .join(' · ');

const Outcome = ({ slot }: { slot: Slot }) => (
  <Link to="/executions/$id" params={{ id: String(slot.id) }} className="flex w-fit rounded-sm">
    <StatusBadge {...shownStatus({ status: slot.status })} />
  </Link>
);

const SlotTable = ({ slots, zone }: SlotsProps) => (
  <table className="w-full table-fixed border-collapse">
    <thead>
      <tr className="text-label text-muted [&>th]:h-8 [&>th]:border-b [&>th]:border-line [&>th]:px-2 [&>th]:text-start [&>th]:font-medium">
        <th scope="col" className="w-50 pl-4!">
          Slot
        </th>
        <th scope="col" className="w-32">
          Outcome
        </th>
        <th scope="col">Why</th>
        <th scope="col" className="w-20 text-end!">
          Late by
        </th>
        <th scope="col" className="w-24 pr-4! text-end!">
          Duration
        </th>
      </tr>
    </thead>
    <tbody>
      {slots.map((slot) => (
        <tr
          key={slot.executionId}
          className="h-8 border-b border-line transition-colors duration-120 last:border-0 hover:bg-hover [&>td]:px-2"
        >
          <td className="truncate pl-4!">
            <TimeStamp at={slot.slot} zone={zone} date="slot" />
          </td>
          <td>
            <Outcome slot={slot} />
          </td>
          <td className="truncate text-muted">{whyOf(slot)}</td>
          <td className="text-end text-muted">{formatDuration(slot.latenessMs)}</td>
          <td className="pr-4! text-end">{formatDuration(slot.durationMs)}</td>
        </tr>
      ))}
    </tbody>
  </table>
);

/** Two lines a slot, where there is no room for columns. */
const SlotCards = ({ slots, zone }: SlotsProps) => (
  <ul>
    {slots.map((slot) => (
      <li
        key={slot.executionId}
        className="flex items-center gap-3 border-b border-line px-4 py-2 last:border-0"
      >
        <div className="min-w-0 flex-1">
          <TimeStamp at={slot.slot} zone={zone} date="slot" />
          <p className="truncate text-label text-muted">
            {slot.durationMs === null ? whyOf(slot) : `took ${formatDuration(slot.durationMs)}`}
          </p>
        </div>
        <Outcome slot={slot} />
      </li>
    ))}
  </ul>
);
