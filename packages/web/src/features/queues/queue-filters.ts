import { oneOf, word } from '../../app/search-values.ts';
import { QUEUE_STANDINGS, type QueueStanding } from './queue-standing.ts';

/** What the page shows and what narrows it, as the address holds it. */
export interface QueueFilters {
  view?: 'keys' | undefined;
  state?: QueueStanding | undefined;
  text?: string | undefined;
}

/** Reads an address; what makes no sense is left out. */
export const parseQueueFilters = (search: Record<string, unknown>): QueueFilters => ({
  view: search['view'] === 'keys' ? 'keys' : undefined,
  state: oneOf(search['state'], QUEUE_STANDINGS),
  text: word(search['text']),
});
