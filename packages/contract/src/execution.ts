import { z } from 'zod';
import { BreakerOption } from './breaker.ts';
import { EstimatedCost } from './estimated-cost.ts';
import {
  ConcurrencyKey,
  ConcurrencyLimit,
  DurationMs,
  JsonObject,
  Labels,
  Priority,
  QueueName,
  Requires,
  RowId,
  Tags,
  TaskType,
  Timestamp,
} from './primitives.ts';

export const EXECUTION_STATUSES = [
  'pending',
  'running',
  'paused',
  'completed',
  'failed',
  'timeout',
  'cancelled',
  'skipped',
] as const;
export const ExecutionStatus = z.enum(EXECUTION_STATUSES).meta({ id: 'ExecutionStatus' });
export type ExecutionStatus = z.infer<typeof ExecutionStatus>;

/** States that no attempt follows. */
export const FINAL_STATUSES = ['completed', 'failed', 'timeout', 'cancelled', 'skipped'] as const;
export type FinalStatus = (typeof FINAL_STATUSES)[number];
export const isFinal = (status: ExecutionStatus): status is FinalStatus =>
  (FINAL_STATUSES as readonly string[]).includes(status);

export const EXECUTION_PHASES = [
  'scheduled',
  'queued',
  'retrying',
  'deferred',
  'sleeping',
  'waiting',
  'held',
  'unroutable',
] as const;
/** Why a pending execution is not running: derived, never stored. */
export const ExecutionPhase = z.enum(EXECUTION_PHASES).meta({ id: 'ExecutionPhase' });
export type ExecutionPhase = z.infer<typeof ExecutionPhase>;

export const SkipReason = z
  .enum(['overlap', 'catch_up', 'stopped', 'calendar', 'limit', 'depth', 'operator'])
  .meta({ id: 'SkipReason' });
export type SkipReason = z.infer<typeof SkipReason>;

export const RETRY_POLICY_NAMES = ['standard', 'aggressive', 'conservative', 'none'] as const;
/** The n-th retry waits initialDelayMs * multiplier^(n-1), at most maxDelayMs, give or take the jitter's share. */
export const RetryBackoff = z
  .strictObject({
    maxRetries: z.int().min(0).max(100),
    initialDelayMs: z.int().min(0).max(86_400_000).default(1000),
    maxDelayMs: z.int().min(0).max(86_400_000).default(60_000),
    multiplier: z.number().min(1).max(10).default(2),
    jitter: z.number().min(0).max(1).default(0.1),
  })
  .meta({ id: 'RetryBackoff', examples: [{ maxRetries: 8, initialDelayMs: 2000, maxDelayMs: 60_000 }] });
export type RetryBackoff = z.infer<typeof RetryBackoff>;

/** The named policies as the program has them; an operator may edit them. */
export const RETRY_POLICIES: Readonly<Record<(typeof RETRY_POLICY_NAMES)[number], RetryBackoff>> = {
  standard: { maxRetries: 5, initialDelayMs: 1000, maxDelayMs: 16_000, multiplier: 2, jitter: 0.1 },
  aggressive: { maxRetries: 10, initialDelayMs: 500, maxDelayMs: 32_000, multiplier: 2, jitter: 0.1 },
  conservative: { maxRetries: 3, initialDelayMs: 2000, maxDelayMs: 8000, multiplier: 2, jitter: 0.1 },
  none: { maxRetries: 0, initialDelayMs: 0, maxDelayMs: 0, multiplier: 1, jitter: 0 },
};

/** How often and when a failed attempt is followed by another: a named policy, or one of your own. */
export const RetryPolicy = z.union([z.enum(RETRY_POLICY_NAMES), RetryBackoff]).meta({ id: 'RetryPolicy' });
export type RetryPolicy = z.infer<typeof RetryPolicy>;

