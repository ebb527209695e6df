import { RECOVERY_STATUSES, SEVERITIES, type RecoveryStatus, type Severity } from '@tutti/contract';
import { oneOf, rowId, someOf, word } from '../../app/search-values.ts';
import { sinceOf } from '../../ui/spans.ts';
import { narrowedBy, NO_NARROWING, parseNarrowing, type Narrowing } from '../recovery/narrowing.ts';

/** `open`, the usual one, is whatever is neither resolved nor ignored. */
export const TABS = [
  'open',
  'escalated',
  'unresolved',
  'retry_scheduled',
  'retrying',
  'resolved',
  'ignored',
  'all',
] as const satisfies readonly (RecoveryStatus | 'open' | 'all')[];
export type Tab = (typeof TABS)[number];
export const OPEN_STATUSES = ['unresolved', 'retry_scheduled', 'retrying', 'escalated'] as const;

/** What narrows the list, as the address holds it. */
export interface ErrorFilters extends Narrowing {
  /** Absent: open. */
  status?: Exclude<Tab, 'open'> | undefined;
  /** Absent: grouped by what failed. */
  view?: 'single' | undefined;
  severity?: Severity[] | undefined;
  text?: string | undefined;
  fingerprint?: string | undefined;
  /** The error that is looked at beside the list. */
  peek?: number | undefined;
}

/** Reads an address; `status=unresolved,escalated` as the CLI writes it comes down to open. */
export function parseErrorFilters(search: Record<string, unknown>): ErrorFilters {
  const tab = oneOf(word(search['status']), TABS);
  return {
    ...parseNarrowing(search),
    status: tab === 'open' ? undefined : tab,
    view: search['view'] === 'single' ? 'single' : undefined,
    severity: someOf(search['severity'], SEVERITIES),
    text: word(search['text']),
    fingerprint: word(search['fingerprint'], 300),
    peek: rowId(search['peek']),
  };
}

export const tabOf = ({ status }: ErrorFilters): Tab => status ?? 'open';

export const statusesOf = (tab: Tab): RecoveryStatus[] | undefined =>
  tab === 'all' ? undefined : tab === 'open' ? [...OPEN_STATUSES] : [tab];

export interface ErrorConditions {
  severity?: Severity[];
  scheduleId?: number;
  queue?: string;
  taskType?: string;
  text?: string;
  fingerprint?: string;
  from?: string;
  until?: string;
}

/** What every route of errors takes, without the state. */
export function conditionsOf(filters: ErrorFilters, now: number): ErrorConditions {
  const from = sinceOf(filters, now);
  return {
    ...(filters.severity && { severity: filters.severity }),
    ...(filters.schedule && { scheduleId: filters.schedule }),
    ...(filters.queue && { queue: filters.queue }),
    ...(filters.type && { taskType: filters.type }),
    ...(filters.text && { text: filters.text }),
    ...(filters.fingerprint && { fingerprint: filters.fingerprint }),
    ...(from && { from }),
    ...(filters.until && { until: filters.until }),
  };
}

/** The same with the state: what a bulk act by filter means. */
export function bulkFilterOf(filters: ErrorFilters, now: number) {
  const statuses = statusesOf(tabOf(filters));
  return { ...conditionsOf(filters, now), recoveryStatus: statuses ?? [...RECOVERY_STATUSES] };
}

/** Narrowed by something else than the tab. */
export const isNarrowed = (filters: ErrorFilters): boolean =>
  filters.text !== undefined ||
  filters.severity !== undefined ||
  filters.fingerprint !== undefined ||
  narrowedBy(filters).length > 0;

export const NO_FILTERS: Partial<ErrorFilters> = {
  ...NO_NARROWING,
  severity: undefined,
  text: undefined,
  fingerprint: undefined,
};

/** What narrows the list, in words: `open, severity high, queue mail` */
export function filterWords(filters: ErrorFilters): string {
  const words = [
    tabOf(filters).replace('_', ' '),
    filters.severity && `severity ${filters.severity.join(' or ')}`,
    ...narrowedBy(filters).map((key) => `${key} ${String(filters[key])}`),
    filters.text !== undefined && `text “${filters.text}”`,
    filters.fingerprint !== undefined && 'one group',
  ];
  return words.filter(Boolean).join(', ');
}
