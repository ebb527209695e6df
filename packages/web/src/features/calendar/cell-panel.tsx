import type { Calendar } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useClient } from '../../app/api.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { formatClock, formatClockSeconds, zoneLabel } from '../../ui/format-time.ts';
import { Panel } from '../../ui/panel.tsx';
import { cellQuery } from './calendar-queries.ts';
import { dayName } from './calendar-view.ts';
import type { Cell } from './heat.ts';
import { dayAt } from './local-days.ts';

interface CellPanelProps {
  cell: Cell;
  zone: string;
  /** Due times of the tried timing, over the whole range. */
  tried: readonly number[];
  onClose: () => void;
}

const LONG = 20 * 3_600_000;

/** What is due in the part of the picture that was opened. */
export function CellPanel({ cell, zone, tried, onClose }: CellPanelProps) {
  const query = useQuery(cellQuery(useClient(), cell.from, cell.until));
  const day = dayName(dayAt(cell.from, zone));
  const title =
    cell.until - cell.from > LONG
      ? day
      : `${day}, ${formatClock(cell.from, zone)}–${formatClock(cell.until, zone)}`;
  return (
    <Panel
      title={`${title} ${zoneLabel(zone)}`}
      flush
      actions={<Button look="ghost" size="iconSm" aria-label="Close" icon={<X />} onClick={onClose} />}
    >
      {query.error && !query.data ? (
        <ErrorPanel
          error={query.error}
          what="What is due then could not be read"
          onRetry={() => void query.refetch()}
        />
      ) : (
        <DueList
          calendar={query.data}
          zone={zone}
          tried={tried.filter((at) => at >= cell.from && at < cell.until)}
        />
      )}
    </Panel>
  );
}

interface DueListProps {
  calendar: Calendar | undefined;
  zone: string;
  tried: readonly number[];
}

function DueList({ calendar, zone, tried }: DueListProps) {
  if (!calendar) return <p className="p-4 text-muted">…</p>;
  const { items, total, frequent } = calendar;
  const rows = [
    ...items.map((item) => ({ key: `${item.at} ${item.scheduleId}`, at: Date.parse(item.at), item })),
    ...tried.map((at) => ({ key: `tried ${at}`, at, item: undefined })),
  ].sort((a, b) => a.at - b.at);
  if (rows.length === 0 && frequent.length === 0)
    return <p className="p-4 text-muted">Nothing is due then.</p>;
  return (
    <ul
      className="max-h-96 overflow-y-auto"
      tabIndex={rows.length > 12 ? 0 : undefined}
      aria-label="Due then"
    >
      {rows.map(({ key, at, item }) => (
        <li key={key} className="flex min-h-8 items-center gap-3 border-b border-line px-4 last:border-0">
          <span className="w-16 shrink-0">
            {at % 60_000 === 0 ? formatClock(at, zone) : formatClockSeconds(at, zone)}
          </span>
          {item ? (
            <>
              <Link
                to="/schedules/$id"
                params={{ id: String(item.scheduleId) }}
                className="min-w-0 flex-1 truncate rounded-sm font-medium hover:underline"
              >
                {item.name}
              </Link>
              <span className="shrink-0 text-label text-faint">
                {item.queue}, priority {item.priority}
              </span>
            </>
          ) : (
            <b className="font-semibold text-link">the one you try</b>
          )}
        </li>
      ))}
      {total > items.length ? (
        <li className="px-4 py-2 text-muted">and {formatCount(total - items.length)} more</li>
      ) : null}
      {frequent.length > 0 ? (
        <li className="px-4 py-2 text-muted">
          Besides, all day long:{' '}
          {frequent.map(({ scheduleId, name }, index) => (
            <span key={scheduleId}>
              {index > 0 ? ', ' : ''}
              <Link
                to="/schedules/$id"
                params={{ id: String(scheduleId) }}
                className="rounded-sm text-text underline decoration-control underline-offset-2 hover:decoration-text"
              >
                {name}
              </Link>
            </span>
          ))}
        </li>
      ) : null}
    </ul>
  );
}
