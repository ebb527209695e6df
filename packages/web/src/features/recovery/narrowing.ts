import { instant, oneOf, rowId, word } from '../../app/search-values.ts';
import { SPAN_NAMES, type Span } from '../../ui/spans.ts';

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
  span: oneOf(word(search['span']), SPAN_NAMES),
  from: instant(search['from']),
  until: instant(search['until']),
});

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
