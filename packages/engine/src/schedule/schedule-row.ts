import type {
  Blackout,
  CatchUpPolicy,
  EstimatedCost,
  OverlapPolicy,
  RecentRun,
  RetryPolicy,
  Schedule,
  ScheduleType,
  Severity,
} from '@tutti/contract';
import { toBreakerOption } from '../execution/index.ts';
import type { ScheduleDefinition } from './schedule-rules.ts';
import { parseRequires } from '../queue/index.ts';

/** `task_schedules` with its statistics. */
export interface ScheduleRow {
  id: number;
  name: string;
  description: string | null;
  task_type: string;
  task_config: Record<string, unknown>;
  schedule_type: ScheduleType;
  schedule_config: Record<string, unknown>;
  enabled: boolean;
  queue: string;
  priority: number;
  tags: string[];
  retry_policy: RetryPolicy | null;
  timeout_ms: number | null;
  overlap_policy: OverlapPolicy;
  catch_up_policy: CatchUpPolicy;
  catch_up_limit: number;
  jitter_ms: number;
  starts_at: Date | null;
  ends_at: Date | null;
  max_runs: number | null;
  blackouts: Blackout[];
  expected_within_ms: number | null;
  max_duration_ms: number | null;
  on_failure: string[];
  on_success: string[];
  breaker: string | null;
  concurrency_key: string | null;
  concurrency_limit: number | null;
  requires: string | null;
  estimated_cost: EstimatedCost | null;
  error_severity: Severity | null;
  run_count: number;
  last_run_at: Date | null;
  next_run_at: Date | null;
  skip_id: string | null;
  skip_reason: string | null;
  managed_by: string | null;
  created_by: string;
  created_at: Date;
  updated_at: Date;
  executions?: number | null;
  failures?: number | null;
  duration_ms?: number | null;
}

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

/** The part a caller may edit, as it came. */
export const toDefinition = (row: ScheduleRow): ScheduleDefinition => ({
  name: row.name,
  description: row.description,
  taskType: row.task_type,
  taskConfig: row.task_config,
  scheduleType: row.schedule_type,
  scheduleConfig: row.schedule_config,
  enabled: row.enabled,
  queue: row.queue,
  priority: row.priority,
  tags: row.tags,
  retryPolicy: row.retry_policy,
  timeoutMs: row.timeout_ms,
  overlapPolicy: row.overlap_policy,
  catchUpPolicy: row.catch_up_policy,
  catchUpLimit: row.catch_up_limit,
  jitterMs: row.jitter_ms,
  startsAt: iso(row.starts_at),
  endsAt: iso(row.ends_at),
  maxRuns: row.max_runs,
  blackouts: row.blackouts,
  expectedWithinMs: row.expected_within_ms,
  maxDurationMs: row.max_duration_ms,
  onFailure: row.on_failure,
  onSuccess: row.on_success,
  breaker: toBreakerOption(row.breaker),
  concurrencyKey: row.concurrency_key,
  concurrencyLimit: row.concurrency_limit,
  requires: parseRequires(row.requires),
  estimatedCost: row.estimated_cost,
  errorSeverity: row.error_severity,
});

export function toSchedule(row: ScheduleRow, timing: string, recent?: RecentRun[]): Schedule {
  const executions = row.executions ?? 0;
  return {
    id: row.id,
    ...toDefinition(row),
    timing,
    lastRunAt: iso(row.last_run_at),
    nextRunAt: row.enabled ? iso(row.next_run_at) : null,
    runCount: row.run_count,
    statistics: {
      executions,
      failures: row.failures ?? 0,
      averageDurationMs: executions > 0 ? Math.round((row.duration_ms ?? 0) / executions) : null,
    },
    ...(recent && { recent }),
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
