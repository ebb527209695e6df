import type { FieldError, ScheduleDraft, ScheduleType } from '@tutti/contract';
import { joinDuration, type DurationUnit } from '../../../../ui/format-duration.ts';
import { fromLocalInput } from '../../../../ui/local-input.ts';
import { defaultsOf } from '../draft-defaults.ts';

type Entry = Record<string, unknown>;
type Config = Record<string, unknown>;

/** Short forms, and the place in the request where each ends up. */
export const SHORT_FORMS: Readonly<Record<string, string>> = {
  shell: 'taskConfig.command',
  http: 'taskConfig.url',
  cron: 'scheduleConfig.cron',
  every: 'scheduleConfig.intervalMs',
  at: 'scheduleConfig.executeAt',
  on: 'scheduleConfig.event',
  timezone: 'scheduleConfig.timezone',
  dst: 'scheduleConfig.dst',
  filter: 'scheduleConfig.filter',
  debounce: 'scheduleConfig.debounceMs',
  timeout: 'timeoutMs',
  jitter: 'jitterMs',
};

export const FIELDS: readonly string[] = [
  'name',
  'taskType',
  'taskConfig',
  'scheduleType',
  'scheduleConfig',
  ...Object.keys(defaultsOf('cron')),
  ...Object.keys(SHORT_FORMS),
];

const TASKS = ['shell', 'http', 'taskType'];
const TIMINGS = ['cron', 'every', 'at', 'on', 'scheduleType'];
const BELONGS: Readonly<Record<string, readonly string[]>> = {
  timezone: ['cron', 'at'],
  dst: ['cron'],
  filter: ['on'],
  debounce: ['on'],
  scheduleConfig: ['scheduleType'],
};

/** What an entry says, as the API takes it. Values of a wrong kind are left to the server, which judges them all. */
export function fromEntry(entry: Entry, ownZone: string, errors: FieldError[]): ScheduleDraft {
  const short = new Set(Object.keys(SHORT_FORMS));
  const plain = Object.fromEntries(Object.entries(entry).filter(([name]) => !short.has(name)));
  const draft = {
    ...plain,
    ...taskOf(entry, errors),
    ...timingOf(entry, ownZone, errors),
    ...('timeout' in entry && { timeoutMs: durationIn(entry, 'timeout', errors) }),
    ...('jitter' in entry && { jitterMs: durationIn(entry, 'jitter', errors) }),
  };
  if (typeof entry['name'] !== 'string' || entry['name'].trim() === '')
    errors.push({ field: 'name', message: 'is missing', fix: 'write a line like name: nightly-backup' });
  return draft as unknown as ScheduleDraft;
}

function taskOf(entry: Entry, errors: FieldError[]): { taskType: string; taskConfig: Config } {
  const config = isObject(entry['taskConfig']) ? entry['taskConfig'] : {};
  const kind = onlyOne(entry, TASKS, 'what to run', errors);
  if (kind === 'shell')
    return { taskType: 'shell_command', taskConfig: { ...config, command: entry['shell'] } };
  if (kind === 'http') return { taskType: 'http_request', taskConfig: { ...config, url: entry['http'] } };
  return { taskType: textIn(entry, 'taskType'), taskConfig: config };
}

function timingOf(
  entry: Entry,
  ownZone: string,
  errors: FieldError[],
): { scheduleType: ScheduleType; scheduleConfig: Config } {
  const kind = onlyOne(entry, TIMINGS, 'when to run', errors);
  for (const [name, kinds] of Object.entries(BELONGS))
    if (kind !== undefined && name in entry && !kinds.includes(kind))
      errors.push({
        field: name,
        message: `goes with ${kinds.join(' or ')}, not with ${kind}`,
        fix: 'remove it',
      });
  const given = (...names: string[]): Config =>
    Object.fromEntries(names.filter((name) => name in entry).map((name) => [name, entry[name]]));
  switch (kind) {
    case 'every':
      return { scheduleType: 'interval', scheduleConfig: { intervalMs: durationIn(entry, 'every', errors) } };
    case 'at':
      return { scheduleType: 'one_time', scheduleConfig: { executeAt: instantIn(entry, ownZone, errors) } };
    case 'on':
      return {
        scheduleType: 'event',
        scheduleConfig: {
          event: entry['on'],
          ...given('filter'),
          ...('debounce' in entry && { debounceMs: durationIn(entry, 'debounce', errors) }),
        },
      };
    case 'scheduleType': {
      const config = isObject(entry['scheduleConfig']) ? entry['scheduleConfig'] : {};
      return { scheduleType: entry['scheduleType'] as ScheduleType, scheduleConfig: config };
    }
    default:
      return { scheduleType: 'cron', scheduleConfig: given('cron', 'timezone', 'dst') };
  }
}

function onlyOne(
  entry: Entry,
  names: readonly string[],
  what: string,
  errors: FieldError[],
): string | undefined {
  const [first, second] = names.filter((name) => name in entry);
  if (first === undefined)
    errors.push({ field: '', message: `does not say ${what}`, fix: `add one of ${names.join(', ')}` });
  if (second !== undefined)
    errors.push({ field: second, message: `cannot stand beside ${first}`, fix: 'keep one of the two' });
  return first;
}

/** Numbers and dates of YAML are texts here. */
const textIn = (entry: Entry, name: string): string => {
  const value = entry[name];
  return typeof value === 'string' ? value : typeof value === 'number' ? `${value}` : '';
};

const PART = /(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w)/gi;

function durationIn(entry: Entry, name: string, errors: FieldError[]): number | undefined {
  const text = textIn(entry, name);
  const parts = [...text.matchAll(PART)];
  if (parts.length === 0 || text.replaceAll(PART, '').trim() !== '') {
    errors.push({
      field: name,
      message: `is ${JSON.stringify(entry[name])}`,
      fix: 'a duration like 30s, 5m or 1h30m',
    });
    return undefined;
  }
  return parts.reduce((sum, [, number, unit]) => {
    const word = (unit ?? '').toLowerCase();
    const [value, known] =
      word === 'w' ? [Number(number) * 7, 'd' as const] : [Number(number), word as DurationUnit];
    return sum + joinDuration(value, known);
  }, 0);
}

/** An instant with its offset, or a wall clock time in the entry's zone, else one's own. */
function instantIn(entry: Entry, ownZone: string, errors: FieldError[]): string | undefined {
  const text = textIn(entry, 'at').trim();
  const zone = typeof entry['timezone'] === 'string' ? entry['timezone'] : ownZone;
  const wall = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?$/.test(text);
  const at = wall ? wallClock(text.replace(' ', 'T'), zone) : Date.parse(text);
  if (Number.isFinite(at)) return new Date(at).toISOString();
  errors.push({ field: 'at', message: `is ${JSON.stringify(text)}`, fix: 'a time like 2026-12-01 09:00' });
  return undefined;
}

function wallClock(text: string, zone: string): number {
  try {
    return Date.parse(fromLocalInput(text, zone) ?? '');
  } catch {
    // The zone is not one; the server says so better.
    return Number.NaN;
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
