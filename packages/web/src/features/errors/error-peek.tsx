import type { ErrorRecord } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useClient } from '../../app/api.ts';
import { Peek, wholePage } from '../../ui/peek.tsx';
import { Peeked } from '../../ui/peeked.tsx';
import { ErrorButtons } from './error-buttons.tsx';
import { ErrorLine } from './error-line.tsx';
import { ErrorLinks } from './error-links.tsx';
import { errorQuery } from './error-queries.ts';
import { ErrorWhy } from './error-why.tsx';
import { SeverityBadge } from './severity-badge.tsx';
import { RecoveryBadge } from './status-mark.tsx';

/** A look at one error beside the list: what went wrong, why, and what can be done. */
export default function ErrorPeek({ id, onClose }: { id: number; onClose: () => void }) {
  const query = useQuery(errorQuery(useClient(), id));
  const record = query.data;
  return (
    <Peek
      title={record ? `${record.label} · error #${id}` : `Error #${id}`}
      note={record ? <Standing record={record} /> : undefined}
      whole={<Link to="/errors/$id" params={{ id: String(id) }} {...wholePage} />}
      actions={record ? <ErrorButtons record={record} /> : undefined}
      onClose={onClose}
    >
      <Peeked query={query} what="The error could not be read">
        {(read) => (
          <>
            <ErrorLine record={read} />
            <ErrorWhy record={read} />
            <ErrorLinks record={read} />
          </>
        )}
      </Peeked>
    </Peek>
  );
}

const Standing = ({ record }: { record: ErrorRecord }) => (
  <span className="flex flex-wrap items-center gap-2">
    <RecoveryBadge status={record.recoveryStatus} />
    <SeverityBadge severity={record.severity} />
  </span>
);
