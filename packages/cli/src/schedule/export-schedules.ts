import { ScheduleInput, type Schedule } from '@tutti/contract';
import { writeDuration } from '../output/duration.ts';

/** Schedules in the form of files: only what differs from the default, in short forms where nothing is lost. */
export function toFile(schedules: readonly Schedule[]): { schedules: Record<string, unknown>[] } {
  return { schedules: schedules.map(toEntry) };
}

function toEntry(schedule: Schedule): Record<string, unknown> {
  const { name, description } = schedule;
  return {
    name,
    ...(description !== null && { description }),
    ...timing(schedule),
    ...task(schedule),
    ...others(schedule),
  };
}

function timing({ scheduleType, scheduleConfig }: Schedule): Record<string, unknown> {
  const long = { scheduleType, scheduleConfig };
  const { cron, event, intervalMs, executeAt, debounceMs, ...rest } = scheduleConfig;
  switch (scheduleType) {
    case 'cron':
      return { cron, ...rest };
    case 'interval':
      // An anchor has no short form.
      return Object.keys(rest).length === 0 && typeof intervalMs === 'number'
        ? { every: writeDuration(intervalMs) }
        : long;
    case 'one_time':
      return { at: executeAt };
    case 'event':
      return {
        on: event,
        ...rest,
        ...(typeof debounceMs === 'number' && { debounce: writeDuration(debounceMs) }),
      };
  }
}

function task({ taskType, taskConfig }: Schedule): Record<string, unknown> {
  const { command, url, ...others } = taskConfig;
  const { method, ...withoutMethod } = others;
  const rest = taskType === 'http_request' && method === 'GET' ? withoutMethod : others;
  const more = Object.keys(rest).length > 0 ? { taskConfig: rest } : {};
  if (taskType === 'shell_command' && typeof command === 'string') return { shell: command, ...more };
  if (taskType === 'http_request' && typeof url === 'string') return { http: url, ...more };
  return { taskType, taskConfig };
}

const LONG_FIELDS = new Set([
  'name',
  'description',
  'taskType',
  'taskConfig',
  'scheduleType',
  'scheduleConfig',
]);

function others(schedule: Schedule): Record<string, unknown> {
  const { scheduleType, scheduleConfig, taskType, taskConfig, name } = schedule;
  const plain = ScheduleInput.parse({ name, scheduleType, scheduleConfig, taskType, taskConfig }) as Record<
    string,
    unknown
  >;
  // Its default hangs on the type: an event schedule loses no event.
  plain['overlapPolicy'] ??= scheduleType === 'event' ? 'allow' : 'skip';
  const fields = Object.keys(ScheduleInput.shape).filter((field) => !LONG_FIELDS.has(field));
  const differing = fields.filter(
    (field) => JSON.stringify(schedule[field as keyof Schedule]) !== JSON.stringify(plain[field]),
  );
  return Object.fromEntries(differing.map((field) => shortened(field, schedule[field as keyof Schedule])));
}

function shortened(field: string, value: unknown): [string, unknown] {
  if (typeof value === 'number' && field === 'timeoutMs') return ['timeout', writeDuration(value)];
  if (typeof value === 'number' && field === 'jitterMs') return ['jitter', writeDuration(value)];
  return [field, value];
}
