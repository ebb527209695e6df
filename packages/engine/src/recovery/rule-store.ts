import type { ErrorRule, ErrorRuleInput, RetryBackoff } from '@tutti/contract';
import type { Queryable } from '@tutti/database';
import { type RuleRow, toErrorRule } from '../execution/index.ts';

const COLUMNS = `name, position, task_type, schedule_id, error_code, message_includes, permanent, severity, retry`;
const values = ({ name, position, match, permanent, severity, retry }: ErrorRuleInput): unknown[] => [
  name,
  position,
  match.taskType ?? null,
  match.scheduleId ?? null,
  match.errorCode ?? null,
  match.messageIncludes ?? null,
  permanent ?? null,
  severity ?? null,
  retry,
];

export async function insertRule(db: Queryable, rule: ErrorRuleInput): Promise<ErrorRule | undefined> {
  const text = `insert into error_rules (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning *`;
  const [row] = await db.query<RuleRow>(text, values(rule));
  return row && toErrorRule(row);
}

/** Undefined: there is no such rule. */
export async function updateRule(
  db: Queryable,
  id: number,
  rule: ErrorRuleInput,
): Promise<ErrorRule | undefined> {
  const text = `update error_rules set (${COLUMNS}) = ($1, $2, $3, $4, $5, $6, $7, $8, $9) where id = $10 returning *`;
  const [row] = await db.query<RuleRow>(text, [...values(rule), id]);
  return row && toErrorRule(row);
}

export async function deleteRule(db: Queryable, id: number): Promise<boolean> {
  return (await db.query(`delete from error_rules where id = $1 returning id`, [id])).length > 0;
}

const UPSERT_POLICY = `
  insert into retry_policies (name, max_retries, initial_delay_ms, max_delay_ms, multiplier, jitter, updated_by)
  values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (name) do update set max_retries = excluded.max_retries, initial_delay_ms = excluded.initial_delay_ms,
    max_delay_ms = excluded.max_delay_ms, multiplier = excluded.multiplier, jitter = excluded.jitter,
    updated_by = excluded.updated_by, updated_at = now()`;

export async function upsertPolicy(
  db: Queryable,
  name: string,
  { maxRetries, initialDelayMs, maxDelayMs, multiplier, jitter }: RetryBackoff,
  actor: string,
): Promise<void> {
  await db.query(UPSERT_POLICY, [name, maxRetries, initialDelayMs, maxDelayMs, multiplier, jitter, actor]);
}

export async function deletePolicy(db: Queryable, name: string): Promise<void> {
  await db.query(`delete from retry_policies where name = $1`, [name]);
}
