import type {
  Blackout,
  EstimatedCost,
  FieldError,
  ScheduleDraft,
  ScheduleInput,
  Severity,
} from '@tutti/contract';
import { fromLocalInput, toLocalInput } from '../../../ui/local-input.ts';
import {
  durationField,
  durationFieldOf,
  msOf,
  numberOf,
  unset,
  type DurationField,
} from './duration-field.ts';

/** A time in which nothing runs, as typed. */
export type BlackoutField =
  | { kind: 'repeating'; cron: string; duration: DurationField; zone: string }
  | { kind: 'once'; from: string; until: string };

/** When it may run at all, with what it shares, and who is told: the parts of the form that are rarely used. */
export interface LimitsForm {
  /** On the clocks of `limitsZone`. */
  startsAt: string;
  endsAt: string;
  limitsZone: string;
  maxRuns: string;
  blackouts: BlackoutField[];
  concurrencyKey: string;
  concurrencyLimit: string;
  breaker: 'default' | 'none' | 'named';
  breakerName: string;
  /** Labels a worker must have. */
  requires: Readonly<Record<string, string>>;
  cpuCores: string;
  memoryMb: string;
  expectedWithin: DurationField;
  maxDuration: DurationField;
  onFailure: readonly string[];
  onSuccess: readonly string[];
  errorSeverity: Severity | '';
}

export const emptyLimits = (ownZone: string): LimitsForm => ({
  startsAt: '',
  endsAt: '',
  limitsZone: ownZone,
  maxRuns: '',
  blackouts: [],
  concurrencyKey: '',
  concurrencyLimit: '',
  breaker: 'default',
  breakerName: '',
  requires: {},
  cpuCores: '',
  memoryMb: '',
  expectedWithin: unset('h'),
  maxDuration: unset('m'),
  onFailure: [],
  onSuccess: [],
  errorSeverity: '',
});

type Limited = Pick<
  ScheduleInput,
  | 'startsAt'
  | 'endsAt'
  | 'maxRuns'
  | 'blackouts'
  | 'concurrencyKey'
  | 'concurrencyLimit'
  | 'breaker'
  | 'requires'
  | 'estimatedCost'
  | 'expectedWithinMs'
  | 'maxDurationMs'
  | 'onFailure'
  | 'onSuccess'
  | 'errorSeverity'
>;

const textOf = (value: number | string | null | undefined): string => (value == null ? '' : String(value));

export function limitsOf(schedule: Limited, ownZone: string): LimitsForm {
  const local = (at: string | null): string => (at === null ? '' : localText(at, ownZone));
  const { breaker, estimatedCost } = schedule;
  return {
    ...emptyLimits(ownZone),
    startsAt: local(schedule.startsAt),
    endsAt: local(schedule.endsAt),
    maxRuns: textOf(schedule.maxRuns),
    blackouts: schedule.blackouts.map((blackout) => blackoutField(blackout, local)),
    concurrencyKey: textOf(schedule.concurrencyKey),
    concurrencyLimit: textOf(schedule.concurrencyLimit),
    breaker: breaker === null ? 'default' : breaker === false ? 'none' : 'named',
    breakerName: breaker === null || breaker === false ? '' : breaker,
    requires: schedule.requires ?? {},
    cpuCores: textOf(estimatedCost?.cpuCores),
    memoryMb: textOf(estimatedCost?.memoryMb),
    expectedWithin: durationFieldOf(schedule.expectedWithinMs, 'h'),
    maxDuration: durationFieldOf(schedule.maxDurationMs, 'm'),
    onFailure: schedule.onFailure,
    onSuccess: schedule.onSuccess,
    errorSeverity: schedule.errorSeverity ?? '',
  };
}

/** To the second where it has seconds: what nobody touched must come back as it was. */
function localText(at: string, zone: string): string {
  const seconds = new Date(at).getUTCSeconds();
  return toLocalInput(at, zone) + (seconds === 0 ? '' : `:${String(seconds).padStart(2, '0')}`);
}

const blackoutField = (blackout: Blackout, local: (at: string) => string): BlackoutField =>
  'cron' in blackout
    ? {
        kind: 'repeating',
        cron: blackout.cron,
        duration: durationField(blackout.durationMs),
        zone: blackout.timezone ?? '',
      }
    : { kind: 'once', from: local(blackout.from), until: local(blackout.until) };

/** As the server takes it; what it could not see from what is sent is noted in `errors`. */
export function limitsDraft(form: LimitsForm, errors: FieldError[]): Partial<ScheduleDraft> {
  const instant = (text: string, field: string): string | undefined => {
    const at = fromLocalInput(text, form.limitsZone);
    if (at === undefined) errors.push({ field, message: 'is not complete', fix: 'give a day and a time' });
    return at;
  };
  const optional = (text: string, field: string): string | null =>
    text.trim() === '' ? null : (instant(text, field) ?? null);
  const concurrencyKey = form.concurrencyKey.trim() || null;
  return {
    startsAt: optional(form.startsAt, 'startsAt'),
    endsAt: optional(form.endsAt, 'endsAt'),
    maxRuns: numberOf(form.maxRuns, 'maxRuns', errors) ?? null,
    blackouts: form.blackouts.map((blackout, index) => {
      const field = `blackouts.${index}`;
      if (blackout.kind === 'once')
        return {
          from: instant(blackout.from, `${field}.from`) ?? '',
          until: instant(blackout.until, `${field}.until`) ?? '',
        };
      return {
        cron: blackout.cron.trim(),
        durationMs: msOf(blackout.duration, `${field}.durationMs`, errors) ?? 0,
        ...(blackout.zone && { timezone: blackout.zone }),
      };
    }),
    concurrencyKey,
    concurrencyLimit:
      concurrencyKey === null ? null : (numberOf(form.concurrencyLimit, 'concurrencyLimit', errors) ?? null),
    breaker: form.breaker === 'default' ? null : form.breaker === 'none' ? false : form.breakerName.trim(),
    requires: Object.keys(form.requires).length === 0 ? null : form.requires,
    estimatedCost: costOf(form, errors),
    expectedWithinMs: msOf(form.expectedWithin, 'expectedWithinMs', errors) ?? null,
    maxDurationMs: msOf(form.maxDuration, 'maxDurationMs', errors) ?? null,
    onFailure: [...form.onFailure],
    onSuccess: [...form.onSuccess],
    errorSeverity: form.errorSeverity === '' ? null : form.errorSeverity,
  };
}

function costOf(form: LimitsForm, errors: FieldError[]): EstimatedCost | null {
  const cores = form.cpuCores.trim() === '' ? undefined : Number(form.cpuCores);
  if (cores !== undefined && !(cores > 0))
    errors.push({
      field: 'estimatedCost.cpuCores',
      message: `is ${form.cpuCores}`,
      fix: 'a number like 0.5',
    });
  const memoryMb = numberOf(form.memoryMb, 'estimatedCost.memoryMb', errors);
  if (cores === undefined && memoryMb === undefined) return null;
  return { ...(cores !== undefined && { cpuCores: cores }), ...(memoryMb !== undefined && { memoryMb }) };
}
