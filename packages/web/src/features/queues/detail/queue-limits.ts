import type { Queue, QueuePatch } from '@tutti/contract';
import { formatCount } from '../../../ui/format-number.ts';
import { rateWords } from '../queue-standing.ts';

/** The limits as they are typed; empty means none. */
export interface LimitsForm {
  concurrency: string;
  count: string;
  period: string;
  depth: string;
}
export type LimitErrors = Partial<Record<keyof LimitsForm, string>>;

export const PERIODS = [
  { value: '1000', label: 'a second' },
  { value: '60000', label: 'a minute' },
  { value: '3600000', label: 'an hour' },
  { value: '86400000', label: 'a day' },
] as const;
const MINUTE = '60000';

export const limitsOf = ({ concurrencyLimit, rate, depthLimit }: Queue): LimitsForm => ({
  concurrency: concurrencyLimit === null ? '' : String(concurrencyLimit),
  count: rate === null ? '' : String(rate.count),
  period: rate === null ? MINUTE : String(rate.periodMs),
  depth: depthLimit === 0 ? '' : String(depthLimit),
});

/** What differs from the queue, or what is wrong with it. */
export function toPatch(form: LimitsForm, queue: Queue): { patch: QueuePatch; errors: LimitErrors } {
  const concurrency = readCount(form.concurrency, 1_000_000);
  const count = readCount(form.count, 1_000_000);
  const depth = readCount(form.depth, 100_000_000);
  const errors: LimitErrors = {
    ...('error' in concurrency && { concurrency: concurrency.error }),
    ...('error' in count && { count: count.error }),
    ...('error' in depth && { depth: depth.error }),
  };
  if ('error' in concurrency || 'error' in count || 'error' in depth) return { patch: {}, errors };
  const rate = count.value === null ? null : { count: count.value, periodMs: Number(form.period) };
  const sameRate = rate?.count === queue.rate?.count && rate?.periodMs === queue.rate?.periodMs;
  const patch: QueuePatch = {
    ...(concurrency.value !== queue.concurrencyLimit && { concurrencyLimit: concurrency.value }),
    ...(!sameRate && { rate }),
    ...((depth.value ?? 0) !== queue.depthLimit && { depthLimit: depth.value ?? 0 }),
  };
  return { patch, errors };
}

function readCount(text: string, most: number): { value: number | null } | { error: string } {
  const written = text.trim();
  if (written === '') return { value: null };
  const value = Number(written);
  if (!Number.isInteger(value) || value < 1 || value > most)
    return { error: `Write a whole number from 1 to ${formatCount(most)}, or leave it empty for no limit.` };
  return { value };
}

const PERIOD_WORDS: Readonly<Record<string, string>> = {
  '1000': '1s',
  '60000': '1m',
  '3600000': '1h',
  '86400000': '1d',
};

/** What the form says, as a command. */
export function limitsCommand(name: string, { concurrency, count, period, depth }: LimitsForm): string {
  const rate = count.trim() === '' ? 'none' : `${count.trim()}/${PERIOD_WORDS[period] ?? `${period}ms`}`;
  const orNone = (text: string): string => (text.trim() === '' ? 'none' : text.trim());
  return `tutti queue set ${name} --concurrency ${orNone(concurrency)} --rate ${rate} --depth ${orNone(depth)}`;
}

/** `2 at once · 5 a second · 10,000 waiting at most`, or `none`. */
export function formatLimits({ concurrencyLimit, rate, depthLimit }: Queue): string {
  const parts = [
    concurrencyLimit !== null && `${formatCount(concurrencyLimit)} at once`,
    rate !== null && rateWords(rate),
    depthLimit > 0 && `${formatCount(depthLimit)} waiting at most`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? parts.join(' · ') : 'none';
}
