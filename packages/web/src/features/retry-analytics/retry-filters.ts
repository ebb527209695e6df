import { parseRange, type Range } from '../metrics/range.ts';

/** What narrows the figures, as the address holds it. */
export interface RetryFilters extends Range {
  queue?: string | undefined;
  type?: string | undefined;
}

/** As the server takes them. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/;
const name = (value: unknown): string | undefined => {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  return NAME.test(text) ? text : undefined;
};

/** Reads an address; what makes no sense is left out. */
export const parseRetryFilters = (search: Record<string, unknown>): RetryFilters => ({
  ...parseRange(search),
  queue: name(search['queue']),
  type: name(search['type']),
});
