import { z } from 'zod';
import { DurationMs, Timestamp } from './primitives.ts';

/** Names a service: a word of your own, or the origin of an address as http_request uses it by default. */
export const BreakerKey = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\s\p{Cc}]+$/u, { error: 'must not hold spaces or control characters' })
  .meta({
    description: 'Name of a service, or its origin; percent-encoded in an address',
    examples: ['payments', 'https://api.example.com:443'],
  });

/** Which breaker guards an execution: a name, or false for none. */
export const BreakerOption = z
  .union([BreakerKey, z.literal(false)])
  .meta({ id: 'BreakerOption', description: 'Name of the circuit breaker, or false for none' });
export type BreakerOption = z.infer<typeof BreakerOption>;

export const BreakerState = z.enum(['closed', 'open', 'half_open']).meta({ id: 'BreakerState' });
export type BreakerState = z.infer<typeof BreakerState>;

export const BreakerPin = z.enum(['auto', 'open', 'closed']).meta({ id: 'BreakerPin' });
export type BreakerPin = z.infer<typeof BreakerPin>;

const thresholds = {
  failureRatePercent: z.number().min(1).max(100),
  minCalls: z.int().min(1).max(100_000),
  windowMs: z.int().min(1000).max(3_600_000),
  failuresInARow: z.int().min(1).max(10_000),
  openMs: DurationMs.max(86_400_000),
  trials: z.int().min(1).max(1000),
  successesToClose: z.int().min(1).max(1000),
};

/** When a breaker opens, for how long, and what closes it again. */
export const BreakerThresholds = z
  .object({
    failureRatePercent: thresholds.failureRatePercent.meta({
      description: 'Share of failures that opens it',
    }),
    minCalls: thresholds.minCalls.meta({ description: 'Calls in the window before the share counts' }),
    windowMs: thresholds.windowMs.meta({ description: 'Length of the sliding window' }),
    failuresInARow: thresholds.failuresInARow.meta({
      description: 'Failures without a success between that open it',
    }),
    openMs: thresholds.openMs.meta({ description: 'Until trials are let through' }),
    trials: thresholds.trials.meta({ description: 'Trials at once in the whole fleet' }),
    successesToClose: thresholds.successesToClose.meta({ description: 'Successful trials that close it' }),
  })
  .meta({ id: 'BreakerThresholds' });
export type BreakerThresholds = z.infer<typeof BreakerThresholds>;

export const BREAKER_DEFAULTS: Readonly<BreakerThresholds> = {
  failureRatePercent: 50,
  minCalls: 10,
  windowMs: 60_000,
  failuresInARow: 5,
  openMs: 60_000,
  trials: 3,
  successesToClose: 3,
};

/** PATCH merges: only the given thresholds change; null brings the default back. */
export const BreakerPatch = z
  .strictObject(
    Object.fromEntries(
      Object.entries(thresholds).map(([name, schema]) => [name, schema.nullable().optional()]),
    ) as { [K in keyof typeof thresholds]: z.ZodOptional<z.ZodNullable<(typeof thresholds)[K]>> },
  )
  .refine((patch) => Object.keys(patch).length > 0, { error: 'change at least one threshold' })
  .meta({ id: 'BreakerPatch', examples: [{ failuresInARow: 10, openMs: 120_000 }] });
export type BreakerPatch = z.infer<typeof BreakerPatch>;

/** Guards a service for the whole fleet: while it is open, executions wait instead of failing. */
export const Breaker = z
  .object({
    key: BreakerKey,
    state: BreakerState,
    pin: BreakerPin.meta({ description: 'auto: by what happens; open or closed: as an operator set it' }),
    tripped: z.boolean().meta({ description: 'Opened by an operator; stays open until it is reset' }),
    since: Timestamp.meta({ description: 'When it came into this state' }),
    reason: z.string().nullable(),
    changedBy: z.string().nullable().meta({ description: 'The operator who acted last' }),
    halfOpenAt: Timestamp.nullable().meta({
      description: 'The next transition: when trials are let through',
    }),
    thresholds: BreakerThresholds,
    window: z.object({ calls: z.int(), failures: z.int(), failureRatePercent: z.number().nullable() }),
    failuresInARow: z.int(),
    trials: z.object({ running: z.int(), successes: z.int() }),
    deferred: z.int().meta({ description: 'Executions that wait for it; exact to 10,000' }),
    totals: z.object({ calls: z.int(), failures: z.int(), opened: z.int() }),
    lastFailure: z.object({ at: Timestamp, code: z.string(), message: z.string() }).nullable(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Breaker' });
export type Breaker = z.infer<typeof Breaker>;

const reason = z.string().trim().min(1).max(500);
export const BreakerReason = z
  .strictObject({ reason: reason.optional() })
  .meta({ id: 'BreakerReason', examples: [{ reason: 'they are down until noon' }] });
export const BreakerPinRequest = z
  .strictObject({ pin: BreakerPin, reason: reason.optional() })
  .meta({ id: 'BreakerPinRequest', examples: [{ pin: 'closed', reason: 'its alarms are false' }] });
