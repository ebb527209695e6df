import type { FieldError, RetryBackoff } from '@tutti/contract';
import { joinDuration, splitDuration, type DurationUnit } from '../../../ui/format-duration.ts';

interface DurationField {
  value: string;
  unit: DurationUnit;
}

/** A policy as the form holds it: numbers as text, the jitter as a percentage. */
export interface PolicyForm {
  maxRetries: string;
  initialDelay: DurationField;
  maxDelay: DurationField;
  multiplier: string;
  jitter: string;
}

const split = (ms: number): DurationField => {
  const { value, unit } = splitDuration(ms);
  return { value: String(value), unit: ms === 0 ? 's' : unit };
};

export const formOf = (policy: RetryBackoff): PolicyForm => ({
  maxRetries: String(policy.maxRetries),
  initialDelay: split(policy.initialDelayMs),
  maxDelay: split(policy.maxDelayMs),
  multiplier: String(policy.multiplier),
  jitter: String(Math.round(policy.jitter * 1000) / 10),
});

const NUMBERS = {
  maxRetries: [0, 100],
  initialDelayMs: [0, 86_400_000],
  maxDelayMs: [0, 86_400_000],
  multiplier: [1, 10],
  jitter: [0, 1],
} as const satisfies Record<keyof RetryBackoff, readonly [number, number]>;

/** The policy the form says, and what is wrong with it; a wrong number stays out of the preview. */
export function policyOf(form: PolicyForm): { policy: RetryBackoff | undefined; problems: FieldError[] } {
  const policy: RetryBackoff = {
    maxRetries: numberOf(form.maxRetries),
    initialDelayMs: joinDuration(numberOf(form.initialDelay.value), form.initialDelay.unit),
    maxDelayMs: joinDuration(numberOf(form.maxDelay.value), form.maxDelay.unit),
    multiplier: numberOf(form.multiplier),
    jitter: numberOf(form.jitter) / 100,
  };
  const problems = (Object.keys(NUMBERS) as (keyof RetryBackoff)[]).flatMap((field) =>
    outside(field, policy[field]),
  );
  if (problems.length === 0 && policy.initialDelayMs > policy.maxDelayMs)
    problems.push({
      field: 'initialDelayMs',
      message: 'is longer than the longest wait',
      fix: 'a shorter one',
    });
  return { policy: problems.length > 0 ? undefined : policy, problems };
}

const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));

function outside(field: keyof RetryBackoff, value: number): FieldError[] {
  const [least, most] = NUMBERS[field];
  if (Number.isNaN(value)) return [{ field, message: 'is not a number', fix: 'digits only' }];
  if (field === 'maxRetries' && !Number.isInteger(value))
    return [{ field, message: 'is not whole', fix: String(Math.round(value)) }];
  if (value >= least && value <= most) return [];
  const limits =
    field === 'jitter' ? '0 to 100 %' : field.endsWith('Ms') ? '0 to 1 day' : `${least} to ${most}`;
  return [{ field, message: 'is out of range', fix: limits }];
}
