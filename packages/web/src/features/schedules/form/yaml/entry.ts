import type { ScheduleDraft } from '@tutti/contract';
import { splitDuration } from '../../../../ui/format-duration.ts';
import { completed, defaultsOf } from '../draft-defaults.ts';

/** A schedule as an entry of a file for `tutti apply`: what differs from the defaults, in short forms where nothing is lost. */
export function toEntry(draft: ScheduleDraft): Record<string, unknown> {
  const schedule = completed(draft);
  const defaults = defaultsOf(draft.scheduleType);
  const { description } = schedule;
  const others = (Object.keys(defaults) as (keyof typeof defaults)[]).filter(
    (field) => field !== 'description' && JSON.stringify(schedule[field]) !== JSON.stringify(defaults[field]),
  );
  return {
    name: schedule.name,
    ...(description !== null && { description }),
    ...timing(draft),
    ...task(draft),
    ...Object.fromEntries(others.map((field) => shortened(field, schedule[field]))),
  };
}

function timing({ scheduleType, scheduleConfig }: ScheduleDraft): Record<string, unknown> {
  const { cron, event, intervalMs, executeAt, debounceMs, ...rest } = scheduleConfig;
  switch (scheduleType) {
    case 'cron':
      return { cron: cron ?? '', ...rest };
    case 'interval':
      // An anchor has no short form.
      return Object.keys(rest).length === 0 && typeof intervalMs === 'number'
        ? { every: durationText(intervalMs) }
        : { scheduleType, scheduleConfig };
    case 'one_time':
      return { at: executeAt ?? '' };
    case 'event':
      return {
        on: event ?? '',
        ...rest,
        ...(typeof debounceMs === 'number' && { debounce: durationText(debounceMs) }),
      };
  }
}

function task({ taskType, taskConfig }: ScheduleDraft): Record<string, unknown> {
  const { command, url, ...rest } = taskConfig;
  const more = Object.keys(rest).length > 0 ? { taskConfig: rest } : {};
  if (taskType === 'shell_command') return { shell: typeof command === 'string' ? command : '', ...more };
  if (taskType === 'http_request' && typeof url === 'string') {
    const { method, ...others } = rest;
    const kept = method === 'GET' ? others : rest;
    return { http: url, ...(Object.keys(kept).length > 0 && { taskConfig: kept }) };
  }
  return { taskType, taskConfig };
}

function shortened(field: string, value: unknown): [string, unknown] {
  if (typeof value === 'number' && field === 'timeoutMs') return ['timeout', durationText(value)];
  if (typeof value === 'number' && field === 'jitterMs') return ['jitter', durationText(value)];
  return [field, value];
}

const durationText = (ms: number): string => {
  const { value, unit } = splitDuration(ms);
  return `${value}${unit}`;
};
