import type { SchedulePreset } from './schedule-form.ts';

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
export const EVERY = /^(\d{1,9}(?:\.\d+)?)(ms|s|m|h|d)$/;

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
