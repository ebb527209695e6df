import type { RetryBackoff } from '@tutti/contract';
import { formatDuration } from '../../../ui/format-duration.ts';

/** How long each retry waits, without the jitter. */
export const delaysOf = ({ maxRetries, initialDelayMs, maxDelayMs, multiplier }: RetryBackoff): number[] =>
  Array.from({ length: Math.min(100, Math.max(0, maxRetries)) }, (_, retry) =>
    Math.min(maxDelayMs, initialDelayMs * multiplier ** retry),
  );

/** When each retry begins after the first failure: `[1000, 3000, 7000]`. */
export function startsOf(policy: RetryBackoff): number[] {
  let at = 0;
  return delaysOf(policy).map((delay) => (at += delay));
}

const MOST_SHOWN = 8;
const brief = (ms: number): string => (ms === 0 ? '0 s' : formatDuration(ms).replace('.0 s', ' s'));

/** `attempts at about 0 s, 1 s, 3 s, 7 s, 15 s and 31 s`; the attempts themselves take their time too. */
export function delayWords(policy: RetryBackoff): string {
  const starts = startsOf(policy);
  const last = starts.at(-1);
  if (last === undefined) return 'One attempt; no retry follows';
  const shown = ['0 s', ...starts.slice(0, MOST_SHOWN).map(brief)];
  const about = policy.jitter > 0 ? 'about ' : '';
  if (starts.length > MOST_SHOWN) return `Attempts at ${about}${shown.join(', ')} … ${brief(last)}`;
  return `Attempts at ${about}${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
