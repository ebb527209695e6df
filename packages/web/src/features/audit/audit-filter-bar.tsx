import { useNavigate } from '@tanstack/react-router';
import { FilterChip } from '../../ui/chip.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { MomentFields, WordField } from '../../ui/filter-fields.tsx';
import { formatDate, ownZone } from '../../ui/format-time.ts';
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
    <FilterBar
      form={<FilterForm filters={filters} onChange={change} />}
      chips={chips.map((chip) => (
        <FilterChip
          key={chip}
          name={NAMES[chip]}
          value={chipValue(chip, filters)}
          onRemove={() => change({ [chip]: undefined })}
        />
      ))}
      onClear={chips.length > 0 ? () => change(NO_AUDIT_FILTERS) : undefined}
      end={<AuditExport filters={filters} />}
    />
  );
}

function FilterForm({ filters, onChange }: { filters: AuditFilters; onChange: Change }) {
  return (
    <>
      <WordField
        label="Who"
        placeholder="ann#1"
        value={filters.actor}
        onChange={(actor) => onChange({ actor })}
      />
      <WordField
        label="Did what"
        placeholder="schedule.deleted"
        value={filters.action}
        onChange={(action) => onChange({ action })}
      />
      <div className="grid grid-cols-2 gap-3">
        <WordField
          label="To what kind"
          placeholder="schedule"
          value={filters.type}
          onChange={(type) => onChange({ type })}
        />
        <WordField
          label="Its id"
          placeholder="12"
          value={filters.entity}
          onChange={(entity) => onChange({ entity })}
        />
      </div>
      <MomentFields from={filters.from} until={filters.until} onChange={onChange} />
    </>
  );
}
