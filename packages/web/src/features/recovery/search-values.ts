import { SPANS, type Span } from '../executions/execution-filters.ts';

/** Parts of an address as the recovery pages read them; what makes no sense is left out, so that an old link still opens. */
export const word = (value: unknown, most = 200): string | undefined => {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return text === '' || text.length > most ? undefined : text;
};

export const oneOf = <T extends string>(value: unknown, options: readonly T[]): T | undefined =>
  options.find((option) => option === value);

/** Several of a few, separated by commas, in the order of the options. */
export function someOf<T extends string>(value: unknown, options: readonly T[]): T[] | undefined {
  const parts = Array.isArray(value) ? value.map(String) : (word(value) ?? '').split(',');
  const known = options.filter((option) => parts.includes(option));
  return known.length > 0 ? known : undefined;
}

export const rowId = (value: unknown): number | undefined => {
  const number = Number(word(value));
  return Number.isInteger(number) && number > 0 ? number : undefined;
};

export const instant = (value: unknown): string | undefined => {
  const at = Date.parse(word(value) ?? '');
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
};

export const spanOf = (value: unknown): Span | undefined => {
  const span = word(value);
  return span !== undefined && Object.hasOwn(SPANS, span) ? (span as Span) : undefined;
};

export const SPAN_CHIPS: Record<Span, string> = {
  '1h': 'in the last hour',
  '24h': 'in the last 24 h',
  '7d': 'in the last 7 days',
};

/** What narrows a list of failures beside their state: errors and dead letters know the same. */
export interface Narrowing {
  schedule?: number | undefined;
  queue?: string | undefined;
  type?: string | undefined;
  span?: Span | undefined;
  from?: string | undefined;
  until?: string | undefined;
}

export const parseNarrowing = (search: Record<string, unknown>): Narrowing => ({
  schedule: rowId(search['schedule']),
  queue: word(search['queue'], 64),
  type: word(search['type'], 64),
  span: spanOf(search['span']),
  from: instant(search['from']),
  until: instant(search['until']),
});

/** Where a list begins: a span becomes a moment at the time of asking, so that it moves on with the clock. */
export const sinceOf = ({ from, span }: Narrowing, now: number): string | undefined =>
  from ?? (span && new Date(now - SPANS[span]).toISOString());

/** Takes all of it off. */
export const NO_NARROWING: Record<keyof Narrowing, undefined> = {
  schedule: undefined,
  queue: undefined,
  type: undefined,
  span: undefined,
  from: undefined,
  until: undefined,
};

export const narrowedBy = (filters: Narrowing): (keyof Narrowing)[] =>
  (Object.keys(NO_NARROWING) as (keyof Narrowing)[]).filter((key) => filters[key] !== undefined);
