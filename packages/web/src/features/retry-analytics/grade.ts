import { formatDuration } from '../../ui/format-duration.ts';
import { formatCount, formatPercent, plural } from '../../ui/format-number.ts';
import type { StatusKind } from '../../ui/status-icon.tsx';

export interface Tries {
  firstTry: number;
  afterRetry: number;
  failed: number;
  failedAfterRetry: number;
}

/** Shares from which on retries are worth their time. */
const GREEN = 0.95;
const YELLOW = 0.8;

interface Grade {
  kind: StatusKind;
  word: 'Green' | 'Yellow' | 'Red' | 'No data';
  /** `92.3 %`, or a dash. */
  share: string;
  /** How many were tried again: what the share is of. */
  n: number;
}

/** Success after retry: of those whose first attempt failed and that were tried again, how many completed. */
export function gradeOf({
  afterRetry,
  failedAfterRetry,
}: Pick<Tries, 'afterRetry' | 'failedAfterRetry'>): Grade {
  const n = afterRetry + failedAfterRetry;
  const share = formatPercent(afterRetry, n);
  if (n === 0) return { kind: 'pending', word: 'No data', share, n };
  if (afterRetry / n >= GREEN) return { kind: 'completed', word: 'Green', share, n };
  if (afterRetry / n >= YELLOW) return { kind: 'running', word: 'Yellow', share, n };
  return { kind: 'failed', word: 'Red', share, n };
}

export const sumTries = (rows: readonly Tries[]): Tries =>
  rows.reduce(
    (sum, row) => ({
      firstTry: sum.firstTry + row.firstTry,
      afterRetry: sum.afterRetry + row.afterRetry,
      failed: sum.failed + row.failed,
      failedAfterRetry: sum.failedAfterRetry + row.failedAfterRetry,
    }),
    { firstTry: 0, afterRetry: 0, failed: 0, failedAfterRetry: 0 },
  );

/** One sentence on whether retries help. */
export function retryVerdict(tries: Tries): string {
  const { share, n, word } = gradeOf(tries);
  const all = tries.firstTry + tries.afterRetry + tries.failed;
  if (all === 0) return 'Nothing ended in this time';
  if (n === 0)
    return tries.failed > 0
      ? `${plural(tries.failed, 'execution')} failed, none was tried again`
      : 'Everything completed at the first attempt';
  const below = word === 'Yellow' ? ', below 95 %' : word === 'Red' ? ', below 80 %' : '';
  return `${share} of what was tried again completed (n = ${formatCount(n)})${below}`;
}

export interface Waste {
  name: string | null;
  taskType: string;
  policy: string;
  executions: number;
  retries: number;
  wastedMs: number;
}

const POLICY_WORDS: Readonly<Record<string, string>> = {
  default: 'The default policy',
  own: 'Its own policy',
};

/** `The standard policy wasted 41 m 00 s` */
export const wasteTitle = ({ policy, wastedMs }: Waste): string =>
  `${POLICY_WORDS[policy] ?? `The ${policy} policy`} wasted ${formatDuration(wastedMs)}`;

/** What it was spent on, and what would have spared it. */
export function wasteHint({ executions, retries }: Waste): string {
  const each = executions === 1 ? '' : `, about ${Math.round(retries / executions)} each`;
  return `${plural(retries, 'retry', 'retries')} in ${plural(executions, 'execution')} that failed all the same${each}. Fewer retries, or an error rule that calls it permanent, would spare them.`;
}

/** The longest bar is that of the most; what there is at all can be seen. */
export const barWidth = (count: number, most: number): number =>
  count === 0 || most === 0 ? 0 : Math.max(0.5, (100 * count) / most);
