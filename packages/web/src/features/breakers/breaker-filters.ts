import type { BreakerState } from '@tutti/contract';
import { oneOf, word } from '../../app/search-values.ts';

export const STATES = ['open', 'half_open', 'closed'] as const satisfies readonly BreakerState[];

/** What narrows the list, as the address holds it. */
export interface BreakerFilters {
  state?: BreakerState | undefined;
  text?: string | undefined;
  /** The one that is looked at beside the list. */
  peek?: string | undefined;
}

export const parseBreakerFilters = (search: Record<string, unknown>): BreakerFilters => ({
  state: oneOf(word(search['state']), STATES),
  text: word(search['text']),
  peek: word(search['peek'], 255),
});
