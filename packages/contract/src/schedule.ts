import { z } from 'zod';
import {
  ConcurrencyKey,
  ConcurrencyLimit,
  DurationMs,
  JsonObject,
  Priority,
  QueueName,
  Requires,
  MOST_INT,
  RowId,
  Tags,
  TaskType,
  Timestamp,
} from './primitives.ts';
import { BreakerOption } from './breaker.ts';
import { EstimatedCost } from './estimated-cost.ts';
import { EventFilter, EventPattern } from './event.ts';
import { ExecutionStatus, RetryPolicy, SkipReason } from './execution.ts';
import { ChannelName } from './notification.ts';
import { Severity } from './recovery.ts';

export const ScheduleType = z.enum(['cron', 'interval', 'one_time', 'event']).meta({ id: 'ScheduleType' });
export type ScheduleType = z.infer<typeof ScheduleType>;

/** An IANA zone name; whether it exists is checked by the engine, which knows the zones. */
export const TimeZone = z
  .string()
  .min(1)
  .max(64)
  .meta({ examples: ['UTC', 'Europe/Berlin'] });

export const CronConfig = z
  .strictObject({
    cron: z
      .string()
      .min(1)
      .max(200)
      .meta({ description: '5 or 6 fields, names, L W #, or a macro like @daily', examples: ['0 2 * * *'] }),
    timezone: TimeZone.optional(),
    dst: z.enum(['once', 'wall']).optional().meta({
      description:
        'once (default): a time in a gap runs just after it, a repeated hour runs once. wall: as the clock shows, so a repeated hour runs twice',
    }),
  })
  .meta({ id: 'CronConfig' });
export type CronConfig = z.infer<typeof CronConfig>;

export const IntervalConfig = z
  .strictObject({
    intervalMs: z.int().min(100).max(31_622_400_000),
    anchor: Timestamp.optional().meta({
      description: 'Slots are anchor + n * intervalMs; default: when the schedule was made',
    }),
  })
  .meta({ id: 'IntervalConfig' });
export type IntervalConfig = z.infer<typeof IntervalConfig>;

export const OneTimeConfig = z.strictObject({ executeAt: Timestamp }).meta({ id: 'OneTimeConfig' });
export type OneTimeConfig = z.infer<typeof OneTimeConfig>;

export const EventConfig = z
  .strictObject({
    event: EventPattern,
    filter: EventFilter.optional(),
    debounceMs: z
      .int()
      .min(1)
      .max(86_400_000)
      .optional()
      .meta({ description: 'Wait for this much quiet, then run once with the last event' }),
  })
  .meta({ id: 'EventConfig' });
export type EventConfig = z.infer<typeof EventConfig>;

/** The config that belongs to each schedule type. */
export const SCHEDULE_CONFIGS = {
  cron: CronConfig,
  interval: IntervalConfig,
  one_time: OneTimeConfig,
  event: EventConfig,
} as const;
export const ScheduleConfig = z
  .union([CronConfig, IntervalConfig, OneTimeConfig, EventConfig])
  .meta({ id: 'ScheduleConfig' });
export type ScheduleConfig = z.infer<typeof ScheduleConfig>;

/** A timing: type and config that fit each other. */
export type Timing =
  | { scheduleType: 'cron'; scheduleConfig: CronConfig }
  | { scheduleType: 'interval'; scheduleConfig: IntervalConfig }
  | { scheduleType: 'one_time'; scheduleConfig: OneTimeConfig }
  | { scheduleType: 'event'; scheduleConfig: EventConfig };

export const OverlapPolicy = z
  .enum(['skip', 'queue', 'allow', 'cancel_previous'])
  .meta({ id: 'OverlapPolicy' });
export type OverlapPolicy = z.infer<typeof OverlapPolicy>;
export const CatchUpPolicy = z.enum(['latest', 'skip', 'all']).meta({ id: 'CatchUpPolicy' });
export type CatchUpPolicy = z.infer<typeof CatchUpPolicy>;

/** A time in which no slot runs: repeating (cron + durationMs) or once (from, until). */
export const Blackout = z
  .union([
    z.strictObject({
      cron: z.string().min(1).max(200),
      durationMs: DurationMs,
      timezone: TimeZone.optional(),
    }),
    z.strictObject({ from: Timestamp, until: Timestamp }),
  ])
  .meta({ id: 'Blackout' });
export type Blackout = z.infer<typeof Blackout>;

