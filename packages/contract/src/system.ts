import { z } from 'zod';
import { Timestamp } from './primitives.ts';

const check = z.object({ status: z.enum(['ok', 'degraded', 'down']), message: z.string().nullable() });

/** 200 while `status` is ok or degraded, 503 when down. */
export const Health = z
  .object({
    status: z.enum(['ok', 'degraded', 'down']),
    version: z.string(),
    node: z.string(),
    uptimeMs: z.number(),
    checks: z.object({
      database: check.extend({ latencyMs: z.number().nullable(), mode: z.enum(['embedded', 'external']) }),
      scheduler: check.extend({ running: z.boolean().nullable(), lastTickAt: Timestamp.nullable() }),
      recovery: check.extend({ running: z.boolean().nullable(), lastRunAt: Timestamp.nullable() }),
      workers: check.extend({ running: z.int(), limit: z.int(), draining: z.boolean() }),
      events: check.extend({ lagMs: z.number().nullable() }),
      disk: check.extend({ freePercent: z.number().nullable() }),
    }),
  })
  .meta({ id: 'Health' });
export type Health = z.infer<typeof Health>;

export const Readiness = z.object({ ready: z.boolean() }).meta({ id: 'Readiness' });
