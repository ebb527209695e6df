import type { Attempt } from '@tutti/contract';
import type { ShownStatus } from './execution-status.ts';

/** Silhouette and word of one attempt. */
export const OUTCOMES: Record<Attempt['outcome'], ShownStatus> = {
  running: { kind: 'running', word: 'Running' },
  completed: { kind: 'completed', word: 'Completed' },
  failed: { kind: 'failed', word: 'Failed' },
  timeout: { kind: 'timeout', word: 'Timed out' },
  cancelled: { kind: 'cancelled', word: 'Cancelled' },
  skipped: { kind: 'skipped', word: 'Skipped' },
  lost: { kind: 'failed', word: 'Lost with its node' },
  released: { kind: 'pending', word: 'Given back' },
};
