import type { DurationUnit } from '../../../ui/format-duration.ts';
import { presetForm, type ScheduleForm, type SchedulePreset } from './schedule-form.ts';

/** A timing that a new schedule begins with, as the address holds it. */
export interface NewSchedule {
  cron?: string | undefined;
  zone?: string | undefined;
  /** `5m` */
  every?: string | undefined;
  preset?: SchedulePreset | undefined;
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= 200 ? value : undefined;
const EVERY = /^(\d{1,9}(?:\.\d+)?)(ms|s|m|h|d)$/;

/** Reads an address; what makes no sense is left out. */
export function parseNewSchedule(search: Record<string, unknown>): NewSchedule {
  const every = text(search['every']);
  return {
    cron: text(search['cron']),
    zone: text(search['zone']),
    every: every && EVERY.test(every) ? every : undefined,
    preset: search['preset'] === 'every-minute' ? 'every-minute' : undefined,
  };
}

export function startForm({ cron, zone, every, preset }: NewSchedule, ownZone: string): ScheduleForm {
  const form = presetForm(ownZone, preset);
  const [, value, unit] = EVERY.exec(every ?? '') ?? [];
  if (value && unit)
    return { ...form, scheduleType: 'interval', interval: { value, unit: unit as DurationUnit } };
  return { ...form, ...(cron && { cron }), ...(zone && { zone }) };
}
