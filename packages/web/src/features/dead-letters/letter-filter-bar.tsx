import { useNavigate } from '@tanstack/react-router';
import { FilterChip } from '../../ui/chip.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { NarrowingChips } from '../recovery/narrowing-chips.tsx';
import { NarrowingForm } from '../recovery/narrowing-form.tsx';
import { isNarrowed, NO_FILTERS, type LetterFilters } from './letter-filters.ts';

export function useChangeLetterFilters(): (change: Partial<LetterFilters>) => void {
  const navigate = useNavigate({ from: '/dead-letters' });
  // What is looked at need not be in the list of other filters.
  return (change) =>
    void navigate({ search: (old) => ({ ...old, peek: undefined, ...change }), replace: true });
}

export function LetterFilterBar({ filters }: { filters: LetterFilters }) {
  const change = useChangeLetterFilters();
  return (
    <FilterBar
      search={{
        label: 'Search dead letters',
        placeholder: 'Part of the error',
        value: filters.text,
        onChange: (text) => change({ text }),
      }}
      form={<NarrowingForm filters={filters} onChange={change} when="Failed" />}
      chips={
        <>
          {filters.fingerprint ? (
            <FilterChip
              name="reason"
              value={filters.fingerprint}
              onRemove={() => change({ fingerprint: undefined })}
            />
          ) : null}
          <NarrowingChips filters={filters} onChange={change} />
        </>
      }
      onClear={isNarrowed(filters) ? () => change(NO_FILTERS) : undefined}
    />
  );
}
