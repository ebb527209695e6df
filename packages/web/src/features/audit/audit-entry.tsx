import type { AuditRecord } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useClient } from '../../app/api.ts';
import { Diff } from '../../ui/diff.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Fact, Facts } from '../../ui/panel.tsx';
import { Peek } from '../../ui/peek.tsx';
import { SkeletonRows, useWaited } from '../../ui/skeleton.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { thingWords } from './audit-columns.tsx';
import { auditEntryQuery } from './audit-queries.ts';
import { actionWords, placeOf } from './audit-words.ts';

/** One entry with what it was before and after. */
export function AuditEntry({
  id,
  known,
  onClose,
}: {
  id: number;
  known: AuditRecord | undefined;
  onClose: () => void;
}) {
  const query = useQuery({ ...auditEntryQuery(useClient(), id), enabled: !known });
  const waited = useWaited(!known && query.isPending);
  const record = known ?? query.data;
  return (
    <Peek
      title={record ? capital(actionWords(record.action)) : `Entry ${id}`}
      note={record ? `Entry ${record.id}` : undefined}
      onClose={onClose}
      className="xl:w-160"
    >
      {record ? (
        <Entry record={record} />
      ) : query.error ? (
        <ErrorPanel
          error={query.error}
          what="The entry could not be read"
          onRetry={() => void query.refetch()}
        />
      ) : query.data === null ? (
        <p className="text-muted">There is no such entry. Retention may have removed it.</p>
      ) : waited ? (
        <SkeletonRows />
      ) : null}
    </Peek>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function Entry({ record }: { record: AuditRecord }) {
  return (
    <>
      <Facts>
        <Fact name="When">
          <TimeStamp at={record.at} date />
        </Fact>
        <Fact name="Who">
          <Link
            to="/audit"
            search={{ actor: record.actor }}
            className="inline-block min-h-6 rounded-sm text-link hover:underline"
          >
            {record.actor}
          </Link>
        </Fact>
        <Fact name="What">
          <code className="font-mono text-log">{record.action}</code>
        </Fact>
        <Fact name="To what">
          <Thing record={record} />
        </Fact>
        {record.requestId === null ? null : (
          <Fact name="Request">
            <code className="font-mono text-log break-all select-all">{record.requestId}</code>
          </Fact>
        )}
        <Fact name="Chain">
          {record.sealed ? (
            <StatusBadge kind="completed" word="Sealed" plain />
          ) : (
            <StatusBadge kind="pending" word="Sealed within a second" plain />
          )}
        </Fact>
      </Facts>
      {record.before === null && record.after === null ? (
        <p className="text-muted">This act changed no fields.</p>
      ) : (
        <Diff before={record.before} after={record.after} label={`Entry ${record.id}`} />
      )}
    </>
  );
}

function Thing({ record }: { record: AuditRecord }) {
  const place = placeOf(record);
  const words = thingWords(record);
  return (
    <span className="flex flex-wrap gap-x-3">
      {place ? (
        <Link
          to={place.to as '/schedules/$id'}
          // By whichever name the address calls it.
          params={{ id: place.id ?? '', name: place.id, key: place.id } as { id: string }}
          className="inline-block min-h-6 rounded-sm text-link hover:underline"
        >
          {words}
        </Link>
      ) : (
        <span>{words}</span>
      )}
      {record.entityId === null ? null : (
        <Link
          to="/audit"
          search={{ type: record.entityType, entity: record.entityId }}
          className="inline-block min-h-6 rounded-sm text-muted hover:underline"
        >
          all that was done to it
        </Link>
      )}
    </span>
  );
}
