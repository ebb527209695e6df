import { ChevronsUpDown } from 'lucide-react';
import { cn } from '../../../ui/cn.ts';
import { Field, inputLook } from '../../../ui/field.tsx';
import { Popover } from '../../../ui/popover.tsx';
import { offsetOf, ZoneList } from '../../../ui/zone-list.tsx';

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