const editable = {
  name: z.string().trim().min(1).max(200),
  description: z.string().max(2000).nullable(),
  taskType: TaskType,
  taskConfig: JsonObject,
  scheduleType: ScheduleType,
  scheduleConfig: JsonObject.meta({
    description: 'CronConfig, IntervalConfig, OneTimeConfig or EventConfig, by scheduleType',
  }),
  enabled: z.boolean(),
  queue: QueueName,
  priority: Priority,
  tags: Tags,
  retryPolicy: RetryPolicy.nullable(),
  timeoutMs: DurationMs.nullable(),
  overlapPolicy: OverlapPolicy,
  catchUpPolicy: CatchUpPolicy,
  catchUpLimit: z.int().min(1).max(1000),
  jitterMs: z.int().min(0).max(86_400_000),
  startsAt: Timestamp.nullable(),
  endsAt: Timestamp.nullable(),
  maxRuns: z.int().min(1).max(MOST_INT).nullable(),
  blackouts: z.array(Blackout).max(50),
  expectedWithinMs: DurationMs.nullable().meta({
    description: 'A run is to succeed at least this often; otherwise schedule.missed',
  }),
  maxDurationMs: DurationMs.nullable().meta({ description: 'A run that takes longer is schedule.slow' }),
  onFailure: z
    .array(ChannelName)
    .max(20)
    .meta({ description: 'Channels told when it fails, is missed or slow, and when it recovers' }),
  onSuccess: z.array(ChannelName).max(20).meta({ description: 'Channels told of every success' }),
  breaker: BreakerOption.nullable().meta({
    description: "Circuit breaker that guards its executions, false for none, null for the task type's own",
  }),
  concurrencyKey: ConcurrencyKey.nullable(),
  concurrencyLimit: ConcurrencyLimit.nullable(),
  requires: Requires.nullable(),
  estimatedCost: EstimatedCost.nullable().meta({
    description: 'Its executions start only on a node that has room for so much under its limits',
  }),
  errorSeverity: Severity.nullable().meta({
    description:
      'Of its errors, unless a rule says otherwise; null: critical for lost work, high for all else',
  }),
};

/** What a caller gives to make a schedule. PUT takes the same: an absent optional field gets its default. */
export const ScheduleInput = z
  .strictObject({
    ...editable,
    description: editable.description.default(null),
    enabled: editable.enabled.default(true),
    queue: editable.queue.default('default'),
    priority: editable.priority.default(5),
    tags: editable.tags.default([]),
    retryPolicy: editable.retryPolicy.default(null),
    timeoutMs: editable.timeoutMs.default(null),
    overlapPolicy: editable.overlapPolicy
      .optional()
      .meta({ description: 'Default skip; allow for event schedules, so that no event is lost' }),
    catchUpPolicy: editable.catchUpPolicy.default('latest'),
    catchUpLimit: editable.catchUpLimit.default(10),
    jitterMs: editable.jitterMs.default(0),
    startsAt: editable.startsAt.default(null),
    endsAt: editable.endsAt.default(null),
    maxRuns: editable.maxRuns.default(null),
    blackouts: editable.blackouts.default([]),
    expectedWithinMs: editable.expectedWithinMs.default(null),
    maxDurationMs: editable.maxDurationMs.default(null),
    onFailure: editable.onFailure.default([]),
    onSuccess: editable.onSuccess.default([]),
    breaker: editable.breaker.default(null),
    concurrencyKey: editable.concurrencyKey.default(null),
    concurrencyLimit: editable.concurrencyLimit.default(null),
    requires: editable.requires.default(null),
    estimatedCost: editable.estimatedCost.default(null),
    errorSeverity: editable.errorSeverity.default(null),
  })
  .meta({
    id: 'ScheduleInput',
    examples: [
      {
        name: 'test-schedule',
        taskType: 'shell_command',
        taskConfig: { command: 'echo hello' },
        scheduleType: 'interval',
        scheduleConfig: { intervalMs: 60_000 },
      },
    ],
  });
export type ScheduleInput = z.output<typeof ScheduleInput>;
export type ScheduleDraft = z.input<typeof ScheduleInput>;

/** PATCH merges: only the given fields change. */
export const SchedulePatch = z
  .strictObject(editable)
  .partial()
  .meta({ id: 'SchedulePatch', examples: [{ priority: 8 }] });
export type SchedulePatch = z.infer<typeof SchedulePatch>;

