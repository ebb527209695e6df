import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../app/api.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Panel } from '../../ui/panel.tsx';
import { StatusIcon } from '../../ui/status-icon.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { stripAnsi } from '../executions/log/ansi.ts';
import { breakerHistoryQuery } from './breaker-queries.ts';
import { historyLine } from './history-words.ts';

const MOST = 30;

/** Changes of its state, the newest first, as far back as events are kept. */
export function BreakerHistory({ breakerKey }: { breakerKey: string }) {
  const query = useQuery(breakerHistoryQuery(useClient(), breakerKey));
  const events = query.data?.items ?? [];
  return (
    <Panel title="Changes of state">
      {query.error && !query.data ? (
        <ErrorPanel
          error={query.error}
          what="Its history could not be read"
          onRetry={() => void query.refetch()}
        />
      ) : events.length === 0 && query.data ? (
        <p className="text-muted">None that the event log still holds.</p>
      ) : (
        <ol className="flex flex-col gap-2.5">
          {events.slice(0, MOST).map((event) => {
            const { kind, word, why } = historyLine(event);
            return (
              <li key={event.id} className="flex gap-2.5">
                <StatusIcon kind={kind} className="mt-0.5" />
                <div className="min-w-0 flex-1">
                  <p className="flex flex-wrap items-baseline gap-x-2">
                    <span className="font-medium" style={{ color: `var(--${kind})` }}>
                      {word}
                    </span>
                    {event.actor ? <span className="text-muted">by {event.actor}</span> : null}
                    <span className="ml-auto text-label text-muted">
                      <TimeStamp at={event.at} />
                    </span>
                  </p>
                  {why ? <p className="text-label break-words text-muted">{stripAnsi(why)}</p> : null}
                </div>
              </li>
            );
          })}
        </ol>
      )}
    </Panel>
  );
}
