import type { Schedule } from '@tutti/contract';
import { formatClock, formatDay, zoneLabel } from '../../ui/format-time.ts';

/** Words of a cron timing end with its zone, which may be the default of the installation. */
const ZONE_AT_END = /, ([A-Za-z]+(?:\/[A-Za-z0-9_+-]+)+|UTC|GMT)$/;

/** The zone a schedule's times are told in: only cron has one of its own. */
export function scheduleZone({
  scheduleType,
  scheduleConfig,
  timing,
}: Pick<Schedule, 'scheduleType' | 'scheduleConfig' | 'timing'>): string | undefined {
  if (scheduleType !== 'cron') return undefined;
  const zone = scheduleConfig['timezone'];
  return typeof zone === 'string' ? zone : (ZONE_AT_END.exec(timing)?.[1] ?? 'UTC');
}

/** `Every day 09:00` and `Berlin`, from `At 09:00, Europe/Berlin`. */
export function timingWords(timing: string): { words: string; zone: string | undefined } {
  const once = /^Once, at (\d{4}-\d\d-\d\d) (\d\d:\d\d):\d\d UTC$/.exec(timing);
  if (once)
    return {
      words: `Once, ${formatDay(Date.parse(`${once[1]}T${once[2]}Z`), 'UTC', Date.now())} ${once[2]}`,
      zone: 'UTC',
    };
  const zone = ZONE_AT_END.exec(timing)?.[1];
  const words = timing
    .replace(ZONE_AT_END, '')
    .replace(/^At (\d\d:\d\d)$/, 'Every day $1')
    .replace(/^At (\d\d:\d\d), (?:only on )?(.+)$/, '$2, $1')
    .replace(/^Monday through Friday, (?=\d)/i, 'Weekdays ')
    .replace(/^(?:Saturday and Sunday|Sunday and Saturday), (?=\d)/i, 'Weekends ');
  // Only times of day depend on a zone: every minute is every minute on all clocks.
  const shown = zone && /\d\d:\d\d/.test(words) ? zoneLabel(zone) : undefined;
  return { words: words.charAt(0).toUpperCase() + words.slice(1), zone: shown };
}

/** `14:30 yours`: the same run on the clock of whoever looks; nothing when both clocks agree. */
export function yoursWords(at: string | undefined, zone: string, own: string): string | undefined {
  if (at === undefined) return undefined;
  const instant = Date.parse(at);
  const [theirs, mine] = [formatClock(instant, zone), formatClock(instant, own)];
  return theirs === mine ? undefined : `${mine} yours`;
}
