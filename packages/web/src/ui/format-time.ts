import { formatDistance } from './format-duration.ts';
import { readStored } from './use-stored.ts';
import { currentName, isZone, ZONE_KEY } from './zones.ts';

const DAY = 86_400_000;
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${JSON.stringify(options)}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', ...options });
  formatters.set(key, made);
  return made;
}

/** Asked once: every time on the screen needs it, and asking is slow. */
const here = currentName(Intl.DateTimeFormat().resolvedOptions().timeZone);
export const browserZone = (): string => here;

/** The zone of whoever is looking: the chosen one, else that of the browser. Components that show it take `useOwnZone`. */
export function ownZone(): string {
  const chosen = readStored(ZONE_KEY);
  return chosen && isZone(chosen) ? chosen : browserZone();
}

/** `Berlin`, `New York`, `UTC`: short enough to stand behind every time. */
export function zoneLabel(zone: string): string {
  if (/^(Etc\/)?(UTC|UCT|Zulu|Universal)$/i.test(zone)) return 'UTC';
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}

/** `UTC+01:00` at that instant. */
export function zoneOffset(zone: string, at: number): string {
  const parts = formatter(zone, { timeZoneName: 'longOffset' }).formatToParts(at);
  return (parts.find((part) => part.type === 'timeZoneName')?.value ?? '').replace('GMT', 'UTC');
}

/** `02:00` */
export const formatClock = (at: number, zone: string): string =>
  formatter(zone, { hour: '2-digit', minute: '2-digit' }).format(at);

/** `02:00:07` */
export const formatClockSeconds = (at: number, zone: string): string =>
  formatter(zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at);

/** `02:00:07.250` */
export const formatClockMillis = (at: number, zone: string): string =>
  formatter(zone, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
  }).format(at);

/** `21 Nov`, or `21 Nov 2027` in another year than now. */
export function formatDay(at: number, zone: string, now: number): string {
  const year = formatter(zone, { year: 'numeric' });
  const short = year.format(at) === year.format(now);
  return formatter(zone, { day: 'numeric', month: 'short', ...(short ? {} : { year: 'numeric' }) }).format(
    at,
  );
}

/** `21 Nov 02:00 Berlin` */
export const formatDate = (at: number, zone: string, now: number, clock = formatClock): string =>
  `${formatDay(at, zone, now)} ${clock(at, zone)} ${zoneLabel(zone)}`;

/** The same of a due time, which has its seconds where it is not due on the minute: `21 Nov 02:00:15 Berlin`. */
export const formatSlot = (at: number, zone: string, now: number): string =>
  formatDate(at, zone, now, at % 60_000 === 0 ? formatClock : formatClockSeconds);

/** Instants within a text of the server, such as `open until 2026-11-21T01:00:07.250Z`, on the clock of whoever looks. */
export const withLocalTimes = (text: string, zone: string, now: number): string =>
  text.replaceAll(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, (instant) => {
    const at = Date.parse(instant);
    if (Number.isNaN(at)) return instant;
    return Math.abs(at - now) >= DAY
      ? formatDate(at, zone, now)
      : `${formatClockSeconds(at, zone)} ${zoneLabel(zone)}`;
  });

/** `Sat 21 Nov 2026, 02:00:07` */
export const formatFull = (at: number, zone: string): string =>
  formatter(zone, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
    .format(at)
    .replace(/^(\w+), /, '$1 ');

/** `in 4 m`, `12 s ago`, `now`; the date with its zone from 24 hours on. */
export function formatRelative(at: number, now: number, zone: string): string {
  const distance = at - now;
  if (Math.abs(distance) >= DAY) return formatDate(at, zone, now);
  if (Math.abs(distance) < 1000) return 'now';
  return distance > 0 ? `in ${formatDistance(distance)}` : `${formatDistance(distance)} ago`;
}

/** How often a relative time must be drawn again to stay true. */
export const relativeStep = (at: number, now: number): number =>
  Math.abs(at - now) < 60_000 ? 1000 : 15_000;

export interface TimeLine {
  label: string;
  text: string;
  offset: string;
}

/** The same instant in the zone of the schedule, in one's own and in UTC; equal zones stand once. */
export function timeLines(at: number, scheduleZone: string | undefined, own: string): TimeLine[] {
  const wanted: [string, string][] = [
    ...(scheduleZone ? [['Schedule', scheduleZone] as [string, string]] : []),
    ['Yours', own],
    ['UTC', 'UTC'],
  ];
  const seen = new Set<string>();
  return wanted.flatMap(([label, zone]) => {
    const name = zoneLabel(zone);
    if (seen.has(name)) return [];
    seen.add(name);
    const title = label === 'UTC' ? 'UTC' : `${label} · ${name}`;
    return [{ label: title, text: formatFull(at, zone), offset: zoneOffset(zone, at) }];
  });
}
