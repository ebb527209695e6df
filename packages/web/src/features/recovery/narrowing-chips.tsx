import { FilterChip } from '../../ui/chip.tsx';
import { formatDate, ownZone } from '../../ui/format-time.ts';
import { SPAN_CHIPS } from '../../ui/spans.ts';
import { useScheduleName } from '../schedules/use-schedule-name.ts';
import { narrowedBy, type Narrowing } from './narrowing.ts';

const NAMES: Record<keyof Narrowing, string> = {
  schedule: 'schedule',
  queue: 'queue',
  type: 'type',
  span: 'recorded',
  from: 'since',
  until: 'before',
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

function chipValue(key: keyof Narrowing, filters: Narrowing, scheduleName?: string): string {
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
