import { Field, Select } from '../../ui/field.tsx';
import { formatCount } from '../../ui/format-number.ts';

interface FacetFieldProps {
  label: string;
  /** What there is, the most frequent first; undefined while it is read. */
  values: readonly { value: string; count: number }[] | undefined;
  chosen: string | undefined;
  wordOf?: (value: string) => string;
  onChange: (value: string | undefined) => void;
}

/** One property to narrow by: the values there are, each with how many it would leave. */
export function FacetField({ label, values = [], chosen, wordOf, onChange }: FacetFieldProps) {
  const missing = chosen !== undefined && !values.some(({ value }) => value === chosen);
  const shown = missing ? [{ value: chosen, count: undefined }, ...values] : values;
  return (
    <Field label={label}>
      {(wiring) => (
        <Select
          {...wiring}
          value={chosen ?? ''}
          onChange={(event) => onChange(event.target.value || undefined)}
        >
          <option value="">Any</option>
          {shown.map(({ value, count }) => (
            <option key={value} value={value}>
              {wordOf?.(value) ?? value}
              {count === undefined ? '' : ` (${formatCount(count)})`}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
