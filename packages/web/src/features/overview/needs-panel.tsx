import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Panel } from '../../ui/panel.tsx';
import { StatusIcon } from '../../ui/status-icon.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import type { Need, NeedPlace } from './needs.ts';

/** What waits for a person, each leading to where it is mended. */
export function NeedsPanel({ needs }: { needs: readonly Need[] }) {
  if (needs.length === 0) return null;
  return (
    <div id="needs-you" tabIndex={-1} className="scroll-mt-4 rounded-lg">
      <Panel flush title="Needs you">
        <ul>
          {needs.map((need) => (
            <li
              key={need.key}
              className="relative flex min-h-10 min-w-0 items-center gap-3 border-b border-line px-4 py-1.5 last:border-b-0 hover:bg-hover"
            >
              <StatusIcon kind={need.kind} />
              <div className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-3">
                <NeedLink
                  place={need.place}
                  className="max-w-full truncate rounded-sm font-medium after:absolute after:inset-0 hover:underline"
                >
                  {need.title}
                </NeedLink>
                <span className="min-w-0 flex-1 basis-60 truncate text-muted">{need.detail}</span>
              </div>
              {need.at ? (
                <TimeStamp at={need.at} className="relative z-1 shrink-0 text-label text-muted" />
              ) : null}
              <ChevronRight className="size-4 shrink-0 stroke-[1.5] text-faint" aria-hidden="true" />
            </li>
          ))}
        </ul>
      </Panel>
    </div>
  );
}

interface NeedLinkProps {
  place: NeedPlace;
  className: string;
  children: ReactNode;
}

function NeedLink({ place, ...rest }: NeedLinkProps) {
  switch (place.page) {
    case 'errors':
      return (
        <Link
          to="/errors"
          search={{
            ...(place.status && { status: place.status }),
            ...(place.severity && { severity: [place.severity] }),
          }}
          {...rest}
        />
      );
    case 'dead-letters':
      return <Link to="/dead-letters" {...rest} />;
    case 'breaker':
      return <Link to="/breakers/$key" params={{ key: place.key }} {...rest} />;
    case 'queue':
      return <Link to="/queues/$name" params={{ name: place.name }} {...rest} />;
    case 'node':
      return <Link to="/nodes" search={{ peek: place.name }} {...rest} />;
    case 'nodes':
      return <Link to="/nodes" {...rest} />;
    case 'settings':
      return <Link to="/settings" {...rest} />;
  }
}
