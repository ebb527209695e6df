import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { FilterChip } from '../../ui/chip.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { useOwnZone } from '../../ui/own-zone.ts';
import { useScheduleName } from '../schedules/use-schedule-name.ts';
import { ExecutionFilterForm } from './execution-filter-form.tsx';
import { FILTER_NAMES, valueWords } from './filter-words.ts';
import { chipsOf, isFiltered, NO_FILTERS, type ChipKey, type ExecutionFilters } from './execution-filters.ts';

export type ChangeFilters = (change: Partial<ExecutionFilters>) => void;

export function useChangeFilters(): ChangeFilters {
  const navigate = useNavigate({ from: '/executions' });
  // A changed filter clears the selection.
  return useCallback(
    (change) => void navigate({ search: (old) => ({ ...old, peek: undefined, ...change }), replace: true }),
    [navigate],
  );
}

export function ExecutionFilterBar({ filters }: { filters: ExecutionFilters }) {
  const change = useChangeFilters();
  return (
    <FilterBar
      search={{
        label: 'Search executions',
        placeholder: 'Name, command, address, error',
        value: filters.text,
        onChange: (text) => change({ text }),
      }}
      form={<ExecutionFilterForm filters={filters} onChange={change} />}
      chips={chipsOf(filters).map((key) => (
        <Chip key={key} name={key} filters={filters} onRemove={() => change({ [key]: undefined })} />
      ))}
      onClear={isFiltered(filters) ? () => change(NO_FILTERS) : undefined}
    />
  );
}

function Chip({
  name,
  filters,
  onRemove,
}: {
  name: ChipKey;
  filters: ExecutionFilters;
  onRemove: () => void;
}) {
  useOwnZone();
  const scheduleName = useScheduleName(name === 'schedule' ? filters.schedule : undefined);
  return (
    <FilterChip
      name={FILTER_NAMES[name]}
      value={valueWords(name, filters, scheduleName)}
      onRemove={onRemove}
    />
  );
}
