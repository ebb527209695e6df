import { SEVERITIES, type Severity } from '@tutti/contract';
import { useNavigate } from '@tanstack/react-router';
import { Layers, List, ListFilter, Search } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '../../ui/button.tsx';
import { FilterChip } from '../../ui/chip.tsx';
import { Field } from '../../ui/field.tsx';
import { Popover } from '../../ui/popover.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { useShortcut } from '../../ui/shortcuts.ts';
import { NarrowingChips } from '../recovery/narrowing-chips.tsx';
import { NarrowingForm } from '../recovery/narrowing-form.tsx';
import { isNarrowed, NO_FILTERS, type ErrorFilters } from './error-filters.ts';
import { SEVERITY_WORDS } from './error-words.ts';

export type ChangeFilters = (change: Partial<ErrorFilters>) => void;

export function useChangeFilters(): ChangeFilters {
  const navigate = useNavigate({ from: '/errors' });
  return (change) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true });
}

export function ErrorFilterBar({ filters }: { filters: ErrorFilters }) {
  const change = useChangeFilters();
  const field = useRef<HTMLInputElement>(null);
  useShortcut('filter.focus', () => field.current?.focus());
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 py-2 lg:px-6">
      <SearchField
        ref={field}
        label="Search errors"
        placeholder="Message or code"
        value={filters.text ?? ''}
        onChange={(text) => change({ text: text || undefined })}
        icon={<Search />}
        className="w-72 max-w-full max-md:w-auto max-md:flex-1"
      />
      <Popover label="Filters" className="w-80" trigger={<Button icon={<ListFilter />}>Filter</Button>}>
        <div className="flex flex-col gap-3">
          <SeverityField value={filters.severity} onChange={(severity) => change({ severity })} />
          <NarrowingForm filters={filters} onChange={change} when="Recorded" />
        </div>
      </Popover>
      {filters.severity ? (
        <FilterChip
          name="severity"
          value={filters.severity.map((severity) => SEVERITY_WORDS[severity]).join(', ')}
          onRemove={() => change({ severity: undefined })}
        />
      ) : null}
      {filters.fingerprint ? (
        <FilterChip
          name="group"
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
      <span className="ml-auto max-md:ml-0">
        <Segmented
          label="Shown as"
          value={filters.view ?? 'groups'}
          onChange={(view) => change({ view: view === 'single' ? 'single' : undefined })}
          options={[
            { value: 'groups', label: 'Groups', icon: <Layers aria-hidden="true" /> },
            { value: 'single', label: 'Single', icon: <List aria-hidden="true" /> },
          ]}
        />
      </span>
    </div>
  );
}

interface SeverityFieldProps {
  value: readonly Severity[] | undefined;
  onChange: (value: Severity[] | undefined) => void;
}

function SeverityField({ value, onChange }: SeverityFieldProps) {
  const toggle = (severity: Severity): void => {
    const next = SEVERITIES.filter((each) => (value?.includes(each) ?? false) !== (each === severity));
    onChange(next.length > 0 ? next : undefined);
  };
  return (
    <Field label="Severity">
      {(wiring) => (
        <div id={wiring.id} role="group" aria-label="Severity" className="flex flex-wrap gap-1">
          {SEVERITIES.toReversed().map((severity) => (
            <Button
              key={severity}
              size="sm"
              aria-pressed={value?.includes(severity) ?? false}
              onClick={() => toggle(severity)}
              className="aria-pressed:border-link aria-pressed:bg-selected"
            >
              {SEVERITY_WORDS[severity]}
            </Button>
          ))}
        </div>
      )}
    </Field>
  );
}
