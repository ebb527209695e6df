import type { ExecutionSummary } from '@tutti/contract';
import { useCallback, type ReactNode } from 'react';
import { useTimed } from '../../ui/clock.ts';
import { cn } from '../../ui/cn.ts';
import { formatRelative, formatSlot, ownZone, withLocalTimes } from '../../ui/format-time.ts';
import { useOwnZone } from '../../ui/own-zone.ts';
import { plural } from '../../ui/format-number.ts';
import { skipWords } from './execution-status.ts';

/** Why an execution stands where it stands: what it waits for, what went wrong, how far it is. */
export function ExecutionNote({ row, className }: { row: ExecutionSummary; className?: string }) {
  // Notes tell times: another zone draws them again.
  useOwnZone();
  const note = noteOf(row);
  if (note === null) return null;
  const bad = row.status === 'failed' || row.status === 'timeout';
  return (
    <span className={cn('min-w-0 truncate', bad ? 'text-failed' : 'text-muted', className)}>{note}</span>
  );
}

function noteOf(row: ExecutionSummary): ReactNode {
  switch (row.status) {
    case 'pending':
      return <WaitNote row={row} />;
    case 'running':
      return row.progress ? (
        <ProgressNote percent={row.progress.percent} message={row.progress.message} />
      ) : null;
    case 'skipped':
      return skipNote(row);
    case 'failed':
    case 'timeout':
    case 'cancelled':
      return row.error?.message ?? null;
    case 'paused':
    case 'completed':
      return null;
  }
}

/** `the scheduler was stopped · 3 slots from 21 Nov 01:00 Berlin` */
function skipNote({ skipReason, slotCount, slot }: ExecutionSummary): string {
  const due = slot && formatSlot(Date.parse(slot), ownZone(), Date.now());
  const slots = slotCount > 1 ? `${plural(slotCount, 'slot')} from` : 'due';
  return [skipWords(skipReason), due && `${slots} ${due}`].filter(Boolean).join(' · ');
}

/** What it waits for, times in it on the reader's clock. */
export function useWaits({ waitingFor }: Pick<ExecutionSummary, 'waitingFor'>): string | null {
  const zone = useOwnZone();
  return waitingFor && withLocalTimes(waitingFor, zone, Date.now());
}

function WaitNote({ row }: { row: ExecutionSummary }) {
  const waits = useWaits(row);
  const error = row.error ? ` · ${row.error.message}` : '';
  if (row.phase === 'retrying') {
    return (
      <>
        {waits ?? `attempt ${row.attempt}`} {row.runAt ? <Until at={row.runAt} /> : null}
        {error}
      </>
    );
  }
  if (row.phase === 'scheduled' && row.runAt)
    return (
      <>
        starts <Until at={row.runAt} />
      </>
    );
  return waits ? `waits for ${waits}` : null;
}

function Until({ at }: { at: string }) {
  const zone = useOwnZone();
  const words = useCallback(
    (now: number) => formatRelative(Math.max(Date.parse(at), now), now, zone),
    [at, zone],
  );
  return <>{useTimed(1000, words)}</>;
}

function ProgressNote({ percent, message }: { percent: number; message: string | null }) {
  return (
    <span className="inline-flex max-w-full items-center gap-2">
      <span
        role="progressbar"
        aria-label="Progress"
        aria-valuenow={Math.round(percent)}
        aria-valuemin={0}
        aria-valuemax={100}
        className="h-1.5 w-16 shrink-0 overflow-hidden rounded-full bg-line"
      >
        <span className="block h-full bg-running" style={{ width: `${percent}%` }} />
      </span>
      <span className="shrink-0">{Math.round(percent)} %</span>
      {message ? <span className="truncate">{message}</span> : null}
    </span>
  );
}
