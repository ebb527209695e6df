import { z } from 'zod';
import { Severity } from './recovery.ts';
import { Event } from './event.ts';
import { EventPattern } from './event.ts';
import { LogStream } from './execution.ts';
import { MOST_INT, RowId } from './primitives.ts';

/** Values in one key are OR, keys are AND. `logs` names executions whose log is sent as it grows. */
export const Subscriptions = z
  .strictObject({
    topics: z
      .array(z.string().min(1).max(200))
      .max(100)
      .optional()
      .meta({ description: 'Nouns of events, e.g. execution, schedule' }),
    types: z.array(EventPattern).max(100).optional(),
    scheduleIds: z.array(RowId).max(1000).optional(),
    executionIds: z.array(z.uuid()).max(1000).optional(),
    severities: z.array(Severity).max(4).optional(),
    logs: z
      .array(
        z.union([z.uuid(), z.strictObject({ executionId: z.uuid(), fromSeq: z.int().min(0).max(MOST_INT) })]),
      )
      .max(20)
      .optional(),
  })
  .meta({ id: 'Subscriptions' });
export type Subscriptions = z.infer<typeof Subscriptions>;

export const ClientMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ping') }),
  z.strictObject({ type: z.literal('subscribe'), subscriptions: Subscriptions }),
  z.strictObject({ type: z.literal('unsubscribe') }),
  z.strictObject({ type: z.literal('resume'), cursor: z.string().min(1).max(100) }),
]);
export type ClientMessage = z.infer<typeof ClientMessage>;

export const ServerMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('connected'), sessionId: z.uuid(), cursor: z.string() }),
  z.object({ type: z.literal('pong'), timestamp: z.string() }),
  z.object({ type: z.literal('subscribed'), timestamp: z.string(), subscriptions: Subscriptions.nullable() }),
  z.object({ type: z.literal('event'), event: Event }),
  z.object({
    type: z.literal('log'),
    executionId: z.uuid(),
    seq: z.int(),
    attempt: z.int(),
    stream: LogStream,
    text: z.string(),
    at: z.string(),
  }),
  z.object({ type: z.literal('snapshot'), topic: z.string(), cursor: z.string(), state: z.unknown() }),
  z.object({ type: z.literal('lagged'), from: z.string(), to: z.string() }),
  z.object({ type: z.literal('resumed'), cursor: z.string(), replayed: z.int() }),
  z.object({ type: z.literal('server_shutdown'), retryAfterMs: z.int() }),
  z.object({ type: z.literal('error'), code: z.string(), message: z.string() }),
]);
export type ServerMessage = z.infer<typeof ServerMessage>;
