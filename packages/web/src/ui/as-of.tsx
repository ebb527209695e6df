import { CloudOff } from 'lucide-react';
import { formatClockSeconds, zoneLabel } from './format-time.ts';
import { useOwnZone } from './own-zone.ts';

/** Marks data that may have aged: shown while the connection is away. */
export function AsOf({ at }: { at: number }) {
  const zone = useOwnZone();
  if (at === 0) return null;
  return (
    <span
      title={zoneLabel(zone)}
      className="inline-flex items-center gap-1.5 rounded-sm bg-[color-mix(in_oklab,var(--timeout)_12%,transparent)] px-2 text-label leading-6 whitespace-nowrap text-timeout"
    >
      <CloudOff className="size-3.5 stroke-[1.5]" aria-hidden="true" />
      as of {formatClockSeconds(at, zone)}
    </span>
  );
}
