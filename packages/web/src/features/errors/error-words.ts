import type { ErrorRecord, RecoveryStatus, Severity } from '@tutti/contract';
import { plural } from '../../ui/format-number.ts';
import type { StatusKind } from '../../ui/status-icon.tsx';
import type { Tab } from './error-filters.ts';

export const STATUS_WORDS: Record<RecoveryStatus, { kind: StatusKind; word: string }> = {
  unresolved: { kind: 'ready', word: 'Unresolved' },
  retry_scheduled: { kind: 'retrying', word: 'Retry waits' },
  retrying: { kind: 'running', word: 'Retrying' },
  escalated: { kind: 'failed', word: 'Escalated' },
  resolved: { kind: 'completed', word: 'Resolved' },
  ignored: { kind: 'skipped', word: 'Ignored' },
};

export const SEVERITY_WORDS: Record<Severity, string> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
};

export const tabWord = (tab: Tab): string =>
  tab === 'open' ? 'Open' : tab === 'all' ? 'All' : STATUS_WORDS[tab].word;

/** How bad it is, and who says so. */
export function severityWhy({ severity, rule, errorType }: ErrorRecord): string {
  const word = SEVERITY_WORDS[severity];
  if (rule !== null) return `${word}: as the rule that matched has it, or as it would be without one.`;
  if (errorType === 'system_error' && severity === 'critical')
    return `${word}: the node that ran it was lost.`;
  if (severity !== 'high') return `${word}: as its schedule has it.`;
  return `${word}: what a failure is until its schedule or a rule says otherwise.`;
}

/** Whether another attempt could help, and who says so. */
export function categoryWhy({ category, rule, errorCode, errorType }: ErrorRecord): string {
  const verdict =
    category === 'permanent'
      ? 'Permanent: another attempt could not help'
      : 'Transient: another attempt may help';
  if (rule !== null) return `${verdict}. A rule decided.`;
  if (errorType === 'timeout') return `${verdict}: it ran out of time.`;
  if (errorType === 'system_error') return `${verdict}: the work was not at fault.`;
  return `${verdict}, says the task type${errorCode ? ` of ${errorCode}` : ''}.`;
}

/** Why records stand in one group. */
export const groupedBecause =
  'Grouped by the code and the first line of the message, without numbers, ids, addresses and paths.';

/** How many attempts it had, of how many. */
export function retriesWords({ recoveryAttempts, maxRetryAttempts }: ErrorRecord): string {
  if (maxRetryAttempts === 0) return 'no retries';
  return `${Math.min(recoveryAttempts, maxRetryAttempts)} of ${plural(maxRetryAttempts, 'retry', 'retries')} spent`;
}

export type Act = 'retry' | 'resolve' | 'ignore' | 'escalate';

const FROM: Record<Act, readonly RecoveryStatus[]> = {
  retry: ['unresolved', 'retry_scheduled', 'escalated'],
  resolve: ['unresolved', 'retry_scheduled', 'escalated', 'ignored'],
  ignore: ['unresolved', 'retry_scheduled', 'escalated'],
  escalate: ['unresolved', 'retry_scheduled'],
};

/** From which states an act is possible; the server decides in any case. */
export const canAct = (act: Act, status: RecoveryStatus): boolean => FROM[act].includes(status);

interface ActWords {
  label: string;
  /** "3 errors retried" */
  past: string;
  effect: string;
}
export const ACTS: Record<Act, ActWords> = {
  retry: {
    label: 'Retry',
    past: 'retried',
    effect: 'The next attempt runs now; what has failed for good gets a fresh allowance of retries.',
  },
  resolve: {
    label: 'Resolve',
    past: 'resolved',
    effect: 'Says that it is put right. A waiting retry is called off and its dead letter is settled.',
  },
  ignore: {
    label: 'Ignore',
    past: 'ignored',
    effect: 'Leaves it as it is. A waiting retry is called off and its dead letter is settled.',
  },
  escalate: {
    label: 'Escalate',
    past: 'escalated',
    effect: 'Calls a waiting retry off and makes a dead letter of it, for somebody to look at.',
  },
};

/** What comes next, in a sentence; `in`: how far off a waiting retry is. */
export function nextWords(record: ErrorRecord, recoveryRuns: boolean): string {
  switch (record.recoveryStatus) {
    case 'retry_scheduled':
      return recoveryRuns
        ? 'The next attempt runs by itself'
        : 'The next attempt is held: recovery is stopped';
    case 'retrying':
      return 'An attempt runs just now; its end decides';
    case 'escalated':
      return record.deadLetterId === null
        ? 'Nothing happens by itself: retry it, resolve it or ignore it'
        : 'Nothing happens by itself: its dead letter holds all that is needed to run it again';
    case 'unresolved':
      return 'Nothing happens by itself: a rule says that it is not worth a retry';
    case 'resolved':
      return record.resolvedBy === 'retry'
        ? 'Nothing: a later attempt succeeded'
        : `Nothing: ${record.resolvedBy ?? 'somebody'} put it right`;
    case 'ignored':
      return `Nothing: ${record.resolvedBy ?? 'somebody'} left it as it is`;
  }
}
