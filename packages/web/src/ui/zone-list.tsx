import { Command } from 'cmdk';
import { useMemo } from 'react';
import { cn } from './cn.ts';
import { browserZone, zoneOffset } from './format-time.ts';
import { knownZones, zoneMatches } from './zones.ts';

/** `UTC+01:00` now; empty for a zone that only the server knows. */
export const offsetOf = (zone: string): string => {
  try {
    return zoneOffset(zone, Date.now());
  } catch {
    return '';
  }
};

interface ZoneListProps {
  value: string;
  onSelect: (zone: string) => void;
}

/** Every zone the browser knows, found by typing a part of its name; that of the browser and UTC stand first. */
export function ZoneList({ value, onSelect }: ZoneListProps) {
  const own = browserZone();
  const others = useMemo(() => knownZones().filter((zone) => zone !== own && zone !== 'UTC'), [own]);
  const near = own === 'UTC' ? ['UTC'] : [own, 'UTC'];
  return (
    <Command label="Time zones" defaultValue={value} filter={zoneMatches} className="flex max-h-80 flex-col">
      <Command.Input
        autoFocus
        placeholder="Find a zone or city"
        className="h-10 border-b border-line bg-transparent px-3 outline-none"
      />
      <Command.List className="min-h-0 overflow-y-auto p-1">
        <Command.Empty className="px-3 py-4 text-center text-muted">No such zone</Command.Empty>
        {[...near, ...others].map((zone) => (
          <Command.Item
            key={zone}
            value={zone}
            onSelect={() => onSelect(zone)}
            className="flex h-8 items-center gap-2 rounded-sm px-2 data-[selected=true]:bg-hover pointer-coarse:h-11"
          >
            <span className={cn('min-w-0 flex-1 truncate', zone === value && 'font-medium text-link')}>
              {zone.replaceAll('_', ' ')}
            </span>
            {zone === own ? <span className="text-label text-muted">this browser</span> : null}
            <span className="text-label text-faint">{offsetOf(zone)}</span>
          </Command.Item>
        ))}
      </Command.List>
    </Command>
  );
}
