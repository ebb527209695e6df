import { fromLocalInput } from '../../ui/local-input.ts';
import { offsetMs } from '../../ui/zone-offset.ts';

const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** A day of some zone's calendar, `2026-11-21`. Counted with as if in UTC, where every day has 24 hours. */
export type LocalDay = string;

const asUtc = (day: LocalDay): number => Date.parse(`${day}T00:00:00Z`);
const fromUtc = (ms: number): LocalDay => new Date(ms).toISOString().slice(0, 10);

export const isLocalDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(asUtc(text)) && fromUtc(asUtc(text)) === text;

export const addDays = (day: LocalDay, days: number): LocalDay => fromUtc(asUtc(day) + days * DAY);

/** 0 is Monday: so begins the week. */
export const weekday = (day: LocalDay): number => (new Date(asUtc(day)).getUTCDay() + 6) % 7;

export const weekOf = (day: LocalDay): LocalDay => addDays(day, -weekday(day));
export const monthOf = (day: LocalDay): LocalDay => `${day.slice(0, 8)}01`;
export const nextMonth = (day: LocalDay): LocalDay => monthOf(addDays(monthOf(day), 31));

export const dayAt = (at: number, zone: string): LocalDay => fromUtc(at + offsetMs(zone, at));

/** When a day of a zone begins. */
export const startOf = (day: LocalDay, zone: string): number =>
  Date.parse(fromLocalInput(`${day}T00:00`, zone) ?? '');

/** A change of clocks: from this instant on they are ahead by `by` of what they were. */
export interface ClockChange {
  at: number;
  by: number;
}

/** How a zone's clocks stand over a range: found once, asked often. */
export class Clocks {
  readonly changes: readonly ClockChange[];
  readonly #first: number;

  constructor(zone: string, from: number, until: number) {
    this.#first = offsetMs(zone, from);
    this.changes = changesOf(zone, from, until);
  }

  offsetAt(at: number): number {
    let offset = this.#first;
    for (const change of this.changes) if (change.at <= at) offset += change.by;
    return offset;
  }
}

/** No zone changes its clocks twice within six hours; the minute is found by halving. */
function changesOf(zone: string, from: number, until: number): ClockChange[] {
  const changes: ClockChange[] = [];
  let before = offsetMs(zone, from);
  for (let low = from; low < until; low += 6 * HOUR) {
    const after = offsetMs(zone, low + 6 * HOUR);
    if (after !== before) {
      let [least, most] = [low, low + 6 * HOUR];
      while (most - least > 60_000) {
        const middle = Math.floor((least + most) / 2);
        if (offsetMs(zone, middle) === before) least = middle;
        else most = middle;
      }
      const at = Math.floor(most / 60_000) * 60_000;
      if (at < until) changes.push({ at, by: after - before });
    }
    before = after;
  }
  return changes;
}
