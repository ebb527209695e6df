import { useNavigate } from '@tanstack/react-router';
import { ListFilter, Search } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '../../ui/button.tsx';
import { FilterChip } from '../../ui/chip.tsx';
import { Field, Input, Select } from '../../ui/field.tsx';
import { Popover } from '../../ui/popover.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { useShortcut } from '../../ui/shortcuts.ts';
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
  const field = useRef<HTMLInputElement>(null);
  useShortcut('filter.focus', () => field.current?.focus());
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 py-2 lg:px-6">
      <SearchField
        ref={field}
        label="Search schedules"
        placeholder="Name or description"
        value={filters.text ?? ''}
        onChange={(text) => change({ text: text || undefined })}
        icon={<Search />}
        className="w-72 max-w-full max-md:w-auto max-md:flex-1"
      />
      <Popover label="Filters" trigger={<Button icon={<ListFilter />}>Filter</Button>}>
        <FilterForm filters={filters} onChange={change} />
      </Popover>
      {scheduleChips(filters).map((key) => (
        <FilterChip
          key={key}
          name={CHIP_NAMES[key]}
          value={chipValue(key, filters)}
          onRemove={() => change({ [key]: undefined })}
        />
      ))}
      {isNarrowed(filters) ? (
        <Button look="ghost" size="sm" onClick={() => change(NO_FILTERS)}>
          Clear all
        </Button>
      ) : null}
    </div>
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
    <div className="flex flex-col gap-3">
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
      <Field label="Tag">
        {(wiring) => (
          <Input
            {...wiring}
            key={filters.tag}
            defaultValue={filters.tag}
            placeholder="Any"
            onBlur={(event) => onChange({ tag: event.target.value.trim() || undefined })}
            onKeyDown={(event) => {
              if (event.key === 'Enter') onChange({ tag: event.currentTarget.value.trim() || undefined });
            }}
          />
        )}
      </Field>
    </div>
  );
}
