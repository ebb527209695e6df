import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../app/api.ts';
import { Field, Input, Select } from '../../ui/field.tsx';
import { ownZone, zoneLabel } from '../../ui/format-time.ts';
import { fromLocalInput, toLocalInput } from '../../ui/local-input.ts';
import { SPANS, type Span } from '../executions/execution-filters.ts';
import { taskTypesQuery } from '../executions/task-types.ts';
import { scheduleNamesQuery } from '../schedules/schedule-queries.ts';
import type { Narrowing } from './search-values.ts';

const SPAN_WORDS: Record<Span, string> = {
  '1h': 'The last hour',
  '24h': 'The last 24 hours',
  '7d': 'The last 7 days',
};

interface NarrowingFormProps {
  filters: Narrowing;
  onChange: (change: Partial<Narrowing>) => void;
  /** What the span and the times are about: "Recorded". */
  when: string;
}

/** What narrows a list of failures beside state and text. Each change takes effect at once. */
export function NarrowingForm({ filters, onChange, when }: NarrowingFormProps) {
  const client = useClient();
  const schedules = useQuery(scheduleNamesQuery(client)).data?.items ?? [];
  const types = useQuery(taskTypesQuery(client)).data?.items ?? [];
  return (
    <div className="flex flex-col gap-3">
      <Field label="Schedule">
        {(wiring) => (
          <Select
            {...wiring}
            value={filters.schedule ?? ''}
            onChange={(event) => onChange({ schedule: Number(event.target.value) || undefined })}
          >
            <option value="">Any</option>
            {schedules.map((schedule) => (
              <option key={schedule.id} value={schedule.id}>
                {schedule.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <div className="grid grid-cols-2 gap-3">
        <Field label="Type">
          {(wiring) => (
            <Select
              {...wiring}
              value={filters.type ?? ''}
              onChange={(event) => onChange({ type: event.target.value || undefined })}
            >
              <option value="">Any</option>
              {types.map(({ taskType }) => (
                <option key={taskType}>{taskType}</option>
              ))}
            </Select>
          )}
        </Field>
        <QueueField value={filters.queue} onChange={(queue) => onChange({ queue })} />
      </div>
      <Field label={when}>
        {(wiring) => (
          <Select
            {...wiring}
            value={filters.span ?? ''}
            onChange={(event) =>
              onChange({
                span: (event.target.value || undefined) as Span | undefined,
                from: undefined,
                until: undefined,
              })
            }
          >
            <option value="">Any time</option>
            {(Object.keys(SPANS) as Span[]).map((span) => (
              <option key={span} value={span}>
                {SPAN_WORDS[span]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <TimeField
        label="Since"
        value={filters.from}
        onChange={(from) => onChange({ from, span: undefined })}
      />
      <TimeField
        label="Before"
        value={filters.until}
        onChange={(until) => onChange({ until, span: undefined })}
      />
    </div>
  );
}

interface TextFieldProps {
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

/** Takes effect when left or on Enter: half a word would match nothing. */
function QueueField({ value, onChange }: TextFieldProps) {
  return (
    <Field label="Queue">
      {(wiring) => (
        <Input
          {...wiring}
          key={value}
          defaultValue={value}
          placeholder="Any"
          onBlur={(event) => onChange(event.target.value.trim() || undefined)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') onChange(event.currentTarget.value.trim() || undefined);
          }}
        />
      )}
    </Field>
  );
}

function TimeField({ label, value, onChange }: TextFieldProps & { label: string }) {
  return (
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
}
