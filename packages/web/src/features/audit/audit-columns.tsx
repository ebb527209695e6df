import type { AuditRecord } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import type { Column } from '../../ui/data-table-parts.tsx';
import { DASH, shortId } from '../../ui/format-number.ts';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { actionWords, changeWords } from './audit-words.ts';

const isUuid = (id: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);

/** `schedule 12`, `execution …a1b2c3`, `secret API_TOKEN`. */
export const thingWords = ({ entityType, entityId }: AuditRecord): string =>
  `${entityType.replaceAll('_', ' ')}${entityId === null ? '' : ` ${isUuid(entityId) ? shortId(entityId) : entityId}`}`;

const Act = ({ record }: { record: AuditRecord }) => (
  <Link
    to="/audit"
    search={(old) => ({ ...old, entry: record.id })}
    data-primary
    className="min-w-0 truncate rounded-sm font-medium hover:underline"
  >
    {actionWords(record.action)}
  </Link>
);

const Change = ({ record }: { record: AuditRecord }) => {
  const words = changeWords(record);
  return words === '' ? (
    <span className="text-faint">{DASH}</span>
  ) : (
    <span className="min-w-0 truncate text-muted">{words}</span>
  );
};

export const AUDIT_COLUMNS: Column<AuditRecord>[] = [
  { key: 'at', header: 'When', track: '148px', cell: ({ at }) => <TimeStamp at={at} /> },
  {
    key: 'actor',
    header: 'Who',
    track: 'minmax(0, 2fr)',
    cell: ({ actor }) => <span className="min-w-0 truncate">{actor}</span>,
  },
  { key: 'action', header: 'Did what', track: 'minmax(0, 3fr)', cell: (record) => <Act record={record} /> },
  {
    key: 'thing',
    header: 'To what',
    track: 'minmax(0, 3fr)',
    cell: (record) => <span className="min-w-0 truncate text-muted">{thingWords(record)}</span>,
  },
  {
    key: 'change',
    header: 'Change',
    track: 'minmax(0, 6fr)',
    from: 'md',
    cell: (record) => <Change record={record} />,
  },
];

/** An entry where there is no room for columns. */
export const AuditCard = ({ record }: { record: AuditRecord }) => (
  <div className="min-w-0">
    <p className="flex min-w-0 items-center gap-2">
      <Act record={record} />
      <span className="ml-auto shrink-0 text-label text-muted">
        <TimeStamp at={record.at} />
      </span>
    </p>
    <p className="truncate text-label text-muted">
      {record.actor} · {thingWords(record)}
    </p>
    <p className="truncate text-label">
      <Change record={record} />
    </p>
  </div>
);