/** A finished run or skipped slot, as shown in a strip of dots. */
export const RecentRun = z
  .object({
    executionId: z.uuid(),
    status: ExecutionStatus,
    slot: Timestamp.nullable(),
    at: Timestamp.meta({ description: 'When it ended, or was enqueued if it has not' }),
    durationMs: z.number().nullable(),
    skipReason: SkipReason.nullable(),
    slotCount: z.int(),
  })
  .meta({ id: 'RecentRun' });
export type RecentRun = z.infer<typeof RecentRun>;

export const ScheduleStatistics = z
  .object({
    executions: z.int(),
    failures: z.int(),
    averageDurationMs: z.number().nullable(),
  })
  .meta({ id: 'ScheduleStatistics' });

export const Schedule = z
  .object({
    id: RowId,
    ...editable,
    timing: z.string().meta({ description: 'The timing in words' }),
    lastRunAt: Timestamp.nullable(),
    nextRunAt: Timestamp.nullable(),
    runCount: z.int(),
    statistics: ScheduleStatistics,
    recent: z
      .array(RecentRun)
      .optional()
      .meta({ description: 'Newest first; only when asked for by ?recent=n' }),
    createdBy: z.string(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Schedule' });
export type Schedule = z.infer<typeof Schedule>;

export const PreviewRequest = z
  .strictObject({
    scheduleType: ScheduleType,
    scheduleConfig: JsonObject,
    count: z.int().min(1).max(1000).default(5),
    from: Timestamp.optional(),
    startsAt: Timestamp.nullable().optional(),
    endsAt: Timestamp.nullable().optional(),
    blackouts: z.array(Blackout).max(50).optional(),
  })
  .meta({
    id: 'PreviewRequest',
    examples: [
      { scheduleType: 'cron', scheduleConfig: { cron: '0 9 * * *', timezone: 'Europe/Berlin' }, count: 3 },
    ],
  });
export type PreviewRequest = z.input<typeof PreviewRequest>;

export const PreviewItem = z
  .object({
    at: Timestamp,
    local: z.string().meta({ description: "Wall clock time in the schedule's zone with its offset" }),
    note: z.string().optional().meta({ description: 'What a change of clocks does to this run' }),
  })
  .meta({ id: 'PreviewItem' });
export const Preview = z
  .object({ items: z.array(PreviewItem), description: z.string(), timezone: z.string() })
  .meta({ id: 'Preview' });
export type Preview = z.infer<typeof Preview>;

export const BackfillRequest = z
  .strictObject({
    from: Timestamp,
    until: Timestamp,
    limit: z.int().min(1).max(10_000).default(1000),
    priority: Priority.optional(),
  })
  .meta({
    id: 'BackfillRequest',
    examples: [{ from: '2026-11-20T00:00:00.000Z', until: '2026-11-21T00:00:00.000Z', limit: 100 }],
  });
export const BackfillResult = z
  .object({ enqueued: z.int(), alreadyRun: z.int(), executionIds: z.array(z.uuid()), truncated: z.boolean() })
  .meta({ id: 'BackfillResult' });
export type BackfillResult = z.infer<typeof BackfillResult>;

/** One slot: what became of it, and why. */
export const Slot = z
  .object({
    slot: Timestamp,
    slotUntil: Timestamp.nullable().meta({ description: 'Last of a row of slots skipped for one reason' }),
    slotCount: z.int(),
    executionId: z.uuid(),
    id: RowId,
    status: ExecutionStatus,
    skipReason: SkipReason.nullable(),
    startedAt: Timestamp.nullable(),
    completedAt: Timestamp.nullable(),
    durationMs: z.number().nullable(),
    latenessMs: z.number().nullable().meta({ description: 'Start of the run minus its slot' }),
  })
  .meta({ id: 'Slot' });
export type Slot = z.infer<typeof Slot>;

export const SchedulerStatus = z
  .object({
    running: z.boolean(),
    changedAt: Timestamp.nullable(),
    lastTickAt: Timestamp.nullable(),
    schedules: z.object({ enabled: z.int(), disabled: z.int() }),
    next: z.object({ id: RowId, name: z.string(), nextRunAt: Timestamp }).nullable(),
    due: z.int().meta({ description: 'Schedules whose time has come and that have not fired yet' }),
  })
  .meta({ id: 'SchedulerStatus' });
export type SchedulerStatus = z.infer<typeof SchedulerStatus>;
