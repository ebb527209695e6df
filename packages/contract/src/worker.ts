import { z } from 'zod';
import { ExecutionError, LogStream, Trigger } from './execution.ts';
import { NodeName } from './node.ts';
import { DurationMs, JsonObject, Labels, QueueName, RowId, TaskType, Timestamp } from './primitives.ts';

const TaskTypes = z.array(TaskType).min(1).max(100);
const A_WORKER = '01990f4a-2b7c-7000-8000-00000000000a';
const WorkerId = z.uuid().meta({ description: 'As register gave it' });
/** How long a call may stand open until there is something to answer. */
const WaitMs = z.int().min(0).max(20_000).default(0);

export const WorkerRegistration = z
  .strictObject({
    name: NodeName.meta({ description: 'Shown as the node of what it runs; each process needs its own' }),
    taskTypes: TaskTypes,
    labels: Labels.default({}),
    maxConcurrent: z.int().min(1).max(1000).default(1),
    version: z.string().min(1).max(100).optional(),
  })
  .meta({
    id: 'WorkerRegistration',
    examples: [{ name: 'press-1', taskTypes: ['render_pdf'], maxConcurrent: 2 }],
  });
export type WorkerRegistration = z.infer<typeof WorkerRegistration>;

export const RegisteredWorker = z
  .object({
    workerId: WorkerId,
    leaseMs: z.int().meta({ description: 'Work that is not renewed for so long goes to others' }),
    heartbeatMs: z.int().meta({ description: 'How often to send heartbeats' }),
  })
  .meta({ id: 'RegisteredWorker' });
export type RegisteredWorker = z.infer<typeof RegisteredWorker>;

export const WorkerClaim = z
  .strictObject({
    workerId: WorkerId,
    taskTypes: TaskTypes,
    queues: z
      .array(QueueName)
      .min(1)
      .max(100)
      .optional()
      .meta({ description: 'Only from these; absent: all' }),
    max: z.int().min(1).max(100).default(1),
    waitMs: WaitMs,
  })
  .meta({
    id: 'WorkerClaim',
    examples: [{ workerId: A_WORKER, taskTypes: ['render_pdf'], max: 2, waitMs: 20_000 }],
  });
export type WorkerClaim = z.infer<typeof WorkerClaim>;

/** An attempt, handed out under a lease. */
export const ClaimedExecution = z
  .object({
    executionId: z.uuid(),
    id: RowId,
    attempt: z.int().min(1),
    leaseToken: z.string().meta({ description: 'Goes with every later call about this attempt' }),
    leaseUntil: Timestamp,
    taskType: TaskType,
    taskConfig: JsonObject.meta({ description: 'With templates and secrets put in' }),
    secrets: z
      .array(z.string())
      .meta({ description: 'Values in taskConfig that belong in no log, result or error' }),
    trigger: Trigger,
    timeoutMs: DurationMs.nullable(),
    steps: z
      .array(z.object({ name: z.string(), output: z.unknown() }))
      .meta({ description: 'What earlier attempts have finished' }),
  })
  .meta({ id: 'ClaimedExecution' });
export type ClaimedExecution = z.infer<typeof ClaimedExecution>;

const lease = {
  executionId: z.uuid(),
  attempt: z.int().min(1).optional(),
  leaseToken: z.string().min(1).max(200),
};
/** What an example shows of every later call. */
const A_LEASE = {
  executionId: '01990f4a-2b7c-7000-8000-000000000001',
  attempt: 1,
  leaseToken: '7.1.c2VjcmV0',
};
export const WorkerLease = z.strictObject(lease).meta({ id: 'WorkerLease', examples: [A_LEASE] });
export type WorkerLease = z.infer<typeof WorkerLease>;

export const WorkerHeartbeat = z
  .strictObject({
    workerId: WorkerId,
    executions: z.array(WorkerLease).max(1000).default([]).meta({ description: 'All that it works on' }),
    waitMs: WaitMs.meta({
      description: 'Stand open for so long unless one of them is cancelled, paused or resumed; below leaseMs',
    }),
  })
  .meta({
    id: 'WorkerHeartbeat',
    examples: [{ workerId: A_WORKER, executions: [A_LEASE], waitMs: 2000 }],
  });
export type WorkerHeartbeat = z.infer<typeof WorkerHeartbeat>;

const ExecutionIds = z.array(z.uuid());
export const HeartbeatAnswer = z
  .object({
    cancel: ExecutionIds.meta({ description: 'Stop these: cancelled, or over their time. Report nothing' }),
    pause: ExecutionIds.meta({ description: 'These stand still; all others that are held go on' }),
    lost: ExecutionIds.meta({ description: 'Stop these: others have them, or they have ended' }),
    draining: z.boolean().meta({ description: 'An operator wants no more claims' }),
  })
  .meta({ id: 'HeartbeatAnswer' });
export type HeartbeatAnswer = z.infer<typeof HeartbeatAnswer>;

export const WorkerLogs = z
  .strictObject({
    ...lease,
    entries: z
      .array(z.strictObject({ text: z.string().max(1_000_000), stream: LogStream.default('stdout') }))
      .min(1)
      .max(1000)
      .meta({ description: 'In order, whole lines if it can be: so a secret is recognised for sure' }),
  })
  .meta({ id: 'WorkerLogs', examples: [{ ...A_LEASE, entries: [{ text: 'page 1 of 3\n' }] }] });
export type WorkerLogs = z.infer<typeof WorkerLogs>;

export const WorkerProgress = z
  .strictObject({ ...lease, percent: z.number().min(0).max(100), message: z.string().max(500).optional() })
  .meta({ id: 'WorkerProgress', examples: [{ ...A_LEASE, percent: 33, message: 'page 1 of 3' }] });
export type WorkerProgress = z.infer<typeof WorkerProgress>;

export const WorkerStep = z
  .strictObject({ ...lease, name: z.string().min(1).max(200), output: z.unknown() })
  .meta({ id: 'WorkerStep', examples: [{ ...A_LEASE, name: 'fetch', output: { pages: 3 } }] });
export type WorkerStep = z.infer<typeof WorkerStep>;

export const WorkerCompletion = z
  .strictObject({ ...lease, result: z.unknown().optional() })
  .meta({ id: 'WorkerCompletion', examples: [{ ...A_LEASE, result: { pages: 3 } }] });
export type WorkerCompletion = z.infer<typeof WorkerCompletion>;

export const WorkerFailure = z
  .strictObject({
    ...lease,
    error: ExecutionError.extend({ permanent: z.boolean().default(false) }),
    retryAfterMs: z.int().min(0).max(31_622_400_000).optional(),
    timedOut: z.boolean().default(false).meta({ description: 'It ran into its timeoutMs' }),
  })
  .meta({
    id: 'WorkerFailure',
    examples: [
      { ...A_LEASE, error: { code: 'NO_FONT', message: 'Inter is not installed', permanent: true } },
    ],
  });

export type WorkerFailure = z.infer<typeof WorkerFailure>;