/** Why an execution exists and what it was given; reaches the task as TUTTI_TRIGGER or `{{trigger.data.x}}`. */
export const Trigger = z
  .object({
    kind: z.enum(['schedule', 'event', 'manual', 'backfill', 'api']),
    slot: Timestamp.optional(),
    event: z.object({ id: z.string(), type: z.string() }).optional(),
    data: z.unknown().optional(),
    reason: z.string().optional(),
    actor: z.string().optional(),
    correlationId: z.string().optional(),
    traceparent: z.string().optional().meta({ description: 'W3C trace context of what asked for it' }),
    depth: z.int().optional(),
  })
  .meta({ id: 'Trigger' });
export type Trigger = z.infer<typeof Trigger>;

export const ExecutionError = z
  .object({
    code: z.string(),
    message: z.string(),
    permanent: z.boolean().meta({ description: 'True when another attempt could not help' }),
    data: z.unknown().optional(),
  })
  .meta({ id: 'ExecutionError' });
export type ExecutionError = z.infer<typeof ExecutionError>;

export const Progress = z.object({ percent: z.number().min(0).max(100), message: z.string().nullable() });

const summary = {
  id: RowId,
  executionId: z.uuid(),
  label: z.string().meta({ description: "The schedule's name, or the command or address it runs" }),
  scheduleId: RowId.nullable(),
  scheduleName: z.string().nullable(),
  slot: Timestamp.nullable(),
  slotUntil: Timestamp.nullable(),
  slotCount: z.int(),
  queue: QueueName,
  taskType: TaskType,
  priority: Priority,
  status: ExecutionStatus,
  phase: ExecutionPhase.nullable().meta({ description: 'Set while pending' }),
  waitingFor: z.string().nullable().meta({ description: 'In words, while pending' }),
  skipReason: SkipReason.nullable(),
  attempt: z.int().meta({ description: 'Number of the current or last attempt, from 1' }),
  runAt: Timestamp.nullable(),
  scheduledAt: Timestamp,
  startedAt: Timestamp.nullable(),
  completedAt: Timestamp.nullable(),
  durationMs: z.number().nullable(),
  node: z.string().nullable(),
  tags: Tags,
  error: ExecutionError.nullable(),
  progress: Progress.nullable(),
  createdAt: Timestamp,
};
export const ExecutionSummary = z.object(summary).meta({ id: 'ExecutionSummary' });
export type ExecutionSummary = z.infer<typeof ExecutionSummary>;

export const Execution = z
  .object({
    ...summary,
    taskConfig: JsonObject,
    metadata: JsonObject.nullable(),
    result: z.unknown(),
    trigger: Trigger,
    retryPolicy: RetryPolicy,
    timeoutMs: DurationMs.nullable(),
    idempotencyKey: z.string().nullable(),
    breaker: BreakerOption.nullable().meta({ description: "As it was named; null: the task type's own" }),
    concurrencyKey: z.string().nullable(),
    concurrencyLimit: z.int().nullable(),
    requires: Labels.nullable().meta({ description: 'Labels of the worker that may run it; null: any' }),
    estimatedCost: EstimatedCost.nullable(),
    resubmittedFrom: RowId.nullable().meta({
      description: 'The dead letter this execution is another try of',
    }),
  })
  .meta({ id: 'Execution' });
export type Execution = z.infer<typeof Execution>;

export const ExecutionInput = z
  .strictObject({
    taskType: TaskType,
    taskConfig: JsonObject.default({}),
    queue: QueueName.default('default'),
    priority: Priority.default(5),
    runAt: Timestamp.optional(),
    delayMs: z.int().min(0).max(31_622_400_000).optional(),
    tags: Tags.default([]),
    idempotencyKey: z
      .string()
      .min(1)
      .max(255)
      .optional()
      .meta({ description: 'The same key returns the same execution' }),
    timeoutMs: DurationMs.optional(),
    retryPolicy: RetryPolicy.optional().meta({ description: "Default: the task type's" }),
    metadata: JsonObject.optional(),
    breaker: BreakerOption.optional().meta({
      description:
        'Circuit breaker that guards it, or false for none; default for http_request: the origin of its address',
    }),
    concurrencyKey: ConcurrencyKey.optional(),
    concurrencyLimit: ConcurrencyLimit.optional(),
    requires: Requires.optional(),
    estimatedCost: EstimatedCost.optional().meta({
      description: 'It starts only on a node that has room for so much under its limits',
    }),
    data: z.unknown().optional().meta({ description: 'Reaches the task as trigger.data' }),
  })
  .refine((input) => input.concurrencyLimit === undefined || input.concurrencyKey !== undefined, {
    error: 'needs a concurrencyKey',
    path: ['concurrencyLimit'],
  })
  .refine((input) => input.runAt === undefined || input.delayMs === undefined, {
    error: 'give runAt or delayMs, not both',
    path: ['delayMs'],
  })
  .meta({
    id: 'ExecutionInput',
    examples: [{ taskType: 'shell_command', taskConfig: { command: 'echo hello' }, priority: 8 }],
  });
