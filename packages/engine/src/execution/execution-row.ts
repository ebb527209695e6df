import {
  type BreakerOption,
  type BreakerState,
  type EstimatedCost,
  type Execution,
  type ExecutionError,
  type ExecutionPhase,
  type ExecutionStatus,
  type ExecutionSummary,
  type RetryPolicy,
  type SkipReason,
  type Trigger,
  RETRY_POLICIES,
  costText,
} from '@tutti/contract';
import { parseRequires } from '../queue/index.ts';

/** How the breaker stands that an execution waits for. */
interface BreakerStanding {
  state: BreakerState;
  until: string | null;
}

/** The most that any living node of its task type offers to what states a cost; null: no limit. */
interface Roomiest {
  fits: boolean;
  cpuCores: number | null;
  memoryMb: number | null;
}

/** Why a live execution is not ready. */
type Hold = 'until' | 'sleep' | 'event' | 'gate' | 'retry' | 'key' | 'operator' | 'breaker' | 'room';

/** A live or finished execution as the list queries answer it. */
export interface SummaryRow {
  id: number;
  execution_id: string;
  schedule_id: number | null;
  schedule_name: string | null;
  subject: string;
  slot: Date | null;
  slot_until: Date | null;
  slot_count: number;
  queue: string;
  task_type: string;
  priority: number;
  status: ExecutionStatus;
  hold: Hold | null;
  concurrency_key: string | null;
  requires: string | null;
  /** Set while it waits for a slot of its key; `id` is null when none is taken. */
  key_holder: { slots: number; taken: number; id: number | null } | null;
  deferred_by: string | null;
  breaker_state: BreakerStanding | null;
  wait_pattern: string | null;
  estimated_cost: EstimatedCost | null;
  /** Set while it waits for room. */
  roomiest: Roomiest | null;
  skip_reason: SkipReason | null;
  attempt: number;
  retry_policy: RetryPolicy | null;
  recovery_running: boolean;
  queue_pause: { by: string | null; reason: string | null } | null;
  run_at: Date | null;
  scheduled_at: Date;
  started_at: Date | null;
  completed_at: Date | null;
  node: string | null;
  tags: string[] | null;
  error: ExecutionError | null;
  progress: { percent: number; message: string | null } | null;
  created_at: Date;
}

export interface DetailRow extends SummaryRow {
  task_config: Record<string, unknown>;
  metadata: Record<string, unknown> | null;
  result: unknown;
  trigger: Trigger | null;
  timeout_ms: number | null;
  idempotency_key: string | null;
  breaker: string | null;
  concurrency_limit: number | null;
  resubmitted_from: number | null;
}

/** What the node knows that the row does not. */
export interface RowContext {
  defaultPolicy(taskType: string): RetryPolicy;
  defaultTimeoutMs(taskType: string, taskConfig: Record<string, unknown>): number | null;
  handles(taskType: string): boolean;
  /** What no living worker has of the labels that are required, in words; undefined when one has all. */
  unmet(taskType: string, requires: string): string | undefined;
}

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

export function phaseOf(
  row: Pick<SummaryRow, 'status' | 'hold' | 'recovery_running'> & Partial<Pick<SummaryRow, 'queue_pause'>>,
  unmet?: string,
): ExecutionPhase | null {
  if (row.status !== 'pending') return null;
  switch (row.hold) {
    case 'until':
      return 'scheduled';
    case 'retry':
      return row.recovery_running ? 'retrying' : 'held';
    case 'sleep':
      return 'sleeping';
    case 'event':
    case 'gate':
    case 'key':
      return 'waiting';
    case 'breaker':
      return 'deferred';
    case 'operator':
    case 'room':
    case null:
      if (row.queue_pause) return 'held';
      return unmet === undefined ? 'queued' : 'unroutable';
  }
}

/** `3 of 6`; named policies count as the program has them. */
function attemptText(row: SummaryRow, context: RowContext): string {
  const policy = row.retry_policy ?? context.defaultPolicy(row.task_type);
  const { maxRetries } = typeof policy === 'string' ? RETRY_POLICIES[policy] : policy;
  return `${row.attempt} of ${Math.max(row.attempt, maxRetries + 1)}`;
}

function waitingFor(row: SummaryRow, phase: ExecutionPhase | null, context: RowContext): string | null {
  switch (phase) {
    case 'retrying':
      return `attempt ${attemptText(row, context)}`;
    case 'held':
      return row.hold === 'retry'
        ? `attempt ${attemptText(row, context)}; retries are stopped`
        : pauseText(row);
    case 'scheduled':
      return 'its time';
    case 'sleeping':
      return 'the end of a sleep';
    case 'waiting':
      if (row.hold === 'key') return keyText(row);
      return row.hold === 'gate'
        ? `the run of schedule ${row.schedule_name ?? row.schedule_id} before it`
        : `event ${row.wait_pattern ?? ''}`.trim();
    case 'deferred':
      return breakerText(row);
    case 'queued':
      if (row.hold === 'room' && context.handles(row.task_type)) return roomText(row);
      return context.handles(row.task_type)
        ? `a free slot in queue ${row.queue}`
        : `a worker that handles ${row.task_type}`;
    default:
      return null;
  }
}

