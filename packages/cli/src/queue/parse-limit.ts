import { parseDuration } from '../parse/duration.ts';
import { integer } from '../parse/integer.ts';

/** A number, or the word none for no limit: a word still, since the option parser makes an empty text of null. */
export const limitOrNone =
  (most: number) =>
  (text: string): number | 'none' =>
    text === 'none' ? text : integer(1, most)(text);

/** "100/1m", "5/s", or the word none for no limit. */
export function parseRate(text: string): { count: number; periodMs: number } | 'none' {
  if (text === 'none') return text;
  const [, count, period] = /^(\d+)\/(.+)$/.exec(text.trim()) ?? [];
  if (count === undefined || period === undefined)
    throw new Error(`is "${text}"; write it like 100/1m, 5/s, or none`);
  return {
    count: integer(1, 1_000_000)(count),
    periodMs: parseDuration(/^\d/.test(period) ? period : `1${period}`),
  };
}
