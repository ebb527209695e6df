import type { RetryPolicy } from '@tutti/contract';
import { formatDuration } from '../../ui/format-duration.ts';
import { plural } from '../../ui/format-number.ts';

interface PolicyShape {
  maxRetries: number;
  initialDelayMs: number;
  maxDelayMs: number;
}

/** The built-in policies, as the form and the details explain them. */
export const BUILT_IN: Record<Extract<RetryPolicy, string>, PolicyShape> = {
  standard: { maxRetries: 5, initialDelayMs: 1000, maxDelayMs: 16_000 },
  aggressive: { maxRetries: 10, initialDelayMs: 500, maxDelayMs: 32_000 },
  conservative: { maxRetries: 3, initialDelayMs: 2000, maxDelayMs: 8000 },
  none: { maxRetries: 0, initialDelayMs: 0, maxDelayMs: 0 },
};

const shapeOf = (policy: RetryPolicy): PolicyShape =>
  typeof policy === 'string'
    ? BUILT_IN[policy]
    : {
        maxRetries: policy.maxRetries,
        initialDelayMs: policy.initialDelayMs ?? 1000,
        maxDelayMs: policy.maxDelayMs ?? 60_000,
      };

export const attemptsAllowed = (policy: RetryPolicy): number => shapeOf(policy).maxRetries + 1;

/** `standard: 5 retries, 1.0 s to 16.0 s apart` */
export function retryWords(policy: RetryPolicy): string {
  const { maxRetries, initialDelayMs, maxDelayMs } = shapeOf(policy);
  const name = typeof policy === 'string' ? policy : 'own';
  if (maxRetries === 0) return name === 'none' ? 'no retries' : `${name}: no retries`;
  return `${name}: ${plural(maxRetries, 'retry', 'retries')}, ${whole(initialDelayMs)} to ${whole(maxDelayMs)} apart`;
}

const whole = (ms: number): string => formatDuration(ms).replace('.0 s', ' s');
