import {
  CronConfig,
  EventConfig,
  HttpRequestConfig,
  ScheduleInput,
  ShellCommandConfig,
  TimeZone,
} from '@tutti/contract';

const line = CronConfig.shape.cron;
const duration = (description: string) =>
  line
    .regex(/^\s*(\d+(\.\d+)?\s*(ms|s|m|h|d|w)\s*)+$/i, { error: 'must be a duration like 30s, 5m or 1h30m' })
    .meta({ description, examples: ['5m'] });

/** What a file may say of a schedule: the fields of the API, and shorter forms of the most used ones. */
export const FileEntry = ScheduleInput.extend({
  taskType: ScheduleInput.shape.taskType.optional(),
  taskConfig: ScheduleInput.shape.taskConfig.optional(),
  scheduleType: ScheduleInput.shape.scheduleType.optional(),
  scheduleConfig: ScheduleInput.shape.scheduleConfig.optional(),
  shell: ShellCommandConfig.shape.command
    .optional()
    .meta({ description: 'A shell line: short for taskType shell_command' }),
  http: HttpRequestConfig.shape.url
    .optional()
    .meta({ description: 'An address: short for taskType http_request' }),
  cron: line
    .optional()
    .meta({ description: 'A cron expression: short for scheduleType cron', examples: ['0 2 * * *'] }),
  every: duration('An interval: short for scheduleType interval').optional(),
  at: line.optional().meta({
    description: 'A time: short for scheduleType one_time',
    examples: ['2026-12-01T09:00:00Z', '2026-12-01 09:00'],
  }),
  on: EventConfig.shape.event.optional().meta({ description: 'An event: short for scheduleType event' }),
  timezone: TimeZone.optional().meta({ description: 'Time zone of cron and at' }),
  dst: CronConfig.shape.dst,
  filter: EventConfig.shape.filter.meta({ description: 'Conditions of on' }),
  debounce: duration('Quiet to wait for after an event').optional(),
  timeout: duration('Short for timeoutMs').optional(),
  jitter: duration('Short for jitterMs').optional(),
});
export type FileEntry = ReturnType<typeof FileEntry.parse>;

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

/** JSON Schema of the files of `tutti apply`, for editors. */
export function schedulesFileSchema(): object {
  const { $defs, $schema: _, ...entry } = FileEntry.toJSONSchema({ io: 'input' }) as Record<string, unknown>;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Schedules of Tutti',
    description: 'Files for `tutti apply -f`, in YAML or JSON',
    type: 'object',
    properties: {
      $schema: { type: 'string' },
      schedules: {
        type: 'array',
        items: {
          ...entry,
          allOf: [
            { oneOf: ['shell', 'http', 'taskType'].map((name) => ({ required: [name] })) },
            { oneOf: ['cron', 'every', 'at', 'on', 'scheduleType'].map((name) => ({ required: [name] })) },
          ],
        },
      },
    },
    required: ['schedules'],
    additionalProperties: false,
    $defs,
  };
}
