import { z } from 'zod';
import { ExecutionStatus, SkipReason } from './execution.ts';
import { RowId, Timestamp } from './primitives.ts';

export const HOOK_MESSAGE_STATUSES = ['accepted', 'duplicate', 'refused', 'replayed'] as const;
export const HOOK_MESSAGE_REFUSALS = [
  'unsigned',
  'wrong_signature',
  'stale',
  'too_large',
  'unreadable',
  'switched_off',
] as const;
export type MessageRefusal = (typeof HOOK_MESSAGE_REFUSALS)[number];

const message = {
  id: RowId,
  hookId: RowId,
  status: z.enum(HOOK_MESSAGE_STATUSES).meta({
    description:
      'accepted: it became an event. duplicate: it had come before. replayed: an operator delivered an earlier one again',
  }),
  reason: z.enum(HOOK_MESSAGE_REFUSALS).nullable().meta({ description: 'Why it was refused' }),
  problem: z.string().nullable().meta({ description: 'The reason in words' }),
  eventId: z
    .string()
    .nullable()
    .meta({ description: 'The event it became; of a duplicate, that of the first one' }),
  replayOf: RowId.nullable(),
  sizeBytes: z.int(),
  source: z.string().nullable().meta({ description: 'Address of the sender; null: an operator' }),
  actor: z.string().nullable().meta({ description: 'Who replayed it' }),
  runs: z.int().meta({ description: 'How many schedules ran for it' }),
  receivedAt: Timestamp,
};
export const IncomingMessage = z.object(message).meta({ id: 'IncomingMessage' });
export type IncomingMessage = z.infer<typeof IncomingMessage>;

/** A schedule that ran, or would have run, for a message. */
export const StartedByMessage = z
  .object({
    scheduleId: RowId,
    scheduleName: z.string(),
    executionId: z.uuid().nullable(),
    status: ExecutionStatus.nullable().meta({ description: 'Of the execution, while it is kept' }),
    skipReason: SkipReason.nullable(),
  })
  .meta({ id: 'StartedByMessage' });
export type StartedByMessage = z.infer<typeof StartedByMessage>;

export const IncomingMessageDetail = z
  .object({
    ...message,
    headers: z
      .record(z.string(), z.string())
      .meta({ description: 'As they came, long ones cut; values of credentials are hidden' }),
    body: z.unknown().meta({
      description:
        'JSON as its value, a form as its fields, else text; of a refused message the beginning of its text',
    }),
    bodyKept: z
      .enum(['whole', 'beginning', 'none'])
      .meta({ description: 'none: it was not read, or its event is no longer kept' }),
    started: z.array(StartedByMessage),
  })
  .meta({ id: 'IncomingMessageDetail' });
export type IncomingMessageDetail = z.infer<typeof IncomingMessageDetail>;

export const MessageKey = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, { error: 'must be the integer id of a message, for example 340' })
  .transform(Number)
  .meta({ examples: ['340'] });
