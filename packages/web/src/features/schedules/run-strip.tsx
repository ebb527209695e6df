import type { RecentRun } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import { Tooltip } from 'radix-ui';
import { useState, type KeyboardEvent } from 'react';
import { cn } from '../../ui/cn.ts';
import { formatDuration } from '../../ui/format-duration.ts';
import { plural } from '../../ui/format-number.ts';
import { formatSlot, ownZone } from '../../ui/format-time.ts';
import { useOwnZone } from '../../ui/own-zone.ts';
import { StatusIcon } from '../../ui/status-icon.tsx';
import { shownStatus, skipWords } from '../executions/execution-status.ts';
import { RECENT } from './schedule-queries.ts';

const STEP = 16;

interface RunStripProps {
  /** Newest first, as the server gives them; drawn with the newest at the right. */
  runs: readonly RecentRun[];
  zone: string | undefined;
  /** In a column the newest of all rows stand below each other; alone it begins at the left. */
  align?: 'start' | 'end';
  /** How many there is room for. */
  most?: number;
}

/** The last results side by side. Hover or arrows tell of each, a click opens its log. One tab stop for all. */
export function RunStrip({ runs, zone, align = 'end', most = RECENT }: RunStripProps) {
  // The words tell times: another zone draws them again.
  useOwnZone();
  const [active, setActive] = useState<number | null>(null);
  const [entry, setEntry] = useState<number | null>(null);
  const shown = runs.slice(0, most).toReversed();
  if (shown.length === 0)
    return <span className={cn('text-faint', align === 'end' && 'w-56 text-end')}>no runs yet</span>;
  const focusable = entry !== null && entry < shown.length ? entry : shown.length - 1;
  const at = active === null ? undefined : shown[active];
  const offset = align === 'end' ? (RECENT - shown.length) * STEP : 0;
  const move = (event: KeyboardEvent<HTMLElement>): void => {
    const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = Math.min(shown.length - 1, Math.max(0, focusable + step));
    event.currentTarget.querySelectorAll('a')[next]?.focus();
  };
  return (
    <div
      role="group"
      aria-label="Last runs, oldest first"
      className="relative flex h-6 items-center"
      style={{ paddingLeft: offset }}
      onPointerLeave={() => setActive(null)}
      onBlur={() => setActive(null)}
      onKeyDown={move}
    >
      {shown.map((run, index) => (
        <Link
          key={run.executionId}
          to="/executions/$id"
          params={{ id: run.executionId }}
          tabIndex={index === focusable ? 0 : -1}
          aria-label={runWords(run, zone).join(', ')}
          onPointerEnter={() => setActive(index)}
          onFocus={() => {
            setActive(index);
            setEntry(index);
          }}
          className="grid h-6 place-items-center rounded-sm outline-offset-0 hover:bg-selected"
          style={{ width: STEP }}
        >
          <StatusIcon kind={shownStatus(run).kind} filled size={14} />
        </Link>
      ))}
      {at && active !== null ? (
        <Tooltip.Root key={active} open>
          <Tooltip.Trigger asChild>
            <span
              aria-hidden="true"
              className="pointer-events-none absolute inset-y-0"
              style={{ left: offset + active * STEP, width: STEP }}
            />
          </Tooltip.Trigger>
          <Tooltip.Portal>
            <Tooltip.Content
              side="top"
              sideOffset={4}
              className="pointer-events-none z-60 rounded-md border border-line bg-raised px-2.5 py-1.5 text-label text-text shadow-raised"
            >
              <RunHint run={at} zone={zone} />
            </Tooltip.Content>
          </Tooltip.Portal>
        </Tooltip.Root>
      ) : null}
    </div>
  );
}

function RunHint({ run, zone }: { run: RecentRun; zone: string | undefined }) {
  const [status, ...rest] = runWords(run, zone);
  return (
    <span className="flex flex-col">
      <span className="flex items-center gap-1.5 font-medium">
        <StatusIcon kind={shownStatus(run).kind} size={14} />
        {status}
      </span>
      {rest.map((line) => (
        <span key={line} className="text-muted">
          {line}
        </span>
      ))}
    </span>
  );
}

/** Status, due time, duration or the reason of a skip. */
export function runWords(run: RecentRun, zone: string | undefined): string[] {
  const shownZone = zone ?? ownZone();
  const when = formatSlot(Date.parse(run.slot ?? run.at), shownZone, Date.now());
  return [
    shownStatus(run).word,
    run.slot ? `due ${when}` : `by hand, ${when}`,
    ...(run.status === 'skipped' ? [skipWords(run.skipReason)] : []),
    ...(run.slotCount > 1 ? [plural(run.slotCount, 'slot')] : []),
    ...(run.durationMs === null ? [] : [`took ${formatDuration(run.durationMs)}`]),
  ];
}
