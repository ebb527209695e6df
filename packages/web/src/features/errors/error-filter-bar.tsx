import { SEVERITIES, type Severity } from '@tutti/contract';
import { useNavigate } from '@tanstack/react-router';
import { Layers, List } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { FilterChip } from '../../ui/chip.tsx';
import { Field } from '../../ui/field.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { NarrowingChips } from '../recovery/narrowing-chips.tsx';
import { NarrowingForm } from '../recovery/narrowing-form.tsx';
import { isNarrowed, NO_FILTERS, type ErrorFilters } from './error-filters.ts';
import { SEVERITY_WORDS } from './error-words.ts';

export type ChangeFilters = (change: Partial<ErrorFilters>) => void;

export function useChangeFilters(): ChangeFilters {
  const navigate = useNavigate({ from: '/errors' });
  // What is looked at need not be in the list of other filters.
  return (change) =>
    void navigate({ search: (old) => ({ ...old, peek: undefined, ...change }), replace: true });
}

export function ErrorFilterBar({ filters }: { filters: ErrorFilters }) {
  const change = useChangeFilters();
  return (
    <FilterBar
      search={{
        label: 'Search errors',
        placeholder: 'Message or code',
        value: filters.text,
        onChange: (text) => change({ text }),
      }}
      form={
        <>
          <SeverityField value={filters.severity} onChange={(severity) => change({ severity })} />
          <NarrowingForm filters={filters} onChange={change} when="Recorded" />
        </>
      }
      chips={<Chips filters={filters} onChange={change} />}
      onClear={isNarrowed(filters) ? () => change(NO_FILTERS) : undefined}
      end={
        <Segmented
          label="Shown as"
          value={filters.view ?? 'groups'}
          onChange={(view) => change({ view: view === 'single' ? 'single' : undefined })}
          options={[
            { value: 'groups', label: 'Groups', icon: <Layers aria-hidden="true" /> },
            { value: 'single', label: 'Single', icon: <List aria-hidden="true" /> },
          ]}
        />
      }
    />
  );
}

const Chips = ({ filters, onChange }: { filters: ErrorFilters; onChange: ChangeFilters }) => (
  <>
    {filters.severity ? (
      <FilterChip
        name="severity"
        value={filters.severity.map((severity) => SEVERITY_WORDS[severity]).join(', ')}
        onRemove={() => onChange({ severity: undefined })}
      />
    ) : null}
    {filters.fingerprint ? (
      <FilterChip
        name="group"
        value={filters.fingerprint}
        onRemove={() => onChange({ fingerprint: undefined })}
      />
    ) : null}
    <NarrowingChips filters={filters} onChange={onChange} />
  </>
);

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
