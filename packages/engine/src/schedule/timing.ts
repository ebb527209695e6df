import cronstrue from 'cronstrue';
import {
  type CronConfig,
  type EventConfig,
  type IntervalConfig,
  type OneTimeConfig,
  SCHEDULE_CONFIGS,
  type ScheduleType,
  parseAs,
} from '@tutti/contract';
import { compileCron } from './cron.ts';
import { type Zone, type Zones, transitionBetween, wallClock } from './time-zone.ts';

/** A timing made ready: when it runs, and how one says so. */
export interface TimingPlan {
  readonly type: ScheduleType;
  readonly zone: Zone;
  readonly description: string;
  /** The first slot strictly after the instant (ms); null when there is none. */
  next(afterMs: number): number | null;
  /** What a change of clocks does to a run, in words. */
  note(at: number): string | undefined;
}

interface CompileOptions {
  zones: Zones;
  defaultTimezone: string;
  /** Where slots of an interval without an anchor start. */
  createdAt: Date;
}

const UNITS: [number, string][] = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1000, 'second'],
  [1, 'millisecond'],
];

/** "30 minutes", "1.5 seconds". */
export function inWords(ms: number): string {
  const [size, unit] = UNITS.find(([of]) => ms >= of && ms % of === 0) ??
    UNITS.find(([of]) => ms >= of) ?? [1, 'millisecond'];
  const count = Math.round((ms / size) * 100) / 100;
  return count === 1 ? `1 ${unit}` : `${count} ${unit}s`;
}

/** Checks a schedule config against its type; errors name fields below `scheduleConfig`. */
export function parseScheduleConfig(
  type: ScheduleType,
  config: unknown,
): CronConfig | IntervalConfig | OneTimeConfig | EventConfig {
  const what = `scheduleConfig does not fit scheduleType ${type}`;
  return parseAs(SCHEDULE_CONFIGS[type], config, { what, prefix: 'scheduleConfig' });
}

/** Makes a timing ready; throws what is wrong with it. A one-time in the past is not: it may simply have run. */
export function compileTiming(type: ScheduleType, config: unknown, options: CompileOptions): TimingPlan {
  const parsed = parseScheduleConfig(type, config);
  switch (type) {
    case 'cron':
      return cronPlan(parsed as CronConfig, options);
    case 'interval':
      return intervalPlan(parsed as IntervalConfig, options);
    case 'one_time':
      return oneTimePlan(parsed as OneTimeConfig, options);
    case 'event':
      return eventPlan(parsed as EventConfig, options);
  }
}

function cronPlan(config: CronConfig, { zones, defaultTimezone }: CompileOptions): TimingPlan {
  const zone = zones.get(config.timezone ?? defaultTimezone, 'scheduleConfig.timezone');
  const plan = compileCron(config.cron, zone, config.dst);
  const words = cronstrue.toString(config.cron.trim(), {
    use24HourTimeFormat: true,
    verbose: false,
    throwExceptionOnParseError: false,
  });
  return {
    type: 'cron',
    zone,
    description: `${words}, ${zone.name}`,
    next: plan.next,
    note: (at) => (plan.namesHours ? noteOf(zone, at, config.dst ?? 'once') : undefined),
  };
}

function intervalPlan(config: IntervalConfig, { zones, createdAt }: CompileOptions): TimingPlan {
  const { intervalMs } = config;
  const anchor = config.anchor === undefined ? createdAt.getTime() : Date.parse(config.anchor);
  return {
    type: 'interval',
    zone: zones.get('UTC', ''),
    description: `Every ${inWords(intervalMs).replace(/^1 (?!\d)/, '')}`,
    next: (after) =>
      after < anchor
        ? config.anchor === undefined
          ? anchor + intervalMs
          : anchor
        : anchor + (Math.floor((after - anchor) / intervalMs) + 1) * intervalMs,
    note: () => undefined,
  };
}

function oneTimePlan(config: OneTimeConfig, { zones }: CompileOptions): TimingPlan {
  const at = Date.parse(config.executeAt);
  const zone = zones.get('UTC', '');
  return {
    type: 'one_time',
    zone,
    description: `Once, at ${wallClock(zone, new Date(at)).slice(0, 19)} UTC`,
    next: (after) => (after < at ? at : null),
    note: () => undefined,
  };
}

function eventPlan(config: EventConfig, { zones }: CompileOptions): TimingPlan {
  const conditions = Object.keys(config.filter ?? {});
  const when =
    conditions.length > 0
      ? ` where ${conditions.join(', ')} match${conditions.length === 1 ? 'es' : ''}`
      : '';
  const quiet = config.debounceMs === undefined ? '' : `, after ${inWords(config.debounceMs)} of quiet`;
  return {
    type: 'event',
    zone: zones.get('UTC', ''),
    description: `On ${config.event}${when}${quiet}`,
    next: () => null,
    note: () => undefined,
  };
}

const DAY = 86_400_000;

function noteOf(zone: Zone, at: number, dst: 'once' | 'wall'): string | undefined {
  const before = zone.offsetAt(at - DAY / 4);
  const after = zone.offsetAt(at + DAY / 4);
  if (before === after) return undefined;
  const change = transitionBetween(zone, at - DAY / 4, at + DAY / 4);
  const clock = (wall: number): string => new Date(wall).toISOString().slice(11, 16);
  if (after > before)
    return at === change
      ? `clocks go from ${clock(change + before)} to ${clock(change + after)}: a skipped time runs just after`
      : undefined;
  const wall = at + zone.offsetAt(at);
  const repeats = wall >= change + after && wall < change + before;
  if (!repeats) return undefined;
  return dst === 'wall'
    ? `${clock(wall)} happens twice: ${at < change ? 'first' : 'second'} time`
    : `${clock(wall)} happens twice: runs the first time`;
}
