import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../app/api.ts';
import { Field, Input, Select } from '../../ui/field.tsx';
import { toLocalInput, fromLocalInput } from '../../ui/local-input.ts';
import { ownZone, zoneLabel } from '../../ui/format-time.ts';
import { scheduleNamesQuery } from '../schedules/schedule-queries.ts';
import type { ChangeFilters } from './execution-filter-bar.tsx';
import { SPANS, type ExecutionFilters, type Span } from './execution-filters.ts';
import { taskTypesQuery } from './task-types.ts';

const SPAN_WORDS: Record<Span, string> = {
  '1h': 'The last hour',
  '24h': 'The last 24 hours',
  '7d': 'The last 7 days',
};

/** What narrows the list beside status and text. Each change takes effect at once. */
export function ExecutionFilterForm({
  filters,
  onChange,
}: {
  filters: ExecutionFilters;
  onChange: ChangeFilters;
}) {
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
        <WordField label="Queue" value={filters.queue} onChange={(queue) => onChange({ queue })} />
        <WordField label="Tag" value={filters.tag} onChange={(tag) => onChange({ tag })} />
        <Field label="Enqueued">
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
      </div>
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

interface WordFieldProps {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

/** Takes effect when left or on Enter: half a word would match nothing. */
function WordField({ label, value, onChange }: WordFieldProps) {
  return (
    <Field label={label}>
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

function TimeField({ label, value, onChange }: WordFieldProps) {
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
