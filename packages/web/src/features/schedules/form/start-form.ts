import type { DurationUnit } from '../../../ui/format-duration.ts';
import { EVERY, type NewSchedule } from './new-schedule.ts';
import { presetForm, type ScheduleForm } from './schedule-form.ts';

/** The form a new schedule begins with. Apart from the reading of the address, which the first page loads. */
export function startForm({ cron, zone, every, preset }: NewSchedule, ownZone: string): ScheduleForm {
  const form = presetForm(ownZone, preset);
  const [, value, unit] = EVERY.exec(every ?? '') ?? [];
  if (value && unit)
    return { ...form, scheduleType: 'interval', interval: { value, unit: unit as DurationUnit } };
  return { ...form, ...(cron && { cron }), ...(zone && { zone }) };
}
