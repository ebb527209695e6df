import { formatCount, plural } from '../../ui/format-number.ts';
import { hasFailed } from '../executions/execution-status.ts';
import { inRange, type Bar } from './bars.ts';
import type { Range } from './timeline-view.ts';

/** `412 in sight: 3 failed, 2 running, 5 waiting` */
export function sightWords(bars: readonly Bar[], range: Range): string {
  const seen = bars.filter((bar) => inRange(bar, range));
  const count = (is: (bar: Bar) => boolean): number => seen.filter(is).length;
  const waiting = count(({ source }) => source.status === 'pending' || source.status === 'paused');
  const unroutable = count(({ source }) => source.phase === 'unroutable');
  const parts = [
    [count(({ source }) => hasFailed(source.status)), 'failed'],
    [count(({ source }) => source.status === 'running'), 'running'],
    [waiting, unroutable > 0 ? `waiting (${formatCount(unroutable)} unroutable)` : 'waiting'],
    [count(({ source }) => source.status === 'skipped'), 'skipped'],
  ] as const;
  const told = parts
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${formatCount(number)} ${word}`);
  if (seen.length === 0) return 'Nothing in sight';
  return `${plural(seen.length, 'execution')} in sight: ${told.length > 0 ? told.join(', ') : 'none failed'}`;
}
