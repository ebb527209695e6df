import { type RuleInput, TuttiError } from '@tutti/contract';
import type { Queryable } from '@tutti/database';
import type { NamedListQuery } from '../hooks-api.ts';
import { isUniqueViolation, storableJson, storableText } from '../kernel/index.ts';
import type { RuleRow } from './notification-row.ts';

const SELECT = `select r.*, (select count(*)::int from notification_groups g where g.rule_id = r.id and g.open) as open_groups from notification_rules r`;

async function one(db: Queryable, text: string, id: number): Promise<RuleRow> {
  const [row] = await db.query<RuleRow>(text, [id]);
  if (!row) throw new TuttiError('RULE_NOT_FOUND', `There is no notification rule ${id}.`);
  return row;
}
export const findRule = (db: Queryable, id: number): Promise<RuleRow> =>
  one(db, `${SELECT} where r.id = $1`, id);
export const lockRule = (tx: Queryable, id: number): Promise<RuleRow> =>
  one(tx, `select * from notification_rules where id = $1 for update`, id);

export const enabledRules = (db: Queryable): Promise<RuleRow[]> =>
  db.query<RuleRow>(`select * from notification_rules where enabled order by id`);

const FILTER = `($1::boolean is null or enabled = $1) and ($2::text is null or name ilike $2)`;

export async function listRules(
  db: Queryable,
  { enabled, text, limit, offset }: NamedListQuery,
): Promise<{ rows: RuleRow[]; total: number }> {
  const filter = [enabled ?? null, text ? `%${text.replaceAll(/[\\%_]/g, '\\$&')}%` : null];
  const [rows, [count]] = await Promise.all([
    db.query<RuleRow>(`${SELECT} where ${FILTER} order by id limit $3 offset $4`, [
      ...filter,
      limit,
      offset ?? 0,
    ]),
    db.query<{ total: number }>(
      `select count(*)::int as total from notification_rules where ${FILTER}`,
      filter,
    ),
  ]);
  return { rows, total: count?.total ?? 0 };
}

const values = (input: RuleInput): unknown[] => [
  storableText(input.name),
  input.enabled,
  input.events,
  storableJson(input.filter),
  input.scheduleIds,
  input.severities,
  input.channels,
  input.groupBy,
  input.renotifyMs,
  input.recovered,
  storableJson(input.quietHours),
];
const COLUMNS = `name, enabled, events, filter, schedule_ids, severities, channels, group_by, renotify_ms, recovered, quiet_hours`;

export async function insertRule(tx: Queryable, input: RuleInput, createdBy: string): Promise<RuleRow> {
  const text = `insert into notification_rules (${COLUMNS}, created_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning *`;
  const [row] = await naming(input.name, tx.query<RuleRow>(text, [...values(input), createdBy]));
  return row as RuleRow;
}

/** What it was about may have changed, so its alerts are forgotten. */
export async function writeRule(tx: Queryable, id: number, input: RuleInput): Promise<RuleRow> {
  const text = `update notification_rules set active_since = case when $2 and not enabled then now() else active_since end,
           (${COLUMNS}) = ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) where id = $12 returning *`;
  const [row] = await naming(input.name, tx.query<RuleRow>(text, [...values(input), id]));
  await tx.query(`delete from notification_groups where rule_id = $1`, [id]);
  return row as RuleRow;
}

export const removeRule = (tx: Queryable, id: number): Promise<unknown> =>
  tx.query(
    `with gone as (delete from notification_rules where id = $1) delete from notification_groups where rule_id = $1`,
    [id],
  );

async function naming<T>(name: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isUniqueViolation(error, 'notification_rules_name_key')) throw error;
    throw new TuttiError('RULE_NAME_TAKEN', `A rule named ${JSON.stringify(name)} exists already.`, {
      errors: [
        { field: 'name', message: 'is taken', fix: 'choose another name, or edit the rule that has it' },
      ],
    });
  }
}
