import type { Batch } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../app/api.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { batchQuery } from './detail/background-queries.ts';
import { statusWord } from './execution-status.ts';

const ENDED = ['completed', 'failed', 'timeout', 'cancelled', 'skipped'] as const;

/** How far the batch is that the list is narrowed to. */
export function BatchProgress({ id }: { id: string }) {
  const query = useQuery(batchQuery(useClient(), id));
  if (query.error && !query.data)
    return (
      <ErrorPanel
        error={query.error}
        what="The batch could not be read"
        onRetry={() => void query.refetch()}
      />
    );
  return query.data ? <Progress batch={query.data} /> : null;
}

function Progress({ batch }: { batch: Batch }) {
  const { total, ended, counts, status, createdBy, createdAt, cancelReason } = batch;
  return (
    <section
      aria-label="Batch"
      className="mx-4 mb-2 rounded-lg border border-line bg-surface px-4 py-3 lg:mx-6"
    >
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <StatusBadge kind={status} word={status === 'running' ? 'Running' : statusWord(status)} />
        <b className="font-medium">
          {formatCount(ended)} of {formatCount(total)} ended
        </b>
        {ENDED.filter((each) => (counts[each] ?? 0) > 0).map((each) => (
          <span key={each} className="text-muted">
            {formatCount(counts[each] ?? 0)} {statusWord(each).toLowerCase()}
          </span>
        ))}
        <span className="ml-auto text-muted">
          by {createdBy} <TimeStamp at={createdAt} />
        </span>
      </p>
      <span
        role="progressbar"
        aria-label="Progress of the batch"
        aria-valuenow={ended}
        aria-valuemin={0}
        aria-valuemax={total}
        className="mt-2 flex h-2 overflow-hidden rounded-full bg-hover"
      >
        {ENDED.map((each) => (
          <span
            key={each}
            className={each === 'failed' ? 'hatched' : undefined}
            style={{
              width: `${((counts[each] ?? 0) / total) * 100}%`,
              backgroundColor: `var(--${each}-fill)`,
            }}
          />
        ))}
      </span>
      {cancelReason ? <p className="mt-1.5 text-label break-words text-muted">{cancelReason}</p> : null}
    </section>
  );
}
