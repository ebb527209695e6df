import { BREAKER_DEFAULTS, type BreakerPatch, type BreakerThresholds } from '@tutti/contract';
import { joinDuration, splitDuration, type DurationUnit } from '../../ui/format-duration.ts';

interface DurationField {
  value: string;
  unit: DurationUnit;
}
/** Thresholds as the form holds them. */
export interface ThresholdForm {
  failureRatePercent: string;
  minCalls: string;
  failuresInARow: string;
  trials: string;
  successesToClose: string;
  window: DurationField;
  open: DurationField;
}

const duration = (ms: number): DurationField => {
  const { value, unit } = splitDuration(ms);
  return { value: String(value), unit };
};

export const formOf = (thresholds: BreakerThresholds): ThresholdForm => ({
  failureRatePercent: String(thresholds.failureRatePercent),
  minCalls: String(thresholds.minCalls),
  failuresInARow: String(thresholds.failuresInARow),
  trials: String(thresholds.trials),
  successesToClose: String(thresholds.successesToClose),
  window: duration(thresholds.windowMs),
  open: duration(thresholds.openMs),
});

const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));

/** Only what differs; an emptied field goes back to the default. What is no number is the server's to refuse. */
export function patchOf(form: ThresholdForm, now: BreakerThresholds): BreakerPatch {
  const wanted: Record<keyof BreakerThresholds, number> = {
    failureRatePercent: numberOf(form.failureRatePercent),
    minCalls: numberOf(form.minCalls),
    failuresInARow: numberOf(form.failuresInARow),
    trials: numberOf(form.trials),
    successesToClose: numberOf(form.successesToClose),
    windowMs: joinDuration(numberOf(form.window.value), form.window.unit),
    openMs: joinDuration(numberOf(form.open.value), form.open.unit),
  };
  const names = Object.keys(BREAKER_DEFAULTS) as (keyof BreakerThresholds)[];
  return Object.fromEntries(
    names
      .filter((name) => wanted[name] !== now[name])
      .map((name) => [name, Number.isNaN(wanted[name]) ? null : wanted[name]]),
  );
}
