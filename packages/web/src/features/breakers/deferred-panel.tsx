import type { Breaker } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../app/api.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { formatCapped, formatCount } from '../../ui/format-number.ts';
import { Panel } from '../../ui/panel.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { ExecutionLink } from '../executions/execution-columns.tsx';
import { deferredQuery } from './breaker-queries.ts';

const EXACT = 10_000;

/** What waits for the breaker, the longest first: it keeps its place in line and spends no attempt. */
export function DeferredPanel({ breaker }: { breaker: Breaker }) {
  const query = useQuery(deferredQuery(useClient(), breaker.key));
  const rows = query.data?.items ?? [];
  const more = breaker.deferred - rows.length;
  return (
    <Panel
      title={`Deferred: ${formatCapped(Math.min(breaker.deferred, EXACT), breaker.deferred >= EXACT)}`}
      flush
    >
      {query.error && !query.data ? (
        <ErrorPanel
          error={query.error}
          what="What waits could not be read"
          onRetry={() => void query.refetch()}
        />
      ) : rows.length === 0 ? (
        <p className="p-4 text-muted">
          {breaker.deferred === 0 ? 'No execution waits for it.' : 'They are being let go.'}
        </p>
      ) : (
        <ul>
          {rows.map((row) => (
            <li
              key={row.executionId}
              className="flex h-8 items-center gap-4 border-b border-line px-4 last:border-b-0 pointer-coarse:h-12"
            >
              <ExecutionLink row={row} className="flex-1" />
              <span className="shrink-0 text-muted">
                enqueued <TimeStamp at={row.createdAt} />
              </span>
            </li>
          ))}
          {more > 0 ? (
            <li className="px-4 py-2 text-label text-faint">and {formatCount(more)} more behind them</li>
          ) : null}
        </ul>
      )}
    </Panel>
  );
}
