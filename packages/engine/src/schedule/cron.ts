import { Cron } from 'croner';
import { type FieldError, TuttiError } from '@tutti/contract';
import { type Zone, transitionBetween } from './time-zone.ts';

const HOUR = 3_600_000;
/** No clock change lasts longer than this, save a zone that skips a day at the date line (a gap, found by search). */
const LONGEST_OVERLAP = 4 * HOUR;
/** A run further away than this is looked at again from so near: clocks may change several times until then. */
const FAR = 48 * HOUR;
const FIELDS = ['second', 'minute', 'hour', 'day', 'month', 'dayOfWeek'] as const;
const WORDS: Record<(typeof FIELDS)[number], { word: string; range: string }> = {
  second: { word: 'second', range: '0–59' },
  minute: { word: 'minute', range: '0–59' },
  hour: { word: 'hour', range: '0–23' },
  day: { word: 'day of month', range: '1–31, L, W' },
  month: { word: 'month', range: '1–12 or JAN–DEC' },
  dayOfWeek: { word: 'day of week', range: '0–7 or SUN–SAT' },
};
const LEAST: Record<(typeof FIELDS)[number], number> = {
  second: 0,
  minute: 0,
  hour: 0,
  day: 1,
  month: 1,
  dayOfWeek: 0,
};
const MOST: Record<(typeof FIELDS)[number], number> = {
  second: 59,
  minute: 59,
  hour: 23,
  day: 31,
  month: 12,
  dayOfWeek: 7,
};

export interface CronPlan {
  /** The first run strictly after the instant (ms); null when there is none. */
  next(afterMs: number): number | null;
  /** Whether clock changes shift its named hours: false for patterns that run in every hour. */
  readonly namesHours: boolean;
}

/** The field and the part of the expression an error of the parser speaks of. */
function locate(expression: string, message: string): FieldError {
  const field = 'scheduleConfig.cron';
  const parts = [...expression.matchAll(/\S+/g)];
  const names = parts.length === 6 ? FIELDS : FIELDS.slice(1);
  const bad = /Invalid value for (\w+): (\S+)/.exec(message);
  const name = names.find((candidate) => candidate === (bad?.[1] === 'nearestWeekdays' ? 'day' : bad?.[1]));
  const part = name && parts[names.indexOf(name)];
  if (bad && name && part) {
    const { word, range } = WORDS[name];
    // The parser names the first value beyond the range, counts days and months from 0, and so is not asked which.
    const beyond = [...part[0].matchAll(/\d+/g)].find(
      ([digits]) => Number(digits) < LEAST[name] || Number(digits) > MOST[name],
    );
    const value = beyond?.[0] ?? part[0];
    const start = part.index + (beyond?.index ?? 0);
    const fixed = Math.min(MOST[name], Math.max(LEAST[name], Number(value) || 0));
    return {
      field,
      message: `${word} is ${value}; allowed ${range}`,
      fix: beyond
        ? expression.slice(0, start) + String(fixed) + expression.slice(start + value.length)
        : `write ${word} as ${range}`,
      span: [start, start + value.length],
    };
  }
  if (parts.length < 5 || parts.length > 6) {
    return {
      field,
      message: `has ${parts.length} field${parts.length === 1 ? '' : 's'}; 5 or 6 are needed`,
      fix: 'minute hour day month weekday, for example 0 9 * * MON-FRI, or a macro like @daily',
    };
  }
  const entry = /configuration entry (\d+)/.exec(message);
  const guilty = entry && parts[Number(entry[1]) - (parts.length === 5 ? 1 : 0)];
  const plain = message.replace(/^CronPattern: /, '').replace(/^CronDate: .*/, 'is not a cron expression');
  return {
    field,
    message: plain,
    fix: 'use forms like 5, 1-5, */10, 1,15, MON, L, 5#2',
    ...(guilty && { span: [guilty.index, guilty.index + guilty[0].length] as [number, number] }),
  };
}

const NICKNAMES = new Set(['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly']);

function parse(expression: string): Cron {
  const text = expression.trim();
  if (text.startsWith('@') && !NICKNAMES.has(text.toLowerCase())) {
    throw new TuttiError('SCHEDULE_CRON_INVALID', `The macro ${text} is unknown.`, {
      errors: [
        {
          field: 'scheduleConfig.cron',
          message: `${text} is unknown`,
          fix: `use one of ${[...NICKNAMES].join(' ')}`,
        },
      ],
    });
  }
  try {
    // Read as wall clock time without any zone; what the clocks of a zone make of it is decided below.
    return new Cron(text, { timezone: 'UTC', paused: true, mode: '5-or-6-parts' });
  } catch (cause) {
    const error = locate(expression, (cause as Error).message);
    throw new TuttiError('SCHEDULE_CRON_INVALID', `The cron expression is invalid: ${error.message}.`, {
      errors: [error],
      cause,
    });
  }
}

function hourField(expression: string): string {
  const parts = expression.trim().split(/\s+/);
  if (parts[0]?.startsWith('@')) return parts[0].toLowerCase() === '@hourly' ? '*' : '0';
  return (parts.length === 6 ? parts[2] : parts[1]) ?? '';
}

/** True when the hour field is open, like an asterisk with or without a step: such patterns follow elapsed time, not the name of an hour. */
const hasOpenHour = (expression: string): boolean => hourField(expression).startsWith('*');
const everyHour = (expression: string): boolean => hourField(expression) === '*';

/**
 * Runs of a cron expression by the clocks of a zone. A time that a forward change skips runs once, at the change; an
 * hour that a backward change repeats runs once when the pattern names hours. A pattern of every hour just goes on: it
 * has nothing to make up for. `wall` takes clocks literally: a skipped time does not run, a repeated one runs twice.
 */
export function compileCron(expression: string, zone: Zone, dst: 'once' | 'wall' = 'once'): CronPlan {
  const cron = parse(expression);
  const namesHours = !hasOpenHour(expression);
  const wallNext = (wall: number): number | null => cron.nextRun(new Date(wall))?.getTime() ?? null;
  const once = dst === 'once' && namesHours;
  const makesUp = dst === 'once' && !everyHour(expression);

  const isRepeat = (at: number, offset: number): boolean => {
    const earlier = zone.offsetAt(at - LONGEST_OVERLAP);
    if (earlier <= offset) return false;
    const first = at + offset - earlier;
    return zone.offsetAt(first) === earlier;
  };

  const next = (after: number): number | null => {
    let at = after;
    let offset = zone.offsetAt(after);
    let wall = wallNext(at + offset);
    while (wall !== null) {
      const candidate = wall - offset;
      const far = candidate - at > FAR;
      if (far && zone.offsetAt(at + LONGEST_OVERLAP) >= offset) {
        at = candidate - FAR;
        offset = zone.offsetAt(at);
        continue;
      }
      const until = far ? at + LONGEST_OVERLAP : candidate;
      if (zone.offsetAt(until) === offset) {
        if (!once || !isRepeat(candidate, offset)) return candidate;
        wall = wallNext(wall);
        continue;
      }
      // The clocks change before this run: what lies beyond the change is read anew, by the new offset.
      const change = transitionBetween(zone, at, until);
      const changed = zone.offsetAt(change);
      if (makesUp && changed > offset && wall < change + changed) return change;
      at = change;
      offset = changed;
      wall = wallNext(change + changed - 1);
    }
    return null;
  };
  return { next, namesHours };
}
