import { QUEUE_STANDINGS, type QueueStanding } from './queue-standing.ts';

/** What the page shows and what narrows it, as the address holds it. */
export interface QueueFilters {
  view?: 'keys' | undefined;
  state?: QueueStanding | undefined;
  text?: string | undefined;
}

/** Reads an address; what makes no sense is left out. */
export function parseQueueFilters(search: Record<string, unknown>): QueueFilters {
  const text = typeof search['text'] === 'string' ? search['text'].trim() : '';
  return {
    view: search['view'] === 'keys' ? 'keys' : undefined,
    state: QUEUE_STANDINGS.find((standing) => standing === search['state']),
    text: text === '' || text.length > 200 ? undefined : text,
  };
}

export const matchesText = (name: string, text: string | undefined): boolean =>
  text === undefined || name.toLowerCase().includes(text.toLowerCase());
