import { zoneOffset } from './format-time.ts';

/** How far the clocks of a zone are ahead of UTC at an instant, in milliseconds. */
export function offsetMs(zone: string, at: number): number {
  const found = /([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(zoneOffset(zone, at));
  if (!found) return 0;
  const [, sign, hours, minutes, seconds] = found;
  const ms = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0)) * 1000;
  return sign === '-' ? -ms : ms;
}
