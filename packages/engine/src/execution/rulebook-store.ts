import type { ErrorRule, NamedRetryPolicy, RetryPolicy, Severity } from '@tutti/contract';
import { RETRY_POLICIES, RETRY_POLICY_NAMES } from '@tutti/contract';
import type { Queryable } from '@tutti/database';

export interface RuleRow {
  id: number;
  name: string;
  position: number;
  task_type: string | null;
  schedule_id: number | null;
  error_code: string | null;
  message_includes: string | null;
  permanent: boolean | null;
  severity: Severity | null;
  retry: boolean;
  created_at: Date;
  updated_at: Date;
}

const defined = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;

export const toErrorRule = (row: RuleRow): ErrorRule => ({
  id: row.id,
  name: row.name,
  position: row.position,
  match: defined({
    taskType: row.task_type ?? undefined,
    scheduleId: row.schedule_id ?? undefined,
    errorCode: row.error_code ?? undefined,
    messageIncludes: row.message_includes ?? undefined,
  }),
  ...(row.permanent !== null && { permanent: row.permanent }),
  ...(row.severity !== null && { severity: row.severity }),
  retry: row.retry,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
});

export async function readRules(db: Queryable): Promise<ErrorRule[]> {
  const rows = await db.query<RuleRow>(`select * from error_rules order by position, id`);
  return rows.map(toErrorRule);
}

interface PolicyRow {
  name: Extract<RetryPolicy, string>;
  max_retries: number;
  initial_delay_ms: number;
  max_delay_ms: number;
  multiplier: number;
  jitter: number;
  updated_at: Date;
}

/** All named policies as they are in force. */
export async function readPolicies(db: Queryable): Promise<NamedRetryPolicy[]> {
  const rows = await db.query<PolicyRow>(`select * from retry_policies`);
  const edited = new Map(rows.map((row) => [row.name, row]));
  return RETRY_POLICY_NAMES.map((name) => {
    const row = edited.get(name);
    if (!row) return { name, ...RETRY_POLICIES[name], edited: false, updatedAt: null };
    return {
      name,
      maxRetries: row.max_retries,
      initialDelayMs: row.initial_delay_ms,
      maxDelayMs: row.max_delay_ms,
      multiplier: row.multiplier,
      jitter: row.jitter,
      edited: true,
      updatedAt: row.updated_at.toISOString(),
    };
  });
}

/** What schedules say of their errors; most say nothing. */
export async function readSeverities(db: Queryable): Promise<Map<number, Severity>> {
  const rows = await db.query<{ id: number; severity: Severity }>(
    `select id, error_severity as severity from task_schedules where error_severity is not null`,
  );
  return new Map(rows.map((row) => [row.id, row.severity]));
}
