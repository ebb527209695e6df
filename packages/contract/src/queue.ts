import { z } from 'zod';
import { QueueName, RowId, Timestamp } from './primitives.ts';

const rate = z
  .strictObject({ count: z.int().min(1).max(1_000_000), periodMs: z.int().min(100).max(86_400_000) })
  .meta({ description: 'At most `count` starts in any `periodMs`' });

/** A lane of the engine: what waits in it, and the limits an operator set. */
export const Queue = z
  .object({
    name: QueueName,
    ready: z.int().meta({ description: 'Waiting for a slot; exact to 100,000' }),
    running: z.int(),
    delayed: z
      .int()
      .meta({ description: 'Waiting for a time, a retry, an event or a key; exact to 100,000' }),
    oldestReadyAt: Timestamp.nullable(),
    paused: z.object({ at: Timestamp, by: z.string(), reason: z.string().nullable() }).nullable(),
    concurrencyLimit: z.int().nullable().meta({ description: 'At the same time in the fleet' }),
    rate: rate.nullable(),
    depthLimit: z
      .int()
      .meta({ description: 'Ready executions from which on more are refused with 429; 0: no limit' }),
    flow: z
      .object({ at: Timestamp, cameIn: z.number(), wentOut: z.number() })
      .nullable()
      .meta({ description: 'Executions a minute that were made and that ended, as last counted' }),
  })
  .meta({ id: 'Queue' });
export type Queue = z.infer<typeof Queue>;

export const QueuePatch = z
  .strictObject({
    concurrencyLimit: z.int().min(1).max(1_000_000).nullable().optional(),
    rate: rate.nullable().optional(),
    depthLimit: z.int().min(0).max(100_000_000).optional(),
  })
  .refine((patch) => Object.keys(patch).length > 0, { error: 'change at least one limit' })
  .meta({
    id: 'QueuePatch',
    examples: [{ concurrencyLimit: 2 }, { rate: { count: 100, periodMs: 60_000 } }],
  });
export type QueuePatch = z.infer<typeof QueuePatch>;

/** A slot of a concurrency key: who holds it and until when, should the holder die. */
export const ConcurrencyKeyState = z
  .object({
    key: z.string(),
    limit: z.int().meta({ description: 'Slots there are' }),
    waiting: z.int(),
    slots: z.array(
      z.object({
        id: RowId,
        executionId: z.uuid(),
        label: z.string(),
        node: z.string().nullable().meta({ description: 'Null: ready, not claimed yet' }),
        since: Timestamp.nullable(),
        expiresAt: Timestamp.nullable(),
      }),
    ),
  })
  .meta({ id: 'ConcurrencyKeyState' });
export type ConcurrencyKeyState = z.infer<typeof ConcurrencyKeyState>;
