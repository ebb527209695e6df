import {
  EXECUTION_PHASES,
  EXECUTION_STATUSES,
  type ExecutionPhase,
  type ExecutionStatus,
} from '@tutti/contract';
import { instant, oneOf, rowId, word } from '../../app/search-values.ts';
import { sinceOf, SPAN_NAMES, type Span } from '../../ui/spans.ts';

/** What narrows the list, as the address holds it. */
export interface ExecutionFilters {
  status?: ExecutionStatus[] | undefined;
  schedule?: number | undefined;
  queue?: string | undefined;
  type?: string | undefined;
  tag?: string | undefined;
  node?: string | undefined;
  phase?: ExecutionPhase | undefined;
  batch?: string | undefined;
  /** Waits for this circuit breaker. */
  breaker?: string | undefined;
  text?: string | undefined;
  span?: Span | undefined;
  from?: string | undefined;
  until?: string | undefined;
  peek?: string | undefined;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const uuid = (value: unknown): string | undefined => {
  const text = word(value, 36)?.toLowerCase() ?? '';
  return UUID.test(text) ? text : undefined;
};

const isStatus = (text: string): text is ExecutionStatus =>
  (EXECUTION_STATUSES as readonly string[]).includes(text);

function statuses(value: unknown): ExecutionStatus[] | undefined {
  const parts = Array.isArray(value) ? value.map(String) : (word(value) ?? '').split(',');
  const known = EXECUTION_STATUSES.filter((status) => parts.includes(status));
  return known.length > 0 && parts.every((part) => part === '' || isStatus(part)) ? known : undefined;
}

/** Reads an address; what makes no sense is left out, so that an old link still opens. */
export function parseExecutionFilters(search: Record<string, unknown>): ExecutionFilters {
  return {
    status: statuses(search['status']),
    schedule: rowId(search['schedule']),
    queue: word(search['queue'], 64),
    type: word(search['type'], 64),
    tag: word(search['tag'], 64),
    node: word(search['node'], 100),
    phase: oneOf(search['phase'], EXECUTION_PHASES),
    batch: uuid(search['batch']),
    breaker: word(search['breaker'], 255),
    text: word(search['text']),
    span: oneOf(word(search['span']), SPAN_NAMES),
    from: instant(search['from']),
    until: instant(search['until']),
    peek: word(search['peek'], 40),
  };
}

export interface ExecutionListInput {
  status?: ExecutionStatus[];
  scheduleId?: number;
  queue?: string;
  type?: string;
  tag?: string;
  node?: string;
  phase?: ExecutionPhase[];
  batchId?: string;
  deferredBy?: string;
  text?: string;
  from?: string;
  until?: string;
}

/** The query of the list route. */
export function toListInput(filters: ExecutionFilters, now: number): ExecutionListInput {
  const from = sinceOf(filters, now);
  return {
    ...(filters.status && { status: filters.status }),
    ...(filters.schedule && { scheduleId: filters.schedule }),
    ...(filters.queue && { queue: filters.queue }),
    ...(filters.type && { type: filters.type }),
    ...(filters.tag && { tag: filters.tag }),
    ...(filters.node && { node: filters.node }),
    ...(filters.phase && { phase: [filters.phase] }),
    ...(filters.batch && { batchId: filters.batch }),
    ...(filters.breaker && { deferredBy: filters.breaker }),
    ...(filters.text && { text: filters.text }),
    ...(from && { from }),
    ...(filters.until && { until: filters.until }),
  };
}

/** The filters that have a chip; status has its tabs, the text its field. */
const CHIPS = [
  'schedule',
  'queue',
  'type',
  'phase',
  'tag',
  'node',
  'batch',
  'breaker',
  'span',
  'from',
  'until',
] as const;
export type ChipKey = (typeof CHIPS)[number];
export const chipsOf = (filters: ExecutionFilters): ChipKey[] =>
  CHIPS.filter((key) => filters[key] !== undefined);

export const isFiltered = (filters: ExecutionFilters): boolean =>
  Boolean(filters.text ?? filters.status) || chipsOf(filters).length > 0;

/** Nothing narrows the list: what a button to clear them sets. */
export const NO_FILTERS: ExecutionFilters = {
  status: undefined,
  text: undefined,
  ...Object.fromEntries(CHIPS.map((key) => [key, undefined])),
};
