import { z } from 'zod';
import { AttemptOutcome, ExecutionPhase, ExecutionStatus, SkipReason } from './execution.ts';
import { QueueName, RowId, Timestamp } from './primitives.ts';

const EarlierAttempt = z.object({
  startedAt: Timestamp.nullable(),
  endedAt: Timestamp,
  outcome: AttemptOutcome,
});

/** An execution as a bar on a time axis, with no more than is drawn. */
export const TimelineBar = z
  .object({
    id: RowId,
    label: z.string(),
    scheduleId: RowId.nullable(),
    queue: QueueName,
    node: z.string().nullable(),
    status: ExecutionStatus,
    phase: ExecutionPhase.nullable().meta({ description: 'Set while pending' }),
    skipReason: SkipReason.nullable(),
    attempt: z.int(),
    queuedAt: Timestamp.meta({ description: 'When it was enqueued, or the slot of a skipped one' }),
    runAt: Timestamp.nullable().meta({ description: 'Set while it waits for a time' }),
    startedAt: Timestamp.nullable().meta({ description: 'Start of the current or last attempt' }),
    endedAt: Timestamp.nullable().meta({ description: 'Null while it goes on' }),
    earlier: z
      .array(EarlierAttempt)
      .optional()
      .meta({ description: 'Attempts before the last, oldest first' }),
  })
  .meta({ id: 'TimelineBar' });
export type TimelineBar = z.infer<typeof TimelineBar>;

/** What waited or ran in a range of time. */
export const Timeline = z
  .object({
    from: Timestamp,
    until: Timestamp,
    items: z.array(TimelineBar).meta({ description: 'The newest, newest first, at most limit' }),
    total: z.int().meta({ description: 'Executions in the range, those beyond limit too' }),
    totalIsEstimate: z.boolean().optional().meta({ description: 'There are more than total' }),
  })
  .meta({ id: 'Timeline' });
export type Timeline = z.infer<typeof Timeline>;
