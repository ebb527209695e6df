import type { DeadLetterStatus, Redrive } from '@tutti/contract';
import { formatCount } from '../../ui/format-number.ts';
import type { StatusKind } from '../../ui/status-icon.tsx';

interface Standing {
  status: DeadLetterStatus;
  redriveId: string | null;
}

const WORDS: Record<DeadLetterStatus, { kind: StatusKind; word: string }> = {
  pending: { kind: 'failed', word: 'Pending' },
  resubmitted: { kind: 'running', word: 'Runs again' },
  resolved: { kind: 'completed', word: 'Resolved' },
  archived: { kind: 'skipped', word: 'Archived' },
};

export const shownLetter = ({ status, redriveId }: Standing): { kind: StatusKind; word: string } =>
  status === 'pending' && redriveId !== null ? { kind: 'retrying', word: 'In a batch' } : WORDS[status];

export const tabWords = { ...WORDS, all: { kind: undefined, word: 'All' } } as const;

/** How a batch stands, in a sentence. */
export function redriveWords({ state, total, sent, waiting, ratePerMinute }: Redrive): string {
  const of = `${formatCount(sent)} of ${formatCount(total)} sent`;
  switch (state) {
    case 'canary':
      return `The canary runs; ${formatCount(waiting)} wait for how it ends`;
    case 'sending':
      return ratePerMinute === null ? of : `${of}, ${formatCount(ratePerMinute)} a minute`;
    case 'completed':
      return `All ${formatCount(total)} were sent`;
    case 'canary_failed':
      return `The canary failed: the other ${formatCount(total - sent)} stayed pending`;
  }
}

export const REDRIVE_KINDS: Record<Redrive['state'], { kind: StatusKind; word: string }> = {
  canary: { kind: 'running', word: 'Canary' },
  sending: { kind: 'retrying', word: 'Sending' },
  completed: { kind: 'completed', word: 'Sent' },
  canary_failed: { kind: 'failed', word: 'Canary failed' },
};

/** What became of the canary, whatever the batch does now. */
export function canaryWords({ state, canary }: Redrive): string | null {
  if (canary === null) return null;
  if (state === 'canary') return 'runs now';
  return state === 'canary_failed' ? 'failed' : 'succeeded';
}
