import { useNavigate } from '@tanstack/react-router';
import { FilterChip } from '../../ui/chip.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { WordField } from '../../ui/filter-fields.tsx';
import {
  isNarrowed,
  NO_FILTERS,
  SCHEDULE_TYPES,
  scheduleChips,
  TYPE_WORDS,
  type ScheduleChip,
  type ScheduleFilters,
} from './schedule-filters.ts';

type Change = (change: Partial<ScheduleFilters>) => void;

export function useChangeScheduleFilters(): Change {
  const navigate = useNavigate({ from: '/schedules' });
  return (change) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true });
}

export function ScheduleFilterBar({ filters }: { filters: ScheduleFilters }) {
  const change = useChangeScheduleFilters();
  return (
    <FilterBar
      search={{
        label: 'Search schedules',
        placeholder: 'Name or description',
        value: filters.text,
        onChange: (text) => change({ text }),
      }}
      form={<FilterForm filters={filters} onChange={change} />}
      chips={scheduleChips(filters).map((key) => (
        <FilterChip
          key={key}
          name={CHIP_NAMES[key]}
          value={chipValue(key, filters)}
          onRemove={() => change({ [key]: undefined })}
        />
      ))}
      onClear={isNarrowed(filters) ? () => change(NO_FILTERS) : undefined}
    />
  );
}

const CHIP_NAMES: Record<ScheduleChip, string> = { enabled: 'state', type: 'timing', tag: 'tag' };

function chipValue(key: ScheduleChip, filters: ScheduleFilters): string {
  if (key === 'enabled') return filters.enabled ? 'on' : 'off';
  if (key === 'type') return filters.type ? TYPE_WORDS[filters.type] : '';
  return filters.tag ?? '';
}

function FilterForm({ filters, onChange }: { filters: ScheduleFilters; onChange: Change }) {
  return (
    <>
      <Field label="State">
        {(wiring) => (
          <Select
            {...wiring}
            value={filters.enabled === undefined ? '' : String(filters.enabled)}
            onChange={(event) =>
              onChange({ enabled: event.target.value === '' ? undefined : event.target.value === 'true' })
            }
          >
            <option value="">On and off</option>
            <option value="true">On</option>
            <option value="false">Off</option>
          </Select>
        )}
      </Field>
      <Field label="Timing">
        {(wiring) => (
          <Select
            {...wiring}
            value={filters.type ?? ''}
            onChange={(event) =>
              onChange({ type: (event.target.value || undefined) as ScheduleFilters['type'] })
            }
          >
            <option value="">Any</option>
            {SCHEDULE_TYPES.map((type) => (
              <option key={type} value={type}>
                {TYPE_WORDS[type]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <WordField label="Tag" value={filters.tag} onChange={(tag) => onChange({ tag })} />
    </>
  );
}
