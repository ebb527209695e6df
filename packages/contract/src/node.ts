import { z } from 'zod';
import { NODE_ROLES } from './configuration.ts';
import { RowId, TaskType, Timestamp } from './primitives.ts';

export const NodeName = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]*$/, {
    error: 'must start with a letter or digit and hold only letters, digits and _ . : -',
  });

/** active: takes work. draining: finishes what it runs and takes no more. lost: silent for 30 seconds. */
export const NodeState = z.enum(['active', 'draining', 'lost']).meta({ id: 'NodeState' });
export type NodeState = z.infer<typeof NodeState>;

/** A Tutti process, as it told of itself at its last heartbeat. */
export const Node = z
  .object({
    name: NodeName,
    state: NodeState,
    roles: z.array(z.enum(NODE_ROLES)),
    version: z.string().nullable(),
    host: z.string(),
    pid: z.int(),
    labels: z.record(z.string(), z.string()),
    taskTypes: z.array(TaskType),
    running: z.int(),
    maxConcurrent: z.int(),
    cpuPercent: z.number().nullable().meta({ description: 'Of the machine, since the heartbeat before' }),
    memoryPercent: z.number().nullable().meta({ description: 'Of what the machine or the container has' }),
    cpuLimit: z.int().nullable().meta({
      description: 'Percent of the processor from which on it takes no more; null: no limit, or not told',
    }),
    memoryLimit: z.int().nullable().meta({ description: 'The same of the memory' }),
    refusal: z
      .string()
      .nullable()
      .meta({ description: 'Why it starts nothing just now, in words; null while it does' }),
    remote: z.boolean().meta({ description: 'A worker without database access, which takes work over HTTP' }),
    offeredCpuCores: z
      .number()
      .nullable()
      .meta({ description: 'To executions that state their cost; null: no limit' }),
    offeredMemoryMb: z.int().nullable().meta({ description: 'To the same; null: no limit' }),
    keptFor: RowId.nullable().meta({
      description: 'The execution that it keeps itself free for, since nothing else left it room',
    }),
    startedAt: Timestamp,
    heartbeatAt: Timestamp,
    stoppedAt: Timestamp.nullable().meta({ description: 'Set for a drained node that was stopped' }),
    draining: z.object({ since: Timestamp, by: z.string(), reason: z.string().nullable() }).nullable(),
  })
  .meta({ id: 'Node' });
export type Node = z.infer<typeof Node>;

export const DrainRequest = z
  .strictObject({ reason: z.string().trim().min(1).max(500).optional() })
  .meta({ id: 'DrainRequest', examples: [{ reason: 'kernel update' }] });
