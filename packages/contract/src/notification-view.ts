import { z } from 'zod';
import { RowId, Timestamp } from './primitives.ts';
import { Severity } from './recovery.ts';

export const MESSAGE_STATUSES = ['held', 'pending', 'sent', 'failed', 'dropped'] as const;

/** A message to one channel, as it went or waits. */
export const NotificationMessage = z
  .object({
    executionId: z.uuid(),
    id: RowId.meta({ description: 'Of the execution that sends it' }),
    channel: z.string(),
    kind: z.enum(['alert', 'success', 'recovered', 'test']),
    title: z.string(),
    severity: Severity,
    source: z.string().meta({ description: 'The rule or schedule that asked for it, in words' }),
    counted: z.int().meta({ description: 'Further events it tells of, which were only counted' }),
    status: z.enum(MESSAGE_STATUSES).meta({
      description:
        'held: until quiet hours end; pending: about to be sent, or tried again; dropped: not sent, and why',
    }),
    reason: z.string().nullable().meta({ description: 'Why it was dropped, or failed' }),
    heldUntil: Timestamp.nullable(),
    createdAt: Timestamp,
    endedAt: Timestamp.nullable(),
  })
  .meta({ id: 'NotificationMessage' });
export type NotificationMessage = z.infer<typeof NotificationMessage>;

/** Events of one group that a rule, or a schedule itself, tells of as one, until it recovers. */
export const Alert = z
  .object({
    ruleId: RowId.nullable().meta({ description: 'null: the schedule itself asked' }),
    source: z.string().meta({ description: 'The rule or schedule that asked for it, in words' }),
    title: z.string().meta({ description: 'Of the first event' }),
    scheduleId: RowId.nullable(),
    executionId: z.uuid().nullable(),
    channels: z.array(z.string()),
    events: z.int().meta({ description: 'All events since it opened' }),
    suppressed: z.int().meta({ description: 'Of them those that were only counted since the last message' }),
    notifiedAt: Timestamp.meta({ description: 'When the last message went, or goes once quiet hours end' }),
    nextAt: Timestamp.meta({ description: 'Events before this are only counted' }),
    lastAt: Timestamp.meta({ description: 'Of the last event' }),
  })
  .meta({ id: 'Alert' });
export type Alert = z.infer<typeof Alert>;
