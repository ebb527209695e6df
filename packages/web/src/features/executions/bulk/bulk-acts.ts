import type { BulkAction, BulkResult, ExecutionStatus } from '@tutti/contract';
import { formatCount, plural } from '../../../ui/format-number.ts';

export type StatusCounts = Partial<Record<ExecutionStatus, number>>;

interface BulkAct {
  label: string;
  /** `Retry 12 executions?` is asked, `12 retried` is told. */
  past: string;
  effect: string;
  /** From which statuses it leads on. */
  from: readonly ExecutionStatus[];
  reason: 'optional' | 'required';
  danger?: true;
}

export const BULK_ACTS: Record<BulkAction, BulkAct> = {
  retry: {
    label: 'Retry',
    past: 'retried',
    effect: 'Another attempt of each begins as soon as there is room.',
    from: ['failed', 'timeout', 'cancelled', 'skipped', 'pending'],
    reason: 'optional',
  },
  pause: {
    label: 'Pause',
    past: 'paused',
    effect: 'What waits is held back, what runs stands still where it is. Resume lets them go on.',
    from: ['pending', 'running'],
    reason: 'optional',
  },
  resume: {
    label: 'Resume',
    past: 'resumed',
    effect: 'They go on where they stood.',
    from: ['paused'],
    reason: 'optional',
  },
  priority: {
    label: 'Change priority',
    past: 'given another priority',
    effect: 'The higher, the sooner they are taken. What runs keeps running.',
    from: ['pending', 'running', 'paused'],
    reason: 'optional',
  },
  skip: {
    label: 'Skip',
    past: 'skipped',
    effect: 'They end without running.',
    from: ['pending', 'paused'],
    reason: 'required',
  },
  cancel: {
    label: 'Cancel',
    past: 'cancelled',
    effect: 'Processes that run are stopped now, and no other attempt follows.',
    from: ['pending', 'running', 'paused'],
    reason: 'optional',
    danger: true,
  },
};

/** How many of them the act can be done to, as far as their status tells. */
export const eligible = (action: BulkAction, counts: StatusCounts): number =>
  BULK_ACTS[action].from.reduce((sum, status) => sum + (counts[status] ?? 0), 0);

export function countStatuses(rows: readonly { status: ExecutionStatus }[]): StatusCounts {
  const counts: StatusCounts = {};
  for (const { status } of rows) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** `12 executions; 2 of them are left as they are, for their status does not allow it` */
export function countWords(action: BulkAction, size: number, counts: StatusCounts): string {
  const left = size - eligible(action, counts);
  if (left <= 0) return plural(size, 'execution');
  const those =
    left === size ? 'all of them are' : left === 1 ? '1 of them is' : `${formatCount(left)} of them are`;
  return `${plural(size, 'execution')}; ${those} left alone, for their status does not allow it`;
}

export interface BulkOutcome {
  done: number;
  refused: number;
  /** Why some were left as they are, the most frequent first; one of each as an example. */
  reasons: readonly { message: string; count: number; example: string }[];
}

export const NO_OUTCOME: BulkOutcome = { done: 0, refused: 0, reasons: [] };

/** Adds what one part of a bulk came to. */
export function withResult(outcome: BulkOutcome, { done, refused, items }: BulkResult): BulkOutcome {
  const reasons = new Map(outcome.reasons.map((reason) => [reason.message, { ...reason }]));
  for (const { key, outcome: came, message = 'No reason was given.', code } of items) {
    if (came === 'done') continue;
    const words = code === 'EXECUTION_NOT_FOUND' ? 'It is there no longer.' : message;
    const known = reasons.get(words);
    if (known) known.count += 1;
    else reasons.set(words, { message: words, count: 1, example: key });
  }
  return {
    done: outcome.done + done,
    refused: outcome.refused + refused,
    reasons: [...reasons.values()].sort((a, b) => b.count - a.count),
  };
}

/** A server takes at most 10,000 at once; smaller parts show how far it is. */
export const PART = 2000;

export function inParts<T>(values: readonly T[], size = PART): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, part) =>
    values.slice(part * size, (part + 1) * size),
  );
}
