import { formatDate, ownZone } from '../../ui/format-time.ts';
import { shortId } from '../../ui/format-number.ts';
import { SPAN_CHIPS } from '../../ui/spans.ts';
import { chipsOf, type ChipKey, type ExecutionFilters } from './execution-filters.ts';
import { shownStatus, statusWord } from './execution-status.ts';

export const FILTER_NAMES: Record<ChipKey, string> = {
  schedule: 'schedule',
  queue: 'queue',
  type: 'type',
  phase: 'waits as',
  tag: 'tag',
  node: 'node',
  batch: 'batch',
  breaker: 'waits for breaker',
  span: 'enqueued',
  from: 'since',
  until: 'before',
};

/** The value of a filter as a person writes it. */
export function valueWords(
  key: ChipKey,
  filters: ExecutionFilters,
  scheduleName: string | undefined,
): string {
  switch (key) {
    case 'schedule':
      return scheduleName ?? `#${filters.schedule}`;
    case 'span':
      return filters.span ? SPAN_CHIPS[filters.span] : '';
    case 'phase':
      return shownStatus({ status: 'pending', phase: filters.phase ?? null }).word.toLowerCase();
    case 'batch':
      return shortId(filters.batch ?? '');
    case 'from':
    case 'until':
      return formatDate(Date.parse(filters[key] ?? ''), ownZone(), Date.now());
    case 'queue':
    case 'type':
    case 'tag':
    case 'node':
    case 'breaker':
      return filters[key] ?? '';
  }
}

/** The filters as one sentence: `failed or timed out, queue mail, containing “disk”`. */
export function filterWords(filters: ExecutionFilters, scheduleName: string | undefined): string {
  const words = [
    ...(filters.status
      ? [filters.status.map((status) => statusWord(status).toLowerCase()).join(' or ')]
      : []),
    ...chipsOf(filters).map((key) => `${FILTER_NAMES[key]} ${valueWords(key, filters, scheduleName)}`),
    ...(filters.text ? [`containing “${filters.text}”`] : []),
  ];
  return words.length === 0 ? 'no filter: every execution there is' : words.join(', ');
}