/** `queue mail, paused by ana: the mail server moves` */
function pauseText({ queue, queue_pause: pause }: SummaryRow): string {
  const reason = pause?.reason ? `: ${pause.reason}` : '';
  return `queue ${queue}, paused by ${pause?.by ?? 'somebody'}${reason}`;
}

/** `#4801, 0 of 1 slots of customer:42 free`; a batch is a key of its own, whose name says nothing. */
function keyText({ concurrency_key: key, key_holder: holder }: SummaryRow): string {
  const whose = key?.startsWith('batch:') ? 'its batch' : key;
  if (!holder?.id) return `a slot of ${whose}`;
  const { slots, taken, id } = holder;
  const others = taken > 1 ? ` and ${taken - 1} more` : '';
  return `#${id}${others}, ${Math.max(0, slots - taken)} of ${slots} slots of ${whose} free`;
}

function breakerText({ deferred_by: key, breaker_state: standing }: SummaryRow): string {
  switch (standing?.state) {
    case 'open': {
      const until = standing.until === null ? null : new Date(standing.until);
      return until
        ? `circuit breaker ${key}, open until ${until.toISOString()}`
        : `circuit breaker ${key}, which an operator holds open`;
    }
    case 'half_open':
      return `circuit breaker ${key}, which lets a few through to try`;
    case 'closed':
    case undefined:
      return `its turn, now that circuit breaker ${key} is closed`;
  }
}

/** What no node can ever offer is said to be so: it would wait for ever. */
function roomText({ estimated_cost: cost, roomiest }: SummaryRow): string {
  const needed = costText(cost ?? {});
  if (!roomiest || roomiest.fits) return `a node with room for ${needed}`;
  const { cpuCores, memoryMb } = roomiest;
  const most = costText({
    ...(cpuCores !== null && { cpuCores: Math.round(cpuCores * 100) / 100 }),
    ...(memoryMb !== null && { memoryMb }),
  });
  return `a larger node: it needs ${needed}, and none offers more than ${most}`;
}

/** As it was named by a caller. */
export const toBreakerOption = (stored: string | null): BreakerOption | null =>
  stored === '' ? false : stored;

export function toSummary(row: SummaryRow, context: RowContext): ExecutionSummary {
  const unmet =
    row.requires === null || row.completed_at ? undefined : context.unmet(row.task_type, row.requires);
  const phase = phaseOf(row, unmet);
  const duration =
    row.started_at && row.completed_at ? row.completed_at.getTime() - row.started_at.getTime() : null;
  return {
    id: row.id,
    executionId: row.execution_id,
    label: row.schedule_name ?? row.subject,
    scheduleId: row.schedule_id,
    scheduleName: row.schedule_name,
    slot: iso(row.slot),
    slotUntil: iso(row.slot_until),
    slotCount: row.slot_count,
    queue: row.queue,
    taskType: row.task_type,
    priority: row.priority,
    status: row.status,
    phase,
    waitingFor: phase === 'unroutable' ? (unmet ?? null) : waitingFor(row, phase, context),
    skipReason: row.skip_reason,
    attempt: row.attempt,
    runAt: iso(row.run_at),
    scheduledAt: row.scheduled_at.toISOString(),
    startedAt: iso(row.started_at),
    completedAt: iso(row.completed_at),
    durationMs: duration,
    node: row.node,
    tags: row.tags ?? [],
    error: row.error,
    progress: row.status === 'running' ? row.progress : null,
    createdAt: row.created_at.toISOString(),
  };
}

export function toExecution(row: DetailRow, context: RowContext): Execution {
  return {
    ...toSummary(row, context),
    taskConfig: row.task_config,
    metadata: row.metadata,
    result: row.result ?? null,
    trigger: row.trigger ?? { kind: 'api' },
    retryPolicy: row.retry_policy ?? context.defaultPolicy(row.task_type),
    timeoutMs: row.timeout_ms ?? context.defaultTimeoutMs(row.task_type, row.task_config),
    idempotencyKey: row.idempotency_key,
    breaker: toBreakerOption(row.breaker),
    concurrencyKey: row.concurrency_key,
    concurrencyLimit: row.concurrency_limit,
    requires: parseRequires(row.requires),
    estimatedCost: row.estimated_cost,
    resubmittedFrom: row.resubmitted_from,
  };
}
