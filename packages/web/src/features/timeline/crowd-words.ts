import type { ShownStatus } from '../executions/execution-status.ts';
import { barStatus, type Bar } from './bars.ts';

export interface CountedStatus extends ShownStatus {
  count: number;
}

/** How many of each status, the most first. The number of an attempt makes no status of its own. */
export function crowdWords(bars: readonly Bar[]): CountedStatus[] {
  const counted = new Map<string, CountedStatus>();
  for (const bar of bars) {
    const { kind, word } = barStatus(bar);
    const plain = kind === 'retrying' ? 'Retrying' : word;
    const known = counted.get(plain);
    if (known) known.count++;
    else counted.set(plain, { kind, word: plain, count: 1 });
  }
  return [...counted.values()].sort((a, b) => b.count - a.count || a.word.localeCompare(b.word, 'en'));
}
