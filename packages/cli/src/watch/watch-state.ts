import type { Client } from '@tutti/client';
import type {
  ExecutionCounts,
  ExecutionSummary,
  Health,
  Node,
  Schedule,
  SchedulerStatus,
} from '@tutti/contract';

const HOUR_MS = 3_600_000;
const MOST = 20;

type WatchedNode = Pick<
  Node,
  'name' | 'state' | 'running' | 'maxConcurrent' | 'cpuPercent' | 'memoryPercent'
>;

interface QueueDepth {
  queue: string;
  ready: number;
  oldestMs: number | null;
}

/** What the dashboard shows, as it was read at one time. */
export interface WatchState {
  readAt: string;
  health: Health;
  scheduler: SchedulerStatus | null;
  counts: ExecutionCounts | null;
  lastHour: { completed: number; failed: number };
  running: ExecutionSummary[];
  failures: ExecutionSummary[];
  queues: QueueDepth[];
  next: Pick<Schedule, 'id' | 'name' | 'nextRunAt'>[];
  /** All of the fleet, lost ones too. */
  nodes: WatchedNode[];
}

export async function readWatchState(client: Client, now: Date): Promise<WatchState> {
  const health = await client.getHealth();
  const nothing = { scheduler: null, counts: null, running: [], failures: [], queues: [], next: [] };
  const readAt = now.toISOString();
  // Without its database it could only fail to answer the rest.
  if (health.status === 'down')
    return {
      readAt,
      health,
      ...nothing,
      lastHour: { completed: 0, failed: 0 },
      nodes: [],
    };
  const from = new Date(now.getTime() - HOUR_MS).toISOString();
  const [scheduler, counts, running, failures, completed, failed, depths, schedules, nodes] =
    await Promise.all([
      client.getSchedulerStatus(),
      client.countExecutions(),
      client.listExecutions({ query: { status: 'running', limit: MOST } }),
      client.listExecutions({ query: { status: ['failed', 'timeout'], limit: MOST } }),
      client.listExecutions({ query: { status: 'completed', from, limit: 1 } }),
      client.listExecutions({ query: { status: ['failed', 'timeout'], from, limit: 1 } }),
      client.getQueueMetrics({ query: { interval: '1h' } }),
      client.listSchedules({ query: { enabled: true, sort: 'nextRunAt', limit: MOST } }),
      client.listNodes(),
    ]);
  return {
    readAt,
    health,
    scheduler,
    counts,
    lastHour: { completed: completed.total, failed: failed.total },
    running: running.items,
    failures: failures.items,
    queues: depths.queues
      .map(({ queue, points }) => newestDepth(queue, points))
      .filter(({ ready }) => ready > 0),
    next: schedules.items.filter(({ nextRunAt }) => nextRunAt !== null),
    nodes: nodes.items.map(({ name, state, running: busy, maxConcurrent, cpuPercent, memoryPercent }) => ({
      name,
      state,
      running: busy,
      maxConcurrent,
      cpuPercent,
      memoryPercent,
    })),
  };
}

/** Sampled once a minute: at the turn of one the newest point is empty yet. */
function newestDepth(
  queue: string,
  points: readonly { ready: number | null; oldestMs: number | null }[],
): QueueDepth {
  const point = points.slice(-2).findLast(({ ready }) => ready !== null);
  return { queue, ready: point?.ready ?? 0, oldestMs: point?.oldestMs ?? null };
}
