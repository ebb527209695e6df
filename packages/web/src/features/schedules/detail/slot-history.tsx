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
import { shownStatus, skipWords } from '../../executions/execution-status.ts';
import { scheduleZone } from '../schedule-zone.ts';
import { slotsQuery } from '../schedule-queries.ts';

const STEP = 12;

/** Did it run? If not, why? Every slot, with its reason in sight. */
export function SlotHistory({ schedule }: { schedule: Schedule }) {
  const [limit, setLimit] = useState(STEP);
  const query = useQuery(slotsQuery(useClient(), schedule.id, limit));
  const waited = useWaited(query.isPending);
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
        <SlotTable slots={slots} zone={scheduleZone(schedule)} />
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

function SlotTable({ slots, zone }: { slots: readonly Slot[]; zone: string | undefined }) {
  return (
    <table className="w-full table-fixed border-collapse">
      <thead>
        <tr className="text-label text-muted [&>th]:h-8 [&>th]:border-b [&>th]:border-line [&>th]:px-2 [&>th]:text-start [&>th]:font-medium">
          <th scope="col" className="pl-4! sm:w-44">
            Slot
          </th>
          <th scope="col" className="w-30 sm:w-32">
            Outcome
          </th>
          <th scope="col" className="max-sm:hidden">
            Why
          </th>
          <th scope="col" className="w-20 text-end! max-sm:hidden">
            Late by
          </th>
          <th scope="col" className="w-21 pr-4! text-end! sm:w-24">
            Duration
          </th>
        </tr>
      </thead>
      <tbody>
        {slots.map((slot) => (
          <SlotRow key={slot.executionId} slot={slot} zone={zone} />
        ))}
      </tbody>
    </table>
  );
}

function SlotRow({ slot, zone }: { slot: Slot; zone: string | undefined }) {
  const skipped = slot.status === 'skipped';
  const why = skipped ? skipWords(slot.skipReason) : '';
  return (
    <>
      <tr className="h-8 border-b border-line transition-colors duration-120 last:border-0 hover:bg-hover max-sm:has-[+tr.why]:border-0 [&>td]:px-2">
        <td className="truncate pl-4!">
          <TimeStamp at={slot.slot} zone={zone} date />
        </td>
        <td>
          <Link to="/executions/$id" params={{ id: String(slot.id) }} className="flex w-fit rounded-sm">
            <StatusBadge {...shownStatus({ status: slot.status })} />
          </Link>
        </td>
        <td className="truncate text-muted max-sm:hidden">
          {slot.slotCount > 1 ? `${plural(slot.slotCount, 'slot')} · ` : ''}
          {why}
        </td>
        <td className="text-end text-muted max-sm:hidden">{formatDuration(slot.latenessMs)}</td>
        <td className="pr-4! text-end">{formatDuration(slot.durationMs)}</td>
      </tr>
      {skipped ? (
        <tr className="why border-b border-line sm:hidden">
          <td colSpan={5} className="px-4 pb-2 text-label text-muted">
            {slot.slotCount > 1 ? `${plural(slot.slotCount, 'slot')} · ` : ''}
            {why}
          </td>
        </tr>
      ) : null}
    </>
  );
}
