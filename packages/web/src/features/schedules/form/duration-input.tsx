import { Field, Input, Select } from '../../../ui/field.tsx';
import type { DurationUnit } from '../../../ui/format-duration.ts';
import type { DurationField } from './duration-field.ts';

const UNITS: readonly { value: DurationUnit; label: string }[] = [
  { value: 'ms', label: 'ms' },
  { value: 's', label: 'seconds' },
  { value: 'm', label: 'minutes' },
  { value: 'h', label: 'hours' },
  { value: 'd', label: 'days' },
];

interface DurationInputProps {
  label: string;
  value: DurationField;
  onChange: (value: DurationField) => void;
  hint?: string;
  error?: string | undefined;
  placeholder?: string;
  optional?: boolean;
}

/** A number and its unit. */
export function DurationInput({
  label,
  value,
  onChange,
  hint,
  error,
  placeholder,
  optional = false,
}: DurationInputProps) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(wiring) => (
        <div className="flex gap-2">
          <Input
            {...wiring}
            inputMode="decimal"
            value={value.value}
            placeholder={placeholder}
            onChange={(event) => onChange({ ...value, value: event.target.value })}
            className="w-24 shrink-0"
          />
          <Select
            aria-label={`Unit of ${label}`}
            value={value.unit}
            onChange={(event) => onChange({ ...value, unit: event.target.value as DurationUnit })}
            className="w-28"
          >
            {UNITS.map((unit) => (
              <option key={unit.value} value={unit.value}>
                {unit.label}
              </option>
            ))}
          </Select>
        </div>
      )}
    </Field>
  );
}
