import { type Execution, type ExecutionInput, type RetryPolicy, costText } from '@tutti/contract';
import type { Enqueued } from '@tutti/engine';

interface TaskDefaults {
  retryPolicy: RetryPolicy;
  timeoutMs: number | null;
}

/** The first 12 digits of a UUIDv7 are the milliseconds of its making. */
const madeAt = (uuidv7: string): number => Number.parseInt(uuidv7.slice(0, 8) + uuidv7.slice(9, 13), 16);

const SUBJECT_LENGTH = 200;

interface Requester {
  actor: string | undefined;
  traceparent: string | undefined;
}

/**
 * An execution as it stands right after it was enqueued. Reading it back would double what enqueuing costs the
 * database, and might already find it finished.
 */
export function acceptedExecution(
  input: ExecutionInput,
  { id, executionId }: Enqueued,
  defaults: TaskDefaults,
  by: Requester,
): Execution {
  const createdAtMs = madeAt(executionId);
  const createdAt = new Date(createdAtMs).toISOString();
  const runAtMs = startOf(input, createdAtMs);
  const later = runAtMs > createdAtMs;
  return {
    id,
    executionId,
    label: subjectOf(input),
    scheduleId: null,
    scheduleName: null,
    slot: null,
    slotUntil: null,
    slotCount: 1,
    queue: input.queue,
    taskType: input.taskType,
    priority: input.priority,
    status: 'pending',
    phase: later ? 'scheduled' : input.concurrencyKey === undefined ? 'queued' : 'waiting',
    waitingFor: later
      ? 'its time'
      : input.concurrencyKey !== undefined
        ? `a slot of ${input.concurrencyKey}`
        : input.estimatedCost
          ? `a node with room for ${costText(input.estimatedCost)}`
          : `a free slot in queue ${input.queue}`,
    skipReason: null,
    attempt: 1,
    runAt: new Date(runAtMs).toISOString(),
    scheduledAt: createdAt,
    startedAt: null,
    completedAt: null,
    durationMs: null,
    node: null,
    tags: input.tags,
    error: null,
    progress: null,
    createdAt,
    taskConfig: input.taskConfig,
    metadata: input.metadata ?? null,
    result: null,
    trigger: triggerOf(input, by),
    retryPolicy: input.retryPolicy ?? defaults.retryPolicy,
    timeoutMs: input.timeoutMs ?? defaults.timeoutMs,
    idempotencyKey: input.idempotencyKey ?? null,
    breaker: input.breaker ?? null,
    concurrencyKey: input.concurrencyKey ?? null,
    estimatedCost: input.estimatedCost ?? null,
    concurrencyLimit: input.concurrencyKey === undefined ? null : (input.concurrencyLimit ?? 1),
    requires: null,
    resubmittedFrom: null,
  };
}

const triggerOf = ({ data }: ExecutionInput, { actor, traceparent }: Requester): Execution['trigger'] => ({
  kind: 'api',
  ...(data !== undefined && { data }),
  ...(actor !== undefined && { actor }),
  ...(traceparent !== undefined && { traceparent }),
});

const startOf = ({ runAt, delayMs = 0 }: ExecutionInput, nowMs: number): number =>
  runAt === undefined ? nowMs + delayMs : Date.parse(runAt);

function subjectOf({ taskType, taskConfig }: ExecutionInput): string {
  const subject = taskConfig['command'] ?? taskConfig['url'] ?? taskType;
  return (typeof subject === 'string' ? subject : JSON.stringify(subject)).slice(0, SUBJECT_LENGTH);
}
