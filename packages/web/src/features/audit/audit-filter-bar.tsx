import { useNavigate } from '@tanstack/react-router';
import { ListFilter } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { FilterChip } from '../../ui/chip.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { formatDate, ownZone, zoneLabel } from '../../ui/format-time.ts';
import { fromLocalInput, toLocalInput } from '../../ui/local-input.ts';
import { Popover } from '../../ui/popover.tsx';
import { AuditExport } from './audit-export.tsx';
import { chipsOf, NO_AUDIT_FILTERS, type AuditChip, type AuditFilters } from './audit-filters.ts';

type Change = (change: Partial<AuditFilters>) => void;

export function useChangeAuditFilters(): Change {
  const navigate = useNavigate({ from: '/audit' });
  return (change) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true });
}

const NAMES: Record<AuditChip, string> = {
  actor: 'who',
  action: 'did',
  type: 'to',
  entity: 'id',
  from: 'since',
  until: 'before',
};

const chipValue = (chip: AuditChip, filters: AuditFilters): string => {
  const value = filters[chip] ?? '';
  return chip === 'from' || chip === 'until' ? formatDate(Date.parse(value), ownZone(), Date.now()) : value;
};

export function AuditFilterBar({ filters }: { filters: AuditFilters }) {
  const change = useChangeAuditFilters();
  const chips = chipsOf(filters);
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 py-2 lg:px-6">
      <Popover label="Filters" trigger={<Button icon={<ListFilter />}>Filter</Button>} className="w-80">
        <FilterForm filters={filters} onChange={change} />
      </Popover>
      {chips.map((chip) => (
        <FilterChip
          key={chip}
          name={NAMES[chip]}
          value={chipValue(chip, filters)}
          onRemove={() => change({ [chip]: undefined })}
        />
      ))}
      {chips.length > 0 ? (
        <Button look="ghost" size="sm" onClick={() => change(NO_AUDIT_FILTERS)}>
          Clear all
        </Button>
      ) : null}
      <span className="ml-auto">
        <AuditExport filters={filters} />
      </span>
    </div>
  );
}

function FilterForm({ filters, onChange }: { filters: AuditFilters; onChange: Change }) {
  return (
    <div className="flex flex-col gap-3">
      <Word label="Who" placeholder="ann#1" value={filters.actor} onChange={(actor) => onChange({ actor })} />
      <Word
        label="Did what"
        placeholder="schedule.deleted"
        value={filters.action}
        onChange={(action) => onChange({ action })}
      />
      <div className="grid grid-cols-2 gap-3">
        <Word
          label="To what kind"
          placeholder="schedule"
          value={filters.type}
          onChange={(type) => onChange({ type })}
        />
        <Word
          label="Its id"
          placeholder="12"
          value={filters.entity}
          onChange={(entity) => onChange({ entity })}
        />
      </div>
      <Time label="Since" value={filters.from} onChange={(from) => onChange({ from })} />
      <Time label="Before" value={filters.until} onChange={(until) => onChange({ until })} />
    </div>
  );
}

interface PartProps {
  label: string;
  placeholder?: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

/** Takes effect when left or on Enter: half a word would match nothing. */
const Word = ({ label, placeholder, value, onChange }: PartProps) => (
  <Field label={label}>
    {(wiring) => (
      <Input
        {...wiring}
        key={value}
        defaultValue={value}
        placeholder={placeholder}
        maxLength={200}
        onBlur={(event) => onChange(event.target.value.trim() || undefined)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onChange(event.currentTarget.value.trim() || undefined);
        }}
      />
    )}
  </Field>
);

const Time = ({ label, value, onChange }: PartProps) => (
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
