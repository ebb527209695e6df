import { Link, useNavigate } from '@tanstack/react-router';
import { DataTable } from '../../ui/data-table.tsx';
import type { Column } from '../../ui/data-table-parts.tsx';
import { Duration } from '../../ui/duration.tsx';
import { formatDuration } from '../../ui/format-duration.ts';
import { DASH } from '../../ui/format-number.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { skipWords } from '../executions/execution-status.ts';
import { barStatus, runOf, waitOf, type Bar } from './bars.ts';

const BarLink = ({ bar }: { bar: Bar }) => (
  <Link
    to="/executions/$id"
    params={{ id: String(bar.source.id) }}
    data-primary
    className="flex min-w-0 items-baseline gap-2 rounded-sm hover:underline"
  >
    <span className="truncate font-medium">{bar.source.label}</span>
    <span className="shrink-0 text-label text-faint">#{bar.source.id}</span>
  </Link>
);

const SkipReason = ({ bar }: { bar: Bar }) =>
  bar.kind === 'skipped' ? (
    <span className="min-w-0 truncate text-label text-muted">{skipWords(bar.source.skipReason)}</span>
  ) : null;

const Waited = ({ bar }: { bar: Bar }) =>
  bar.kind === 'skipped' ? (
    <span className="text-faint">{DASH}</span>
  ) : (
    <>{formatDuration(waitOf(bar, Date.now()))}</>
  );

const Ran = ({ bar }: { bar: Bar }) => {
  const { startedAt, endedAt } = bar.source;
  if (startedAt === null) return <span className="text-faint">{DASH}</span>;
  return (
    <Duration ms={endedAt ? (runOf(bar, Date.now()) ?? null) : null} from={endedAt ? null : startedAt} />
  );
};

const COLUMNS: Column<Bar>[] = [
  {
    key: 'status',
    header: 'Status',
    track: '120px',
    cell: (bar) => <StatusBadge {...barStatus(bar)} />,
  },
  {
    key: 'label',
    header: 'Execution',
    track: 'minmax(0, 5fr)',
    cell: (bar) => (
      <span className="flex min-w-0 items-baseline gap-3 [&>a]:shrink-0 [&>a]:max-w-full">
        <BarLink bar={bar} />
        <SkipReason bar={bar} />
      </span>
    ),
  },
  {
    key: 'queue',
    header: 'Queue',
    track: 'minmax(0, 2fr)',
    from: 'md',
    cell: (bar) => <span className="truncate text-muted">{bar.source.queue}</span>,
  },
  {
    key: 'node',
    header: 'Node',
    track: 'minmax(0, 2fr)',
    from: 'md',
    cell: (bar) => <span className="truncate text-muted">{bar.source.node ?? DASH}</span>,
  },
  {
    key: 'queued',
    header: 'Queued',
    track: '140px',
    align: 'end',
    cell: (bar) => <TimeStamp at={bar.source.queuedAt} date />,
  },
  {
    key: 'waited',
    header: 'Waited',
    track: '88px',
    align: 'end',
    cell: (bar) => <Waited bar={bar} />,
  },
  { key: 'ran', header: 'Ran', track: '88px', align: 'end', cell: (bar) => <Ran bar={bar} /> },
  {
    key: 'attempt',
    header: 'Attempt',
    track: '56px',
    align: 'end',
    from: 'lg',
    cell: (bar) => (bar.kind === 'skipped' ? DASH : bar.source.attempt),
  },
];

/** The bars in sight as rows: what the chart shows, for who cannot see it. */
export function TimelineTable({ bars, dimmed }: { bars: readonly Bar[]; dimmed: boolean }) {
  const navigate = useNavigate();
  return (
    <div className="flex min-h-0 flex-1 flex-col border-t border-line bg-surface">
      <DataTable<Bar>
        label="Executions in sight"
        rows={bars}
        rowKey={({ source }) => String(source.id)}
        columns={COLUMNS}
        compact={(bar) => <BarCard bar={bar} />}
        compactHeight={68}
        onOpen={({ source }) => void navigate({ to: '/executions/$id', params: { id: String(source.id) } })}
        dimmed={dimmed}
      />
    </div>
  );
}

const BarCard = ({ bar }: { bar: Bar }) => (
  <div className="flex min-w-0 flex-col gap-1 py-2">
    <div className="flex min-w-0 items-center justify-between gap-2">
      <BarLink bar={bar} />
      <StatusBadge {...barStatus(bar)} />
    </div>
    <p className="flex min-w-0 gap-2 text-label text-muted">
      <TimeStamp at={bar.source.queuedAt} />
      {bar.kind === 'skipped' ? (
        <SkipReason bar={bar} />
      ) : (
        <>
          <span>
            waited <Waited bar={bar} />
          </span>
          <span>
            ran <Ran bar={bar} />
          </span>
        </>
      )}
    </p>
  </div>
);
