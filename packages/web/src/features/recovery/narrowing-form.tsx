import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../app/api.ts';
import { Field, Select } from '../../ui/field.tsx';
import { MomentFields, SpanField, WordField } from '../../ui/filter-fields.tsx';
import { taskTypesQuery } from '../executions/task-types.ts';
import { scheduleNamesQuery } from '../schedules/schedule-queries.ts';
import type { Narrowing } from './narrowing.ts';

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
    <>
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
      </div>
      <SpanField label={when} value={filters.span} onChange={onChange} />
      <MomentFields
        from={filters.from}
        until={filters.until}
        onChange={(change) => onChange({ ...change, span: undefined })}
      />
    </>
  );
}
