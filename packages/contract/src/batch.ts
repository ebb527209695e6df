import { z } from 'zod';
import { ERROR_CODES, type ErrorCode } from './error.ts';
import { ExecutionError, ExecutionInput, ExecutionPhase, ExecutionStatus } from './execution.ts';
import { NodeName } from './node.ts';
import { ExecutionKey, Priority, QueueName, RowId, ShortId, Tag, TaskType, Timestamp } from './primitives.ts';

export const MOST_IN_A_BATCH = 10_000;

export const BatchInput = z
  .strictObject({
    items: z.array(ExecutionInput).min(1).max(MOST_IN_A_BATCH),
    options: z
      .strictObject({
        failFast: z
          .boolean()
          .default(false)
          .meta({ description: 'The first failure cancels what has not ended' }),
        parallel: z
          .boolean()
          .default(true)
          .meta({ description: 'false: one at a time, in no promised order' }),
        maxConcurrent: z.int().min(1).max(MOST_IN_A_BATCH).optional().meta({
          description: 'How many may run at the same time in the fleet; absent: as many as there is room for',
        }),
      })
      .refine(
        ({ parallel, maxConcurrent }) => parallel || maxConcurrent === undefined || maxConcurrent === 1,
        {
          error: 'must be 1 or absent when parallel is false',
          path: ['maxConcurrent'],
        },
      )
      .prefault({}),
  })
  .meta({
    id: 'BatchInput',
    examples: [
      {
        items: [{ taskType: 'shell_command', taskConfig: { command: 'echo one' } }],
        options: { failFast: true, maxConcurrent: 4 },
      },
    ],
  });
export type BatchInput = z.output<typeof BatchInput>;
export type BatchDraft = z.input<typeof BatchInput>;

export const BatchItem = z
  .object({
    index: z.int().meta({ description: 'Place in the list that was sent, from 0' }),
    id: RowId.nullable(),
    executionId: z.uuid(),
    status: ExecutionStatus.nullable().meta({ description: 'Null when retention has removed it' }),
    result: z.unknown(),
    error: ExecutionError.nullable(),
  })
  .meta({ id: 'BatchItem' });
export type BatchItem = z.infer<typeof BatchItem>;

export const Batch = z
  .object({
    batchId: z.uuid(),
    status: z.enum(['running', 'completed', 'failed', 'cancelled']).meta({
      description:
        'running until every item has ended; failed: at least one did not complete; cancelled: by failFast',
    }),
    total: z.int(),
    ended: z.int(),
    counts: z.partialRecord(ExecutionStatus, z.int()),
    failFast: z.boolean(),
    maxConcurrent: z.int().nullable(),
    createdBy: z.string(),
    createdAt: Timestamp,
    cancelReason: z.string().nullable(),
    items: z.array(BatchItem),
    limit: z.int(),
    offset: z.int(),
  })
  .meta({ id: 'Batch' });
export type Batch = z.infer<typeof Batch>;

export const BULK_ACTIONS = ['cancel', 'retry', 'skip', 'pause', 'resume', 'priority'] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

/** As the list of executions takes them; all must hold. Without one: everything. */
export const BulkConditions = z.strictObject({
  scheduleId: ShortId.optional(),
  status: z.array(ExecutionStatus).min(1).max(8).optional(),
  phase: z.array(ExecutionPhase).min(1).max(10).optional(),
  deferredBy: z.string().max(255).optional(),
  queue: QueueName.optional(),
  type: TaskType.optional(),
  tag: Tag.optional(),
  node: NodeName.optional(),
  batchId: z.uuid().optional(),
  from: Timestamp.optional(),
  until: Timestamp.optional(),
  text: z.string().min(1).max(200).optional(),
});
export type BulkConditions = z.infer<typeof BulkConditions>;
export const BulkFilter = BulkConditions.refine((filter) => Object.keys(filter).length > 0, {
  error: 'names no condition, which would mean everything; name at least a status',
}).meta({ id: 'BulkFilter', description: 'As the list of executions takes them; all must hold' });

/** What an act by a filter would reach at this moment. */
export const BulkPreview = z
  .object({
    matched: z.int(),
    counts: z.partialRecord(ExecutionStatus, z.int()),
    truncated: z.boolean().meta({ description: 'True when still more fit; ids holds the oldest' }),
    ids: z.array(RowId).meta({ description: 'Oldest first; pass them on to reach exactly these' }),
  })
  .meta({ id: 'BulkPreview' });
export type BulkPreview = z.infer<typeof BulkPreview>;

export const BulkRequest = z
  .strictObject({
    action: z.enum(BULK_ACTIONS),
    ids: z.array(ExecutionKey).min(1).max(MOST_IN_A_BATCH).optional(),
    filter: BulkFilter.optional(),
    reason: z.string().min(1).max(500).optional().meta({ description: 'Needed for skip' }),
    priority: Priority.optional().meta({ description: 'Needed for priority' }),
  })
  .refine(({ ids, filter }) => (ids === undefined) !== (filter === undefined), {
    error: 'give ids or filter, and not both',
    path: ['ids'],
  })
  .refine(({ action, reason }) => action !== 'skip' || reason !== undefined, {
    error: 'is needed to skip',
    path: ['reason'],
  })
  .refine(({ action, priority }) => (action === 'priority') === (priority !== undefined), {
    error: 'goes with the action priority, which needs it',
    path: ['priority'],
  })
  .meta({
    id: 'BulkRequest',
    examples: [{ action: 'cancel', filter: { status: ['pending'], queue: 'default' }, reason: 'not needed' }],
  });
export type BulkRequest = z.infer<typeof BulkRequest>;

export const BulkResult = z
  .object({
    action: z.enum(BULK_ACTIONS),
    matched: z.int(),
    done: z.int(),
    refused: z.int(),
    truncated: z.boolean().meta({
      description: `True when the filter fits more than ${MOST_IN_A_BATCH}; ask again for the rest`,
    }),
    items: z.array(
      z.object({
        key: z.string().meta({ description: 'As it was given, else the UUID' }),
        executionId: z.uuid().nullable(),
        outcome: z.enum(['done', 'refused']),
        code: z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]).optional(),
        message: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'BulkResult' });
export type BulkResult = z.infer<typeof BulkResult>;
