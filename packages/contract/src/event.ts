import { z } from 'zod';
import { JsonObject, Timestamp } from './primitives.ts';

/** Events that Tutti itself appends. Anyone may emit events of other names. */
export const EVENT_TYPES = [
  'schedule.created',
  'schedule.updated',
  'schedule.deleted',
  'schedule.triggered',
  'schedule.skipped',
  'schedule.missed',
  'schedule.slow',
  'scheduler.started',
  'scheduler.stopped',
  'settings.changed',
  'execution.queued',
  'execution.started',
  'execution.progressed',
  'execution.retrying',
  'execution.completed',
  'execution.failed',
  'execution.timed_out',
  'execution.cancelled',
  'execution.skipped',
  'webhook.received',
  'webhook.failed',
  'webhook.disabled',
  'execution.deferred',
  'breaker.opened',
  'breaker.half_opened',
  'breaker.closed',
  'breaker.tripped',
  'node.joined',
  'node.lost',
  'node.left',
  'node.drained',
  'node.resumed',
  'execution.paused',
  'execution.resumed',
  'error.recorded',
  'error.resolved',
  'error.ignored',
  'error.escalated',
  'error.critical',
  'deadletter.added',
  'deadletter.resubmitted',
  'deadletter.resolved',
  'deadletter.archived',
  'recovery.started',
  'recovery.stopped',
  'queue.paused',
  'queue.resumed',
  'queue.saturated',
] as const;
export type BuiltInEventType = (typeof EVENT_TYPES)[number];

/** `noun.verb`, e.g. `order.paid`; deeper names like `shop.order.paid` are fine. */
export const EventName = z
  .string()
  .max(100)
  .regex(/^[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)+$/, { error: 'must look like noun.verb, for example order.paid' });

/** `order.paid`, `order.*` or `*`. */
export const EventPattern = z
  .string()
  .max(100)
  .regex(/^(\*|[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*(\.\*|\.[a-z0-9_-]+))$/, {
    error: 'must be noun.verb, noun.* or *',
  })
  .meta({ examples: ['order.paid', 'execution.*', '*'] });

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const Comparison = z
  .strictObject({
    eq: scalar.optional(),
    ne: scalar.optional(),
    in: z.array(scalar).max(100).optional(),
    gt: z.union([z.number(), z.string()]).optional(),
    gte: z.union([z.number(), z.string()]).optional(),
    lt: z.union([z.number(), z.string()]).optional(),
    lte: z.union([z.number(), z.string()]).optional(),
    exists: z.boolean().optional(),
    prefix: z.string().optional(),
  })
  .refine((comparison) => Object.keys(comparison).length > 0, {
    error: 'name at least one of eq ne in gt gte lt lte exists prefix',
  });
export type Comparison = z.infer<typeof Comparison>;

/** Paths into the event with the value they must have, or a comparison: `{"data.n": {"gte": 3}}`. All must hold. */
export const EventFilter = z
  .record(z.string().min(1).max(200), z.union([scalar, Comparison]))
  .refine((filter) => Object.keys(filter).length <= 20, { error: 'holds more than 20 conditions' })
  .meta({ id: 'EventFilter', examples: [{ 'data.status': 'failed', 'data.n': { gte: 3 } }] });
export type EventFilter = z.infer<typeof EventFilter>;

/** Something that happened. `id` is an opaque cursor: resume from it and nothing is missed or repeated. */
export const Event = z
  .object({
    id: z.string(),
    type: z.string(),
    at: Timestamp,
    data: JsonObject,
    actor: z.string().nullable(),
    correlationId: z.string().nullable(),
    causationId: z.string().nullable(),
    depth: z.int(),
    traceparent: z
      .string()
      .optional()
      .meta({ description: 'W3C trace context of what caused it; absent: none is known' }),
  })
  .meta({ id: 'Event' });
export type Event = z.infer<typeof Event>;

export const EmitRequest = z
  .strictObject({ event: EventName, data: JsonObject.default({}) })
  .meta({ id: 'EmitRequest', examples: [{ event: 'order.paid', data: { orderId: 7 } }] });
export const EmitResult = z
  .object({ eventId: z.string().nullable(), matchingSchedules: z.int(), queuedExecutions: z.int() })
  .meta({ id: 'EmitResult' });
export type EmitResult = z.infer<typeof EmitResult>;

const matchesPattern = (pattern: string, type: string): boolean =>
  pattern === '*' || pattern === type || (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1)));

/** True when the event type is one that the pattern names. */
export const eventMatches = (patterns: readonly string[], type: string): boolean =>
  patterns.some((pattern) => matchesPattern(pattern, type));
