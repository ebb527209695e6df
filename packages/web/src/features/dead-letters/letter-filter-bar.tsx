import { useNavigate } from '@tanstack/react-router';
import { ListFilter, Search } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '../../ui/button.tsx';
import { FilterChip } from '../../ui/chip.tsx';
import { Popover } from '../../ui/popover.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { useShortcut } from '../../ui/shortcuts.ts';
import { NarrowingChips } from '../recovery/narrowing-chips.tsx';
import { NarrowingForm } from '../recovery/narrowing-form.tsx';
import { isNarrowed, NO_FILTERS, type LetterFilters } from './letter-filters.ts';

export function LetterFilterBar({ filters }: { filters: LetterFilters }) {
  const navigate = useNavigate({ from: '/dead-letters' });
  const change = (part: Partial<LetterFilters>): void =>
    void navigate({ search: (old) => ({ ...old, ...part }), replace: true });
  const field = useRef<HTMLInputElement>(null);
  useShortcut('filter.focus', () => field.current?.focus());
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 py-2 lg:px-6">
      <SearchField
        ref={field}
        label="Search dead letters"
        placeholder="Part of the error"
        value={filters.text ?? ''}
        onChange={(text) => change({ text: text || undefined })}
        icon={<Search />}
        className="w-72 max-w-full max-md:w-auto max-md:flex-1"
      />
      <Popover label="Filters" className="w-80" trigger={<Button icon={<ListFilter />}>Filter</Button>}>
        <NarrowingForm filters={filters} onChange={change} when="Failed" />
      </Popover>
      {filters.fingerprint ? (
        <FilterChip
          name="reason"
          value={filters.fingerprint}
          onRemove={() => change({ fingerprint: undefined })}
        />
      ) : null}
      <NarrowingChips filters={filters} onChange={change} />
      {isNarrowed(filters) ? (
        <Button look="ghost" size="sm" onClick={() => change(NO_FILTERS)}>
          Clear all
        </Button>
      ) : null}
    </div>
  );
}
