import { formatRough } from './duration.ts';

const DAY_MS = 86_400_000;

/** The city of a zone: Berlin for Europe/Berlin. */
export const zoneLabel = (zone: string): string =>
  (zone.startsWith('Etc/') ? zone.slice(4) : (zone.split('/').at(-1) ?? zone)).replaceAll('_', ' ');

/** Under a day away: "in 4 m (02:00 Berlin)", "12 s ago (14:02:11 Berlin)"; else the date. The zone always stands. */
export function formatInstant(iso: string | null | undefined, now: Date, zone: string): string {
  if (!iso) return '-';
  const at = new Date(iso);
  const delta = at.getTime() - now.getTime();
  if (Math.abs(delta) >= DAY_MS) return formatDate(at, zone);
  const clock = `${wallClock(at, zone).slice(11, delta > -60_000 && delta < 60_000 ? 19 : 16)} ${zoneLabel(zone)}`;
  if (Math.abs(delta) < 1000) return `now (${clock})`;
  return delta > 0 ? `in ${formatRough(delta)} (${clock})` : `${formatRough(-delta)} ago (${clock})`;
}

/** 2026-11-25 02:00 Berlin */
export const formatDate = (at: Date, zone: string): string =>
  `${wallClock(at, zone).slice(0, 16)} ${zoneLabel(zone)}`;

/** 2026-11-25 02:00:00 in the zone. */
export function wallClock(at: Date, zone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  return format.format(at);
}
