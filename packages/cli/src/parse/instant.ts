import { parseDuration } from './duration.ts';

const WALL_CLOCK = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?))?$/;

/** "2026-12-01T09:00Z", "2026-12-01 09:00" in the given zone, "in 5m" or "2h ago": as an ISO instant. */
export function parseInstant(text: string, zone: string, now: Date): string {
  const trimmed = text.trim();
  const after = /^(?:in\s+|\+)(.+)$/.exec(trimmed)?.[1];
  if (after !== undefined) return new Date(now.getTime() + parseDuration(after)).toISOString();
  const before = /^(.+?)\s+ago$/.exec(trimmed)?.[1];
  if (before !== undefined) return new Date(now.getTime() - parseDuration(before)).toISOString();
  const wall = WALL_CLOCK.exec(trimmed);
  const at = wall ? fromWallClock(`${wall[1]}T${wall[2] ?? '00:00'}`, zone) : fromIso(trimmed);
  if (Number.isNaN(at))
    throw new Error(
      `is "${text}"; write it like 2026-12-01T09:00:00Z, "2026-12-01 09:00", "in 5m" or "2h ago"`,
    );
  return new Date(at).toISOString();
}

/** Only ISO 8601 with an offset: what Date accepts beyond is guesswork. */
const fromIso = (text: string): number =>
  /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?\s?([Zz]|[+-]\d{2}:?\d{2})$/.test(text)
    ? Date.parse(text.replace(' ', 'T').replaceAll(' ', ''))
    : Number.NaN;

/** The instant at which clocks in the zone show this; in a gap the one just after it. */
function fromWallClock(wall: string, zone: string): number {
  const asUtc = Date.parse(`${wall}Z`);
  if (Number.isNaN(asUtc)) return Number.NaN;
  const guess = asUtc - offsetMs(asUtc, zone);
  // The guess may lie on the other side of a change of clocks: the offset there decides.
  return asUtc - offsetMs(guess, zone);
}

function offsetMs(at: number, zone: string): number {
  const shown = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(at);
  return Date.parse(`${shown.replace(' ', 'T')}Z`) - Math.floor(at / 1000) * 1000;
}

/** Throws for a zone that this machine does not know. */
export function parseTimeZone(text: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone && text;
  } catch (error) {
    throw new Error(`is "${text}", which is no IANA time zone; write it like Europe/Berlin or UTC`, {
      cause: error,
    });
  }
}
