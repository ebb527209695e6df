import { z } from 'zod';
import { Attempt, ExecutionError, RETRY_POLICY_NAMES, RetryBackoff, Trigger } from './execution.ts';
import { JsonObject, Priority, QueueName, RowId, ShortId, Tags, TaskType, Timestamp } from './primitives.ts';

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export const Severity = z.enum(SEVERITIES).meta({ id: 'Severity' });
export type Severity = z.infer<typeof Severity>;

export const ErrorType = z
  .enum(['execution_failure', 'timeout', 'conductor_error', 'system_error'])
  .meta({ id: 'ErrorType' });
export type ErrorType = z.infer<typeof ErrorType>;

export const RECOVERY_STATUSES = [
  'unresolved',
  'retry_scheduled',
  'retrying',
  'resolved',
  'ignored',
  'escalated',
] as const;
export const RecoveryStatus = z.enum(RECOVERY_STATUSES).meta({ id: 'RecoveryStatus' });
export type RecoveryStatus = z.infer<typeof RecoveryStatus>;

/** What failed, and what is being done about it. An execution has at most one that is open. */
export const ErrorRecord = z
  .object({
    id: RowId,
    executionId: z.uuid().nullable().meta({ description: 'Null once retention has removed the execution' }),
    label: z.string(),
    scheduleId: RowId.nullable(),
    deadLetterId: RowId.nullable().meta({
      description: 'Its dead letter, or the one it was resubmitted from',
    }),
    taskType: TaskType.nullable(),
    queue: QueueName.nullable(),
    breaker: z.string().nullable().meta({ description: 'The circuit breaker that guards its execution' }),
    errorType: ErrorType,
    severity: Severity,
    errorCode: z.string().nullable(),
    category: z.enum(['transient', 'permanent']),
    rule: z
      .string()
      .nullable()
      .meta({ description: 'The error rule that decided; null: as the task type said' }),
    fingerprint: z
      .string()
      .meta({ description: 'The same for failures that differ in numbers, ids and paths only' }),
    message: z.string(),
    stackTrace: z.string().nullable(),
    errorData: z.unknown(),
    recoveryStatus: RecoveryStatus,
    recoveryAttempts: z.int().meta({ description: 'Retries begun so far' }),
    maxRetryAttempts: z.int(),
    nextRetryAt: Timestamp.nullable(),
    resolvedAt: Timestamp.nullable(),
    resolvedBy: z.string().nullable(),
    resolutionNotes: z.string().nullable(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'ErrorRecord' });
export type ErrorRecord = z.infer<typeof ErrorRecord>;

/** Records of one fingerprint. */
export const ErrorGroup = z
  .object({
    fingerprint: z.string(),
    errorCode: z.string().nullable(),
    message: z.string().meta({ description: 'Of the newest record' }),
    severity: Severity.meta({ description: 'The highest' }),
    count: z.int(),
    open: z.int(),
    scheduleIds: z.array(RowId),
    firstSeenAt: Timestamp,
    lastSeenAt: Timestamp,
    newestId: RowId,
    trend: z
      .array(z.int())
      .meta({ description: 'New records in each of the last 24 hours, the current one last' }),
    frame: z
      .string()
      .nullable()
      .meta({ description: 'First line of the newest stack that is not of a library' }),
    taskType: TaskType.nullable(),
    queue: QueueName.nullable(),
    breaker: z.string().nullable().meta({ description: 'That of the newest record' }),
  })
  .meta({ id: 'ErrorGroup' });
export type ErrorGroup = z.infer<typeof ErrorGroup>;

/** Error records that match, by what stands in their way. */
export const ErrorCounts = z
  .object({ byStatus: z.record(RecoveryStatus, z.int()), openBySeverity: z.record(Severity, z.int()) })
  .meta({ id: 'ErrorCounts' });
export type ErrorCounts = z.infer<typeof ErrorCounts>;

/** Which records a bulk act means. All conditions must hold. */
export const ErrorFilter = z
  .strictObject({
    recoveryStatus: z.array(RecoveryStatus).min(1).max(6).optional(),
    severity: z.array(Severity).min(1).max(4).optional(),
    scheduleId: ShortId.optional(),
    queue: QueueName.optional(),
    taskType: TaskType.optional(),
    fingerprint: z.string().min(1).max(300).optional(),
    text: z.string().min(1).max(200).optional(),
    from: Timestamp.optional(),
    until: Timestamp.optional(),
  })
  .refine((filter) => Object.keys(filter).length > 0, {
    error: 'names no condition, which would mean everything; name at least a recoveryStatus',
  })
  .meta({ id: 'ErrorFilter', description: 'As the list of errors takes them' });
export type ErrorFilter = z.infer<typeof ErrorFilter>;

export const ERROR_ACTS = ['retry', 'resolve', 'ignore', 'escalate'] as const;
export type ErrorAct = (typeof ERROR_ACTS)[number];
export const MOST_ERRORS_AT_ONCE = 1000;
export const BulkErrorRequest = z
  .strictObject({
    action: z.enum(ERROR_ACTS),
    ids: z.array(ShortId).min(1).max(MOST_ERRORS_AT_ONCE).optional(),
    filter: ErrorFilter.optional(),
    notes: z.string().trim().max(2000).optional(),
  })
  .refine(({ ids, filter }) => (ids === undefined) !== (filter === undefined), {
    error: 'give ids or filter, and not both',
    path: ['ids'],
  })
  .meta({
    id: 'BulkErrorRequest',
    examples: [{ action: 'resolve', filter: { recoveryStatus: ['escalated'] }, notes: 'the disk was full' }],
  });
export type BulkErrorRequest = z.infer<typeof BulkErrorRequest>;

export const BulkErrorResult = z
  .object({
    action: z.enum(ERROR_ACTS),
    matched: z.int(),
    done: z.int(),
    refused: z.array(z.object({ id: RowId, message: z.string() })),
    truncated: z.boolean().meta({
      description: `True when the filter fits more than ${MOST_ERRORS_AT_ONCE}; ask again for the rest`,
    }),
  })
  .meta({ id: 'BulkErrorResult' });
export type BulkErrorResult = z.infer<typeof BulkErrorResult>;

export const RecoveryState = z
  .object({
    running: z.boolean(),
    lastRunAt: Timestamp.nullable(),
    waiting: z.int().meta({ description: 'Retries that wait for their time' }),
    held: z.int().meta({ description: 'Retries that are due and held while recovery is stopped' }),
    nextRetryAt: Timestamp.nullable(),
    open: z.record(Severity, z.int()),
  })
  .meta({ id: 'RecoveryState' });
export type RecoveryState = z.infer<typeof RecoveryState>;

/** The first rule that matches a failure, by position, decides; what it leaves out stays as the handler said. */
export const ErrorRuleInput = z
  .strictObject({
    name: z.string().min(1).max(100),
    position: z.int().min(1).max(10_000).default(100),
    match: z
      .strictObject({
        taskType: TaskType.optional(),
        scheduleId: ShortId.optional(),
        errorCode: z.string().min(1).max(100).optional(),
        messageIncludes: z.string().min(1).max(200).optional(),
      })
      .refine((match) => Object.keys(match).length > 0, {
        error: 'name at least one of taskType, scheduleId, errorCode, messageIncludes',
      }),
    permanent: z.boolean().optional().meta({ description: 'True: no retry; false: retry' }),
    severity: Severity.optional(),
    retry: z.boolean().default(true).meta({
      description: 'False: no retry of errors of low and medium severity; their record stays unresolved',
    }),
  })
  .refine((rule) => rule.permanent !== undefined || rule.severity !== undefined || !rule.retry, {
    error: 'say at least one of permanent, severity, retry: false',
  })
  .meta({
    id: 'ErrorRuleInput',
    examples: [
      {
        name: 'quota is not worth a retry',
        match: { errorCode: 'EXIT_75' },
        permanent: true,
        severity: 'medium',
      },
    ],
  });
export type ErrorRuleInput = z.output<typeof ErrorRuleInput>;
export const ErrorRule = z
  .object({ id: RowId, ...ErrorRuleInput.shape, createdAt: Timestamp, updatedAt: Timestamp })
  .meta({ id: 'ErrorRule' });
export type ErrorRule = z.infer<typeof ErrorRule>;

export const RetryPolicyName = z.enum(RETRY_POLICY_NAMES);
export const NamedRetryPolicy = z
  .object({
    name: RetryPolicyName,
    ...RetryBackoff.shape,
    edited: z.boolean().meta({ description: 'Differs from what the program has' }),
    updatedAt: Timestamp.nullable(),
  })
  .meta({ id: 'NamedRetryPolicy' });
export type NamedRetryPolicy = z.infer<typeof NamedRetryPolicy>;

export const DEAD_LETTER_STATUSES = ['pending', 'resubmitted', 'resolved', 'archived'] as const;
export const DeadLetterStatus = z.enum(DEAD_LETTER_STATUSES).meta({ id: 'DeadLetterStatus' });
export type DeadLetterStatus = z.infer<typeof DeadLetterStatus>;

const letter = {
  id: RowId,
  executionId: z.uuid(),
  label: z.string(),
  scheduleId: RowId.nullable(),
  scheduleName: z.string().nullable(),
  status: DeadLetterStatus,
  taskType: TaskType,
  queue: QueueName,
  priority: Priority,
  attempts: z.int(),
  error: ExecutionError,
  fingerprint: z.string().nullable(),
  node: z.string().nullable(),
  resubmitCount: z.int(),
  resubmittedAs: z.uuid().nullable().meta({ description: 'The newest resubmission' }),
  redriveId: z.uuid().nullable().meta({ description: 'The redrive in which it waits for its turn' }),
  failedAt: Timestamp,
  resolvedAt: Timestamp.nullable(),
  resolvedBy: z.string().nullable(),
  notes: z.string().nullable(),
  createdAt: Timestamp,
};
/** An execution that failed for good, kept with all that is needed to run it again. */
export const DeadLetterSummary = z.object(letter).meta({ id: 'DeadLetterSummary' });
export type DeadLetterSummary = z.infer<typeof DeadLetterSummary>;
export const DeadLetter = z
  .object({
    ...letter,
    taskConfig: JsonObject,
    trigger: Trigger.nullable(),
    breaker: z.string().nullable().meta({ description: 'The circuit breaker that guards it' }),
    tags: Tags,
    metadata: JsonObject.nullable(),
    attemptHistory: z.array(Attempt),
  })
  .meta({ id: 'DeadLetter' });
export type DeadLetter = z.infer<typeof DeadLetter>;

export const DeadLetterStats = z
  .object({
    byStatus: z.record(DeadLetterStatus, z.int()),
    byTaskType: z.array(z.object({ taskType: TaskType, pending: z.int() })),
    byFingerprint: z.array(z.object({ fingerprint: z.string(), message: z.string(), pending: z.int() })),
    oldestPendingAt: Timestamp.nullable(),
    addedLastDay: z.int(),
    resolvedLastDay: z.int(),
  })
  .meta({ id: 'DeadLetterStats' });
export type DeadLetterStats = z.infer<typeof DeadLetterStats>;

/** Which letters a bulk act means: by id, or all that match. */
export const DeadLetterFilter = z
  .strictObject({
    taskType: TaskType.optional(),
    scheduleId: ShortId.optional(),
    queue: QueueName.optional(),
    fingerprint: z.string().min(1).max(300).optional(),
    failedBefore: Timestamp.optional(),
    failedAfter: Timestamp.optional(),
    text: z.string().min(1).max(200).optional().meta({ description: 'Part of the error' }),
  })
  .meta({ id: 'DeadLetterFilter' });
export type DeadLetterFilter = z.infer<typeof DeadLetterFilter>;

export const Resubmission = z
  .strictObject({
    taskConfig: JsonObject.optional().meta({ description: 'Instead of the one that failed' }),
    priority: Priority.optional(),
    queue: QueueName.optional(),
  })
  .meta({ id: 'Resubmission', examples: [{ taskConfig: { command: 'backup --retry-failed' } }] });
export type Resubmission = z.infer<typeof Resubmission>;

export const BatchResubmission = z
  .strictObject({
    ids: z.array(ShortId).min(1).max(10_000).optional(),
    filter: DeadLetterFilter.optional(),
    canary: z.boolean().default(false).meta({ description: 'One first; the rest follows if it succeeds' }),
    ratePerMinute: z.int().min(1).max(100_000).optional().meta({ description: 'Absent: all at once' }),
  })
  .refine((batch) => (batch.ids === undefined) !== (batch.filter === undefined), {
    error: 'give ids or filter, one of them',
    path: ['ids'],
  })
  .meta({
    id: 'BatchResubmission',
    examples: [{ filter: { taskType: 'http_request' }, canary: true, ratePerMinute: 60 }],
  });
export type BatchResubmission = z.output<typeof BatchResubmission>;

export const BatchResubmissionResult = z
  .object({
    redriveId: z
      .uuid()
      .nullable()
      .meta({ description: 'Set while letters wait for the canary or for their turn' }),
    resubmitted: z.array(z.object({ id: RowId, executionId: z.uuid() })),
    waiting: z.int(),
    refused: z.array(z.object({ id: RowId, reason: z.string() })),
  })
  .meta({ id: 'BatchResubmissionResult' });
export type BatchResubmissionResult = z.infer<typeof BatchResubmissionResult>;

/** A batch of resubmissions that goes on by itself: behind a canary, or at a rate. */
export const Redrive = z
  .object({
    redriveId: z.uuid(),
    state: z.enum(['canary', 'sending', 'completed', 'canary_failed']).meta({
      description:
        'canary: the rest waits for the one that went first; canary_failed: the rest stayed pending',
    }),
    canary: z.object({ deadLetterId: RowId, executionId: z.uuid().nullable() }).nullable(),
    ratePerMinute: z.int().nullable(),
    total: z.int(),
    sent: z.int(),
    waiting: z.int(),
    actor: z.string(),
    createdAt: Timestamp,
    endedAt: Timestamp.nullable(),
  })
  .meta({ id: 'Redrive' });
export type Redrive = z.infer<typeof Redrive>;
