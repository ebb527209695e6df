import type { Timing } from '@tutti/contract';
import { usageError } from '../cli-error.ts';
import { parseDuration } from '../parse/duration.ts';
import { parseInstant, parseTimeZone } from '../parse/instant.ts';
import { parseJsonObject } from '../parse/json.ts';
import { choice, parsed, text, type OptionValues } from '../program/option.ts';

/** Options that say when to run. */
export const TIMING_OPTIONS = {
  cron: text('expression', 'By a cron expression, e.g. "0 2 * * *"'),
  every: parsed('duration', 'At an interval, e.g. 5m or 1h30m', parseDuration),
  at: text('time', 'Once, e.g. 2026-12-01T09:00:00Z, "2026-12-01 09:00" or "in 5m"'),
  on: text('event', 'When an event happens, e.g. order.paid or "order.*"'),
  timezone: parsed('zone', 'Time zone of --cron and --at, e.g. Europe/Berlin', parseTimeZone),
  dst: choice(['once', 'wall'], 'What a change of clocks does to --cron; default once'),
  filter: parsed('json', 'Only events that match, e.g. \'{"data.status":"failed"}\'', parseJsonObject),
  debounce: parsed('duration', 'Wait for this much quiet after an event', parseDuration),
};
export type TimingValues = OptionValues<typeof TIMING_OPTIONS>;

const KINDS = ['cron', 'every', 'at', 'on'] as const;
/** Which of the kinds each of the other options goes with. */
const BELONGS: Readonly<Record<string, readonly string[]>> = {
  timezone: ['cron', 'at'],
  dst: ['cron'],
  filter: ['on'],
  debounce: ['on'],
};

export interface Here {
  zone: string;
  now: Date;
}

/** The timing the options name; undefined when none does. */
export function timingFrom(options: TimingValues, here: Here): Timing | undefined {
  const named = KINDS.filter((kind) => options[kind] !== undefined);
  if (named.length > 1) throw usageError('give one of --cron, --every, --at and --on, not several');
  const [kind] = named;
  if (kind === undefined) return undefined;
  refuseStrangers(options, kind);
  return toTiming(options, here);
}

export function requireTiming(options: TimingValues, here: Here): Timing {
  const timing = timingFrom(options, here);
  if (!timing)
    throw usageError(
      'no timing is named',
      'add --cron "0 2 * * *", --every 5m, --at "2026-12-01 09:00" or --on order.paid',
    );
  return timing;
}

function toTiming(
  { cron, every, at, on, timezone, dst, filter, debounce }: TimingValues,
  here: Here,
): Timing {
  if (cron !== undefined)
    return {
      scheduleType: 'cron',
      scheduleConfig: { cron, ...(timezone !== undefined && { timezone }), ...(dst && { dst }) },
    };
  if (every !== undefined) return { scheduleType: 'interval', scheduleConfig: { intervalMs: every } };
  if (at !== undefined)
    return {
      scheduleType: 'one_time',
      scheduleConfig: { executeAt: instantOption('at', at, timezone ?? here.zone, here.now) },
    };
  return {
    scheduleType: 'event',
    scheduleConfig: {
      event: on ?? '*',
      ...(filter && {
        filter: filter as Extract<Timing, { scheduleType: 'event' }>['scheduleConfig']['filter'],
      }),
      ...(debounce !== undefined && { debounceMs: debounce }),
    },
  };
}

function refuseStrangers(options: TimingValues, kind: string): void {
  for (const [name, kinds] of Object.entries(BELONGS)) {
    const isGiven = options[name as keyof TimingValues] !== undefined;
    if (isGiven && !kinds.includes(kind))
      throw usageError(
        `--${name} goes with ${kinds.map((known) => `--${known}`).join(' or ')}, not with --${kind}`,
      );
  }
}

/** A time that was given as an option, with the option's name in the error. */
export function instantOption(name: string, text: string, zone: string, now: Date): string {
  try {
    return parseInstant(text, zone, now);
  } catch (error) {
    throw usageError(`--${name} ${(error as Error).message}`);
  }
}
