import { FilterChip } from '../../ui/chip.tsx';
import { formatDate, ownZone } from '../../ui/format-time.ts';
import { useScheduleName } from '../schedules/use-schedule-name.ts';
import { SPAN_CHIPS, type Narrowing } from './search-values.ts';

const NAMES = {
  schedule: 'schedule',
  queue: 'queue',
  type: 'type',
  span: 'recorded',
  from: 'since',
  until: 'before',
} as const satisfies Record<keyof Narrowing, string>;
const KEYS = Object.keys(NAMES) as (keyof Narrowing)[];

export const narrowedBy = (filters: Narrowing): (keyof Narrowing)[] =>
  KEYS.filter((key) => filters[key] !== undefined);

export const NO_NARROWING: Record<keyof Narrowing, undefined> = {
  schedule: undefined,
  queue: undefined,
  type: undefined,
  span: undefined,
  from: undefined,
  until: undefined,
};

interface NarrowingChipsProps {
  filters: Narrowing;
  onChange: (change: Partial<Narrowing>) => void;
}

export function NarrowingChips({ filters, onChange }: NarrowingChipsProps) {
  const scheduleName = useScheduleName(filters.schedule);
  return narrowedBy(filters).map((key) => (
    <FilterChip
      key={key}
      name={NAMES[key]}
      value={chipValue(key, filters, scheduleName)}
      onRemove={() => onChange({ [key]: undefined })}
    />
  ));
}

export function chipValue(key: keyof Narrowing, filters: Narrowing, scheduleName?: string): string {
  switch (key) {
    case 'schedule':
      return scheduleName ?? `#${filters.schedule}`;
    case 'span':
      return filters.span ? SPAN_CHIPS[filters.span] : '';
    case 'from':
    case 'until':
      return formatDate(Date.parse(filters[key] ?? ''), ownZone(), Date.now());
    case 'queue':
    case 'type':
      return filters[key] ?? '';
  }
}
