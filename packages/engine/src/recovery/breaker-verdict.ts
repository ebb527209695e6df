import type { Outcome } from '../execution/index.ts';

/** Failures of the order itself: the service was never asked. */
const NEVER_ASKED = new Set(['TASK_CONFIG_INVALID', 'ADDRESS_REFUSED']);

/**
 * What a run says of the service it called. One that answers 404 works; one that times out may not. What was stopped,
 * put off or never sent says nothing.
 */
export function verdictOf(outcome: Outcome): 'success' | 'failure' | 'neutral' {
  switch (outcome.kind) {
    case 'completed':
      return 'success';
    case 'timeout':
      return 'failure';
    case 'failed':
      if (!outcome.error.permanent) return 'failure';
      return NEVER_ASKED.has(outcome.error.code) ? 'neutral' : 'success';
    case 'suspended':
    case 'deferred':
    case 'released':
    case 'abandoned':
      return 'neutral';
  }
}
