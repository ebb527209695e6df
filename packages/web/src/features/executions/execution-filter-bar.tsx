import { useNavigate } from '@tanstack/react-router';
import { ListFilter, Search } from 'lucide-react';
import { useCallback, useRef } from 'react';
import { Button } from '../../ui/button.tsx';
import { FilterChip } from '../../ui/chip.tsx';
import { useOwnZone } from '../../ui/own-zone.ts';
import { Popover } from '../../ui/popover.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { useShortcut } from '../../ui/shortcuts.ts';
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
  const field = useRef<HTMLInputElement>(null);
  useShortcut('filter.focus', () => field.current?.focus());
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 py-2 lg:px-6">
      <SearchField
        ref={field}
        label="Search executions"
        placeholder="Name, command, address, error"
        value={filters.text ?? ''}
        onChange={(text) => change({ text: text || undefined })}
        icon={<Search />}
        className="w-72 max-w-full max-md:w-auto max-md:flex-1"
      />
      <Popover
        label="Filters"
        className="w-80"
        trigger={
          <Button icon={<ListFilter />} aria-label="More filters">
            Filter
          </Button>
        }
      >
        <ExecutionFilterForm filters={filters} onChange={change} />
      </Popover>
      {chipsOf(filters).map((key) => (
        <Chip key={key} name={key} filters={filters} onRemove={() => change({ [key]: undefined })} />
      ))}
      {isFiltered(filters) ? (
        <Button look="ghost" size="sm" onClick={() => change(NO_FILTERS)}>
          Clear all
        </Button>
      ) : null}
    </div>
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