export type ExecutionInput = z.output<typeof ExecutionInput>;
export type ExecutionDraft = z.input<typeof ExecutionInput>;

/** How one attempt ended: lost with its node, or given back by it. */
export const AttemptOutcome = z.enum([
  'running',
  'completed',
  'failed',
  'timeout',
  'cancelled',
  'skipped',
  'lost',
  'released',
]);

export const Attempt = z
  .object({
    attempt: z.int(),
    outcome: AttemptOutcome,
    startedAt: Timestamp.nullable(),
    endedAt: Timestamp.nullable(),
    durationMs: z.number().nullable(),
    node: z.string().nullable(),
    error: ExecutionError.nullable(),
  })
  .meta({ id: 'Attempt' });
export type Attempt = z.infer<typeof Attempt>;

export const LogStream = z.enum(['stdout', 'stderr', 'system']);
export type LogStream = z.infer<typeof LogStream>;
/** A piece of a log. `seq` counts from 1 within an execution; a piece may hold several lines or a part of one. */
export const LogChunk = z
  .object({ seq: z.int(), attempt: z.int(), stream: LogStream, text: z.string(), at: Timestamp })
  .meta({ id: 'LogChunk' });
export type LogChunk = z.infer<typeof LogChunk>;
export const LogPage = z
  .object({
    items: z.array(LogChunk),
    nextSeq: z.int().meta({ description: 'Ask with fromSeq to go on' }),
    prevSeq: z
      .int()
      .nullable()
      .meta({ description: 'Ask with before for what comes earlier; null where the log begins' }),
    done: z.boolean(),
  })
  .meta({ id: 'LogPage' });
export type LogPage = z.infer<typeof LogPage>;

const capped = z.object({ count: z.int(), capped: z.boolean() });
/** Executions by status; exact to 10,000 each, `capped` beyond, or where a search has not looked through all. */
export const ExecutionCounts = z
  .object(
    Object.fromEntries(EXECUTION_STATUSES.map((status) => [status, capped])) as Record<
      ExecutionStatus,
      typeof capped
    >,
  )
  .meta({ id: 'ExecutionCounts' });
export type ExecutionCounts = z.infer<typeof ExecutionCounts>;

export const FACETS = ['queue', 'schedule', 'type', 'node', 'tag', 'phase'] as const;
export type FacetName = (typeof FACETS)[number];
const facet = z.array(z.object({ value: z.string(), count: z.int() }));
/** Values there are among the executions that fit, the most frequent first. A schedule goes by its id. */
export const ExecutionFacets = z
  .object({
    ...(Object.fromEntries(FACETS.map((name) => [name, facet])) as Record<FacetName, typeof facet>),
    sampled: z.boolean().meta({
      description: 'True when only the newest that fit were counted: 10,000, or as far as a search got',
    }),
  })
  .meta({ id: 'ExecutionFacets' });
export type ExecutionFacets = z.infer<typeof ExecutionFacets>;

export const TaskTypeInfo = z
  .object({
    taskType: TaskType,
    description: z.string(),
    timeoutMs: DurationMs.nullable(),
    retryPolicy: RetryPolicy,
    configSchema: JsonObject.nullable().meta({
      description: 'JSON Schema of the task config; null when anything goes',
    }),
  })
  .meta({ id: 'TaskTypeInfo' });
export type TaskTypeInfo = z.infer<typeof TaskTypeInfo>;
