import type { FieldError } from '@tutti/contract';
import { joinDuration, splitDuration, type DurationUnit } from '../../../ui/format-duration.ts';

export interface DurationField {
  /** As typed; empty means not set. */
  value: string;
  unit: DurationUnit;
}

export const unset = (unit: DurationUnit): DurationField => ({ value: '', unit });

export function durationField(ms: number): DurationField {
  const { value, unit } = splitDuration(ms);
  return { value: String(value), unit };
}

export const durationFieldOf = (ms: number | null, unit: DurationUnit): DurationField =>
  ms === null ? unset(unit) : durationField(ms);

export const durationOf = ({ value, unit }: DurationField): number | undefined =>
  value.trim() === '' ? undefined : joinDuration(Number(value), unit);

/** A whole number as typed; what is none is noted. */
export function numberOf(text: string, field: string, errors: FieldError[]): number | undefined {
  if (text.trim() === '') return undefined;
  const value = Number(text);
  if (Number.isInteger(value)) return value;
  errors.push({ field, message: `is ${text}`, fix: 'give a whole number' });
  return undefined;
}

export function msOf(duration: DurationField, field: string, errors: FieldError[]): number | undefined {
  const ms = durationOf(duration);
  if (ms === undefined || (Number.isFinite(ms) && ms > 0)) return ms;
  errors.push({ field, message: `is ${duration.value}`, fix: 'give a number above 0' });
  return undefined;
}
