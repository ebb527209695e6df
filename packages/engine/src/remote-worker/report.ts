import type { ExecutionError } from '@tutti/contract';
import { type Outcome, storableError } from '../execution/index.ts';

/** What is told of an attempt's end. */
export type Report =
  | { call: 'complete'; result?: unknown }
  | { call: 'fail'; error: ExecutionError; retryAfterMs?: number; timedOut?: true }
  | { call: 'release' }
  | { call: 'nothing' };

/** The wire has words for ends only: who wants to sleep or to wait for an event must run on a node. */
export function reportOf(outcome: Outcome): Report {
  switch (outcome.kind) {
    case 'completed':
      return outcome.result === undefined
        ? { call: 'complete' }
        : { call: 'complete', result: outcome.result };
    case 'failed': {
      const { error, retryAfterMs } = outcome;
      const failure = { call: 'fail', error: storableError(error) } as const;
      return retryAfterMs === undefined
        ? failure
        : { ...failure, retryAfterMs: Math.max(0, Math.round(retryAfterMs)) };
    }
    case 'timeout':
      return { call: 'fail', error: outcome.error, timedOut: true };
    case 'released':
      return { call: 'release' };
    case 'abandoned':
      return { call: 'nothing' };
    case 'suspended':
    case 'deferred': {
      const message = 'remote workers cannot put work to sleep; run this task type on a node';
      return { call: 'fail', error: { code: 'NOT_ON_A_REMOTE_WORKER', message, permanent: true } };
    }
  }
}
