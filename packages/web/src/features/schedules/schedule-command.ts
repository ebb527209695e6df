import type { ScheduleDraft } from '@tutti/contract';
import { splitDuration } from '../../ui/format-duration.ts';

type Definition = Pick<
  ScheduleDraft,
  'name' | 'taskType' | 'taskConfig' | 'scheduleType' | 'scheduleConfig'
> &
  Partial<ScheduleDraft>;

/** The command that makes the same schedule from a terminal. */
export function scheduleCommand(schedule: Definition): string {
  const options = [...timingOptions(schedule), ...taskOptions(schedule), ...policyOptions(schedule)];
  const line = `tutti schedule create ${quoted(schedule.name)}`;
  return [
    line,
    ...options.map(([name, value]) => `--${name}${value === undefined ? '' : ` ${quoted(value)}`}`),
  ].join(' ');
}

type Option = readonly [name: string, value?: string];

function timingOptions({ scheduleType, scheduleConfig }: Definition): Option[] {
  const config = scheduleConfig;
  switch (scheduleType) {
    case 'cron':
      return [
        ['cron', textOf(config['cron'])],
        ...given('timezone', config['timezone']),
        ...given('dst', config['dst']),
      ];
    case 'interval':
      return [['every', compact(Number(config['intervalMs']))]];
    case 'one_time':
      return [['at', textOf(config['executeAt'])]];
    case 'event':
      return [
        ['on', textOf(config['event'])],
        ...given('filter', config['filter']),
        ...(typeof config['debounceMs'] === 'number'
          ? [['debounce', compact(config['debounceMs'])] as const]
          : []),
      ];
  }
}

function taskOptions({ taskType, taskConfig }: Definition): Option[] {
  const main = taskType === 'shell_command' ? 'command' : taskType === 'http_request' ? 'url' : undefined;
  if (main === undefined) return [['type', taskType], ...rest(taskConfig)];
  const { [main]: value, ...others } = taskConfig;
  return [[main === 'command' ? 'shell' : 'http', textOf(value)], ...rest(others)];
}

const rest = (config: Record<string, unknown>): Option[] =>
  Object.keys(config).length > 0 ? [['config', JSON.stringify(config)]] : [];

/** Only what differs from the defaults. */
function policyOptions(schedule: Definition): Option[] {
  const {
    description,
    queue,
    priority,
    tags,
    retryPolicy,
    timeoutMs,
    overlapPolicy,
    catchUpPolicy,
    catchUpLimit,
    jitterMs,
  } = schedule;
  const unless = (name: string, value: unknown, usual: unknown): Option[] =>
    value === undefined || value === null || value === usual ? [] : [[name, textOf(value)]];
  return [
    ...unless('description', description, ''),
    ...unless('queue', queue, 'default'),
    ...unless('priority', priority, 5),
    ...(tags ?? []).map((tag): Option => ['tag', tag]),
    ...unless('overlap', overlapPolicy, 'skip'),
    ...unless('catch-up', catchUpPolicy, 'latest'),
    ...(catchUpPolicy === 'all' ? unless('catch-up-limit', catchUpLimit, 10) : []),
    ...(jitterMs ? [['jitter', compact(jitterMs)] as const] : []),
    ...unless('starts-at', schedule.startsAt, null),
    ...unless('ends-at', schedule.endsAt, null),
    ...unless('max-runs', schedule.maxRuns, null),
    ...(timeoutMs ? [['timeout', compact(timeoutMs)] as const] : []),
    ...unless('retry', retryPolicy, null),
    ...(schedule.enabled === false ? [['disabled'] as const] : []),
  ];
}

const given = (name: string, value: unknown): Option[] =>
  value === undefined ? [] : [[name, textOf(value)]];

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** `90s`, as the command line takes it. */
function compact(ms: number): string {
  const { value, unit } = splitDuration(ms);
  return `${value}${unit}`;
}

/** For a POSIX shell; plain words need no quotes, and single quotes keep everything else from being read. */
const quoted = (text: string): string =>
  /^[A-Za-z0-9_./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
