import { z } from 'zod';
import { Event } from './event.ts';
import { Attempt, Execution } from './execution.ts';
import { JsonObject, Priority, QueueName, Timestamp } from './primitives.ts';
import { ErrorRecord } from './recovery.ts';

export const INTERVENTIONS = ['pause', 'resume', 'skip', 'retry', 'cancel', 'priority'] as const;
/** What an operator did to an execution: who, when, why. */
export const Intervention = z
  .object({
    id: z.string(),
    action: z.enum(INTERVENTIONS),
    actor: z.string(),
    reason: z.string().nullable(),
    before: JsonObject.nullable(),
    after: JsonObject.nullable(),
    at: Timestamp,
  })
  .meta({ id: 'Intervention' });
export type Intervention = z.infer<typeof Intervention>;
export type InterventionAction = Intervention['action'];

const reason = z.string().trim().max(500);
export const Reason = z
  .strictObject({ reason: reason.optional() })
  .meta({ id: 'Reason', examples: [{ reason: 'the disk is being changed' }] });
export const SkipRequest = z
  .strictObject({ reason: reason.min(1, { error: 'say why it is skipped' }) })
  .meta({ id: 'SkipRequest', examples: [{ reason: 'superseded by the run at noon' }] });

/** Another attempt of the same execution, with changes if need be. */
export const RetryRequest = z
  .strictObject({
    reason: reason.optional(),
    taskConfig: JsonObject.optional(),
    priority: Priority.optional(),
    queue: QueueName.optional(),
    timeoutMs: z.int().min(1).optional(),
  })
  .meta({ id: 'RetryRequest', examples: [{ reason: 'the disk was full', priority: 9 }] });
export type RetryRequest = z.infer<typeof RetryRequest>;

export const ExecutionPatch = z
  .strictObject({ priority: Priority, reason: reason.optional() })
  .meta({ id: 'ExecutionPatch', examples: [{ priority: 10 }] });

/** A step that will not run again: the attempts that follow take its result. */
export const DurableStep = z
  .object({ name: z.string(), at: Timestamp, output: z.unknown() })
  .meta({ id: 'DurableStep' });
export type DurableStep = z.infer<typeof DurableStep>;

/** What happened to one execution, oldest first; `cause` is the event that fired it, if one did. */
export const ExecutionEvents = z
  .object({ items: z.array(Event), cause: Event.nullable() })
  .meta({ id: 'ExecutionEvents' });
export type ExecutionEvents = z.infer<typeof ExecutionEvents>;

/** All there is to know of one execution, for a ticket or a mail. */
export const ExecutionReport = z
  .object({
    execution: Execution,
    attempts: z.array(Attempt),
    errors: z.array(ErrorRecord),
    interventions: z.array(Intervention),
    steps: z.array(DurableStep).meta({ description: 'Steps whose results are kept, in order' }),
    batchId: z.uuid().nullable().meta({ description: 'The batch it came with' }),
    logTail: z.string(),
    markdown: z.string(),
  })
  .meta({ id: 'ExecutionReport' });
export type ExecutionReport = z.infer<typeof ExecutionReport>;
