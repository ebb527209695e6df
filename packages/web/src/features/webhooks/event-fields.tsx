import { useMemo } from 'react';
import { Field, TextArea } from '../../ui/field.tsx';
import { PickMany } from '../../ui/pick-many.tsx';
import type { FieldErrors } from '../schedules/form/field-errors.ts';
import { eventChoices } from './event-choices.ts';

interface EventFieldsProps {
  events: readonly string[];
  filter: string;
  onChange: (change: { events: string[] } | { filter: string }) => void;
  errors: FieldErrors;
}

/** Which events: by pattern, and by what they say. */
export function EventFields({ events, filter, onChange, errors }: EventFieldsProps) {
  const choices = useMemo(eventChoices, []);
  return (
    <>
      <Field
        label="Events"
        hint="order.paid, order.* or *; type names of your own events, or pick of Tutti's"
        error={errors.text('events')}
      >
        {(wiring) => (
          <PickMany
            wiring={wiring}
            label="Events of Tutti"
            values={events}
            onChange={(next) => onChange({ events: next })}
            choices={choices}
            placeholder="execution.failed"
          />
        )}
      </Field>
      <Field
        label="Only those that say"
        optional
        hint='Paths into the event: {"data.total": {"gte": 10}}'
        error={errors.text('filter')}
      >
        {(wiring) => (
          <TextArea
            {...wiring}
            rows={2}
            value={filter}
            onChange={(event) => onChange({ filter: event.target.value })}
            className="font-mono text-log"
          />
        )}
      </Field>
    </>
  );
}
