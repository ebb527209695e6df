import { Command } from 'cmdk';
import { ChevronsUpDown } from 'lucide-react';
import { useMemo } from 'react';
import { cn } from '../../../ui/cn.ts';
import { Field, inputLook } from '../../../ui/field.tsx';
import { ownZone, zoneOffset } from '../../../ui/format-time.ts';
import { Popover } from '../../../ui/popover.tsx';
import { knownZones, zoneMatches } from '../../../ui/zones.ts';

interface ZonePickerProps {
  label: string;
  value: string;
  onChange: (zone: string) => void;
  error?: string | undefined;
}

/** Every zone the browser knows, found by typing a part of its name. */
export function ZonePicker({ label, value, onChange, error }: ZonePickerProps) {
  return (
    <Field label={label} error={error}>
      {(wiring) => (
        <Popover
          label="Time zones"
          className="w-80 p-0"
          trigger={
            <button
              type="button"
              {...wiring}
              aria-label={`${label}: ${value}`}
              className={cn(inputLook, 'flex h-8 items-center gap-2 text-start pointer-coarse:h-11')}
            >
              <span className="min-w-0 flex-1 truncate">{value.replaceAll('_', ' ')}</span>
              <span className="text-label text-faint">{offsetOf(value)}</span>
              <ChevronsUpDown className="size-3.5 shrink-0 text-faint" aria-hidden="true" />
            </button>
          }
        >
          {(close) => (
            <ZoneList
              value={value}
              onSelect={(zone) => {
                onChange(zone);
                close();
              }}
            />
          )}
        </Popover>
      )}
    </Field>
  );
}

const offsetOf = (zone: string): string => {
  try {
    return zoneOffset(zone, Date.now());
  } catch {
    // The server knows zones this browser does not.
    return '';
  }
};

function ZoneList({ value, onSelect }: { value: string; onSelect: (zone: string) => void }) {
  const own = ownZone();
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
            {zone === own ? <span className="text-label text-muted">yours</span> : null}
            <span className="text-label text-faint">{offsetOf(zone)}</span>
          </Command.Item>
        ))}
      </Command.List>
    </Command>
  );
}
