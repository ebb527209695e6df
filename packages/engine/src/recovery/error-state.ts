import type { RecoveryStatus } from '@tutti/contract';

export type ErrorAct = 'retry' | 'resolve' | 'ignore' | 'escalate';
export type ActDecision =
  { allowed: true } | { allowed: false; from: readonly RecoveryStatus[]; why: string };

/** From which states an operator may do what. */
const FROM: Record<ErrorAct, readonly RecoveryStatus[]> = {
  retry: ['unresolved', 'retry_scheduled', 'escalated'],
  resolve: ['unresolved', 'retry_scheduled', 'escalated', 'ignored'],
  ignore: ['unresolved', 'retry_scheduled', 'escalated'],
  escalate: ['unresolved', 'retry_scheduled'],
};

export function decideErrorAct(act: ErrorAct, status: RecoveryStatus): ActDecision {
  if (FROM[act].includes(status)) return { allowed: true };
  const why =
    status === 'retrying'
      ? 'its next attempt runs just now; wait for its end, or cancel the execution.'
      : `it cannot be ${{ retry: 'retried', resolve: 'resolved', ignore: 'ignored', escalate: 'escalated' }[act]} from there.`;
  return { allowed: false, from: FROM[act], why };
}
