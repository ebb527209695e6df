import type { Event } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../../app/api.ts';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { TimeStamp } from '../../../ui/time-stamp.tsx';
import { executionEventsQuery } from './background-queries.ts';
import { eventDetail, toldOf } from './related-words.ts';

/** What happened to it, in order. Read when it is opened: the log of events has no index for one execution. */
export function EventsPanel({ id }: { id: string }) {
  const [open, setOpen] = useState(false);
  const query = useQuery({ ...executionEventsQuery(useClient(), id), enabled: open });
  const items = query.data?.items ?? [];
  const cause = query.data?.cause;
  return (
    <Panel
      flush
      title={
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="flex h-8 w-full items-center gap-1 rounded-sm -outline-offset-2 pointer-coarse:h-11"
        >
          <ChevronRight aria-hidden="true" className={open ? 'size-4 rotate-90' : 'size-4'} />
          Events
        </button>
      }
    >
      {!open ? null : query.error && !query.data ? (
        <ErrorPanel
          error={query.error}
          what="The events could not be read"
          onRetry={() => void query.refetch()}
        />
      ) : (
        <ol className="flex flex-col gap-1.5 p-4">
          {cause ? <EventLine event={cause} caused /> : null}
          {items.map((event) => (
            <EventLine key={event.id} event={event} />
          ))}
          {query.data && items.length === 0 ? (
            <li className="text-muted">No event is kept of it any more.</li>
          ) : null}
        </ol>
      )}
    </Panel>
  );
}

function EventLine({ event, caused = false }: { event: Event; caused?: boolean }) {
  const other = caused ? toldOf(event) : undefined;
  const detail = caused ? '' : eventDetail(event);
  return (
    <li>
      <p className="flex gap-2">
        <span className="min-w-0 flex-1 font-mono text-log break-words">
          {event.type}
          {caused ? <span className="font-sans text-muted"> caused it</span> : null}
        </span>
        <span className="shrink-0 text-muted">
          <TimeStamp at={event.at} />
        </span>
      </p>
      {other ? (
        <Link
          to="/executions/$id"
          params={{ id: other.id }}
          className="rounded-sm text-label text-link hover:underline"
        >
          {other.label}
        </Link>
      ) : detail ? (
        <p className="text-label break-words text-muted">{detail}</p>
      ) : null}
    </li>
  );
}
