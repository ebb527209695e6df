import { Field, Input, Select } from './field.tsx';
import { ownZone, zoneLabel } from './format-time.ts';
import { fromLocalInput, toLocalInput } from './local-input.ts';
import { SPAN_NAMES, SPAN_WORDS, type Span } from './spans.ts';

interface WordFieldProps {
  label: string;
  placeholder?: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

/** Takes effect when left or on Enter: half a word would match nothing. */
export const WordField = ({ label, placeholder = 'Any', value, onChange }: WordFieldProps) => (
  <Field label={label}>
    {(wiring) => (
      <Input
        {...wiring}
        key={value}
        defaultValue={value}
        placeholder={placeholder}
        maxLength={200}
        onBlur={(event) => onChange(event.target.value.trim() || undefined)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onChange(event.currentTarget.value.trim() || undefined);
        }}
      />
    )}
  </Field>
);

interface SpanFieldProps {
  label: string;
  value: Span | undefined;
  /** A span takes the place of moments. */
  onChange: (change: { span: Span | undefined; from: undefined; until: undefined }) => void;
}

export const SpanField = ({ label, value, onChange }: SpanFieldProps) => (
  <Field label={label}>
    {(wiring) => (
      <Select
        {...wiring}
        value={value ?? ''}
        onChange={(event) => {
          const span = (event.target.value || undefined) as Span | undefined;
          onChange({ span, from: undefined, until: undefined });
        }}
      >
        <option value="">Any time</option>
        {SPAN_NAMES.map((span) => (
          <option key={span} value={span}>
            {SPAN_WORDS[span]}
          </option>
        ))}
      </Select>
    )}
  </Field>
);

interface Moments {
  from?: string | undefined;
  until?: string | undefined;
}

/** From when on and until when, each with the zone it is read in. */
export const MomentFields = ({
  from,
  until,
  onChange,
}: Moments & { onChange: (change: Moments) => void }) => (
  <>
    <MomentField label="Since" value={from} onChange={(at) => onChange({ from: at })} />
    <MomentField label="Before" value={until} onChange={(at) => onChange({ until: at })} />
  </>
);

const MomentField = ({ label, value, onChange }: Omit<WordFieldProps, 'placeholder'>) => (
  <Field label={`${label} · ${zoneLabel(ownZone())}`}>
    {(wiring) => (
      <Input
        {...wiring}
        type="datetime-local"
        key={value}
        defaultValue={value ? toLocalInput(value, ownZone()) : ''}
        onBlur={(event) => onChange(fromLocalInput(event.target.value, ownZone()))}
      />
    )}
  </Field>
);
