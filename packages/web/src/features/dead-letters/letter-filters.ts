import { DEAD_LETTER_STATUSES, type DeadLetterStatus } from '@tutti/contract';
import { oneOf, rowId, word } from '../../app/search-values.ts';
import { sinceOf } from '../../ui/spans.ts';
import { narrowedBy, NO_NARROWING, parseNarrowing, type Narrowing } from '../recovery/narrowing.ts';

/** Archived ones are in files, and have a page of their own. */
export const TABS = ['pending', 'resubmitted', 'resolved', 'all'] as const satisfies readonly (
  DeadLetterStatus | 'all'
)[];
export type Tab = (typeof TABS)[number];

/** What narrows the list, as the address holds it. */
export interface LetterFilters extends Narrowing {
  /** Absent: pending. */
  status?: Exclude<Tab, 'pending'> | undefined;
  text?: string | undefined;
  fingerprint?: string | undefined;
  /** The letter that is looked at beside the list. */
  peek?: number | undefined;
}

export function parseLetterFilters(search: Record<string, unknown>): LetterFilters {
  const tab = oneOf(word(search['status']), TABS);
  return {
    ...parseNarrowing(search),
    status: tab === 'pending' ? undefined : tab,
    text: word(search['text']),
    fingerprint: word(search['fingerprint'], 300),
    peek: rowId(search['peek']),
  };
}

export const tabOf = ({ status }: LetterFilters): Tab => status ?? 'pending';

/** Empty when nothing narrows: every pending one is meant. */
export function letterConditions(filters: LetterFilters, now: number) {
  const failedAfter = sinceOf(filters, now);
  return {
    ...(filters.schedule && { scheduleId: filters.schedule }),
    ...(filters.queue && { queue: filters.queue }),
    ...(filters.type && { taskType: filters.type }),
    ...(filters.text && { text: filters.text }),
    ...(filters.fingerprint && { fingerprint: filters.fingerprint }),
    ...(failedAfter && { failedAfter }),
    ...(filters.until && { failedBefore: filters.until }),
  };
}

export function letterListInput(filters: LetterFilters, now: number) {
  const tab = tabOf(filters);
  return {
    ...letterConditions(filters, now),
    status: tab === 'all' ? DEAD_LETTER_STATUSES.filter((status) => status !== 'archived') : [tab],
  };
}

export const isNarrowed = (filters: LetterFilters): boolean =>
  filters.text !== undefined || filters.fingerprint !== undefined || narrowedBy(filters).length > 0;

export const NO_FILTERS: Partial<LetterFilters> = {
  ...NO_NARROWING,
  text: undefined,
  fingerprint: undefined,
};

/** What a bulk act means, in words: `all pending`, or by which filters. */
export function filterWords(filters: LetterFilters): string {
  const words = [
    ...narrowedBy(filters),
    filters.text !== undefined && `text “${filters.text}”`,
    filters.fingerprint !== undefined && 'what failed',
  ].filter(Boolean);
  return words.length === 0 ? 'all that are pending' : `pending ones that match: ${words.join(', ')}`;
}
