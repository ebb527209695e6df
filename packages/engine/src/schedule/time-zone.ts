import { TuttiError } from '@tutti/contract';
import { nearest } from './nearest.ts';

/** The clocks of one zone: how far they are from UTC at an instant. */
export interface Zone {
  readonly name: string;
  /** Milliseconds to add to UTC to read the wall clock. */
  offsetAt(ms: number): number;
}

const SECOND = 1000;
const UTC: Zone = { name: 'UTC', offsetAt: () => 0 };

function openZone(name: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const offsetAt = (ms: number): number => {
    const whole = Math.floor(ms / SECOND) * SECOND;
    const match = /^(\d+)\/(\d+)\/(\d+) \w+, (\d+):(\d+):(\d+)$/.exec(format.format(whole));
    if (!match) throw new Error(`cannot read the clock of ${name}`);
    const [, month, day, year, hour, minute, second] = match.map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    return Date.UTC(year, month - 1, day, hour, minute, second) - whole;
  };
  return { name, offsetAt };
}

/** Zones by name, opened once: opening one costs more than thousands of look-ups. */
export class Zones {
  readonly #zones = new Map<string, Zone>([['UTC', UTC]]);

  /** `field` names where the zone stood, for the error. */
  get(name: string, field: string): Zone {
    let zone = this.#zones.get(name);
    if (!zone) {
      zone = this.#open(name, field);
      this.#zones.set(name, zone);
    }
    return zone;
  }

  #open(name: string, field: string): Zone {
    try {
      // Offsets like +02:00 are accepted by Intl, but they know no summer time; a place is meant.
      if (/^[+-]/.test(name)) throw new RangeError('an offset is not a zone');
      return openZone(name);
    } catch (cause) {
      const like = nearest(name, ['UTC', ...Intl.supportedValuesOf('timeZone')]);
      throw new TuttiError('TIMEZONE_INVALID', `There is no time zone ${JSON.stringify(name)}.`, {
        errors: [
          {
            field,
            message: 'is not an IANA time zone',
            fix: like ? `did you mean ${like}?` : 'use a name like Europe/Berlin or UTC',
          },
        ],
        cause,
      });
    }
  }
}

/** The last instant before `until` at which the offset is still that at `from`, plus one millisecond. */
export function transitionBetween(zone: Zone, from: number, until: number): number {
  const before = zone.offsetAt(from);
  let low = from;
  let high = until;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (zone.offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

/** Wall clock and offset, as `2026-03-29 03:00:00 +02:00`. */
export function wallClock(zone: Zone, at: Date): string {
  const offset = zone.offsetAt(at.getTime());
  const local = new Date(at.getTime() + offset).toISOString();
  const minutes = Math.abs(offset) / 60_000;
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${local.slice(0, 10)} ${local.slice(11, 19)} ${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}
