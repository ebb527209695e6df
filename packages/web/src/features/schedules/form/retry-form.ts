import type { FieldError, RetryPolicy } from '@tutti/contract';
import { durationField, msOf, numberOf, type DurationField } from './duration-field.ts';

export type RetryChoice = 'default' | 'standard' | 'aggressive' | 'conservative' | 'none' | 'own';

/** How often and when to try again, as typed: of a schedule, and of a webhook. */
export interface RetryForm {
  retry: RetryChoice;
  ownRetry: {
    maxRetries: string;
    initialDelay: DurationField;
    maxDelay: DurationField;
    multiplier: number;
    jitter: number;
  };
}

export const emptyRetry: RetryForm = {
  retry: 'default',
  ownRetry: {
    maxRetries: '5',
    initialDelay: { value: '1', unit: 's' },
    maxDelay: { value: '60', unit: 's' },
    multiplier: 2,
    jitter: 0.1,
  },
};

export function retryFormOf(policy: RetryPolicy | null): RetryForm {
  if (policy === null) return emptyRetry;
  if (typeof policy === 'string') return { ...emptyRetry, retry: policy };
  return {
    retry: 'own',
    ownRetry: {
      maxRetries: String(policy.maxRetries),
      initialDelay: durationField(policy.initialDelayMs),
      maxDelay: durationField(policy.maxDelayMs),
      multiplier: policy.multiplier,
      jitter: policy.jitter,
    },
  };
}

export function retryPolicyOf({ retry, ownRetry }: RetryForm, errors: FieldError[]): RetryPolicy | null {
  if (retry === 'default') return null;
  if (retry !== 'own') return retry;
  return {
    maxRetries: numberOf(ownRetry.maxRetries, 'retryPolicy.maxRetries', errors) ?? 0,
    initialDelayMs: msOf(ownRetry.initialDelay, 'retryPolicy.initialDelayMs', errors) ?? 1000,
    maxDelayMs: msOf(ownRetry.maxDelay, 'retryPolicy.maxDelayMs', errors) ?? 60_000,
    multiplier: ownRetry.multiplier,
    jitter: ownRetry.jitter,
  };
}
