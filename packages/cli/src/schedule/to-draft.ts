import type { ScheduleDraft, Timing } from '@tutti/contract';
import { parseDuration } from '../parse/duration.ts';
import { parseInstant, parseTimeZone } from '../parse/instant.ts';
import type { FileEntry } from './schedules-file.ts';
import type { Here } from './timing-options.ts';

/** A field that does not fit with the others. */
export class FieldFault extends Error {
  override readonly name = 'FieldFault';
  readonly field: string;
  readonly fix: string | undefined;
  constructor(field: string, message: string, fix?: string) {
    super(message);
    this.field = field;
    this.fix = fix;
  }
}

const TASKS = ['shell', 'http', 'taskType'] as const;
const TIMINGS = ['cron', 'every', 'at', 'on', 'scheduleType'] as const;
const BELONGS = {
  timezone: ['cron', 'at'],
  dst: ['cron'],
  filter: ['on'],
  debounce: ['on'],
  scheduleConfig: ['scheduleType'],
} as const;

/** What the file says, as the API takes it. `given` holds only what is written there, so that defaults stay the server's. */
export function toDraft(given: Partial<FileEntry>, here: Here): ScheduleDraft {
  const { shell, http, cron, every, at, on, timezone, dst, filter, debounce, timeout, jitter, ...fields } =
    given;
  return {
    ...fields,
    ...task(given),
    ...timing(given, here),
    ...(timeout !== undefined && { timeoutMs: parseDuration(timeout) }),
    ...(jitter !== undefined && { jitterMs: parseDuration(jitter) }),
  } as ScheduleDraft;
}

function task(entry: Partial<FileEntry>): Pick<ScheduleDraft, 'taskType' | 'taskConfig'> {
  const { shell, http, taskType, taskConfig = {} } = entry;
  const kind = onlyOne(entry, TASKS, 'what to run');
  if (kind === 'shell') return { taskType: 'shell_command', taskConfig: { ...taskConfig, command: shell } };
  if (kind === 'http') return { taskType: 'http_request', taskConfig: { ...taskConfig, url: http } };
  return { taskType: taskType ?? '', taskConfig };
}

function timing(entry: Partial<FileEntry>, here: Here): Timing {
  const { cron, every, at, on, timezone, dst, filter, debounce, scheduleType, scheduleConfig = {} } = entry;
  const kind = onlyOne(entry, TIMINGS, 'when to run');
  for (const [name, kinds] of Object.entries(BELONGS)) {
    const isGiven = entry[name as keyof typeof BELONGS] !== undefined;
    if (isGiven && !(kinds as readonly string[]).includes(kind))
      throw new FieldFault(name, `goes with ${kinds.join(' or ')}, not with ${kind}`, 'remove it');
  }
  switch (kind) {
    case 'cron':
      return {
        scheduleType: 'cron',
        scheduleConfig: {
          cron: cron ?? '',
          ...(timezone !== undefined && { timezone }),
          ...(dst && { dst }),
        },
      };
    case 'every':
      return { scheduleType: 'interval', scheduleConfig: { intervalMs: parseDuration(every ?? '') } };
    case 'at':
      return { scheduleType: 'one_time', scheduleConfig: { executeAt: instant(at ?? '', timezone, here) } };
    case 'on':
      return {
        scheduleType: 'event',
        scheduleConfig: {
          event: on ?? '',
          ...(filter && { filter }),
          ...(debounce !== undefined && { debounceMs: parseDuration(debounce) }),
        },
      };
    case 'scheduleType':
      return { scheduleType, scheduleConfig } as unknown as Timing;
  }
}

function onlyOne<const N extends keyof FileEntry>(
  entry: Partial<FileEntry>,
  names: readonly N[],
  what: string,
): N {
  const [first, second] = names.filter((name) => entry[name] !== undefined);
  if (first === undefined) throw new FieldFault('', `does not say ${what}`, `add one of ${names.join(', ')}`);
  if (second !== undefined)
    throw new FieldFault(second, `cannot stand beside ${first}`, `keep one of ${names.join(', ')}`);
  return first;
}

function instant(text: string, timezone: string | undefined, here: Here): string {
  try {
    return parseInstant(text, timezone === undefined ? here.zone : parseTimeZone(timezone), here.now);
  } catch (error) {
    throw new FieldFault('at', (error as Error).message);
  }
}
