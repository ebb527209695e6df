import { TuttiError } from '@tutti/contract';
import type { Queryable } from '@tutti/database';
import type { NamedListQuery } from '../hooks-api.ts';
import { isUniqueViolation, storableJson, storableText } from '../kernel/index.ts';
import type { TextMap, TextTable } from '../secret/index.ts';
import { type WebhookDefinition, type WebhookRow, mapSecrets } from './webhook-row.ts';

const notFound = (id: number): TuttiError =>
  new TuttiError('WEBHOOK_NOT_FOUND', `There is no webhook ${id}.`);

export async function findWebhook(db: Queryable, id: number): Promise<WebhookRow> {
  const [row] = await db.query<WebhookRow>(`select * from webhooks where id = $1`, [id]);
  if (!row) throw notFound(id);
  return row;
}

/** Keeps other editors away until the transaction ends. */
export async function lockWebhook(tx: Queryable, id: number): Promise<WebhookRow> {
  const [row] = await tx.query<WebhookRow>(`select * from webhooks where id = $1 for update`, [id]);
  if (!row) throw notFound(id);
  return row;
}

export const allWebhooks = (db: Queryable): Promise<WebhookRow[]> =>
  db.query<WebhookRow>(`select * from webhooks order by id`);

const FILTER = `($1::boolean is null or enabled = $1) and ($2::text is null or name ilike $2)`;

export async function listWebhooks(
  db: Queryable,
  { enabled, text, limit, offset }: NamedListQuery,
): Promise<{ rows: WebhookRow[]; total: number }> {
  const filter = [enabled ?? null, text ? `%${text.replaceAll(/[\\%_]/g, '\\$&')}%` : null];
  const [rows, [count]] = await Promise.all([
    db.query<WebhookRow>(`select * from webhooks where ${FILTER} order by id limit $3 offset $4`, [
      ...filter,
      limit,
      offset ?? 0,
    ]),
    db.query<{ total: number }>(`select count(*)::int as total from webhooks where ${FILTER}`, filter),
  ]);
  return { rows, total: count?.total ?? 0 };
}

const definitionValues = (input: WebhookDefinition): unknown[] => [
  storableText(input.name),
  input.url,
  input.events,
  storableJson(input.filter),
  storableJson(input.headers),
  input.enabled,
  storableJson(input.retryPolicy),
];

export async function insertWebhook(
  tx: Queryable,
  input: WebhookDefinition,
  { secret, createdBy }: { secret: string; createdBy: string },
): Promise<WebhookRow> {
  const text = `insert into webhooks (name, url, events, filter, headers, enabled, retry_policy, secret, created_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning *`;
  const [row] = await naming(
    input.name,
    tx.query<WebhookRow>(text, [...definitionValues(input), secret, createdBy]),
  );
  return row as WebhookRow;
}

/** Enabled again, it starts anew: with what happens from now on, and without the failures of before. */
export async function writeWebhook(tx: Queryable, id: number, input: WebhookDefinition): Promise<WebhookRow> {
  const text = `
    update webhooks set name = $1, url = $2, events = $3, filter = $4, headers = $5, enabled = $6, retry_policy = $7,
           active_since = case when $6 and not enabled then now() else active_since end,
           consecutive_failures = case when $6 and not enabled then 0 else consecutive_failures end,
           disabled_reason = case when $6 then null else disabled_reason end
     where id = $8 returning *`;
  const [row] = await naming(input.name, tx.query<WebhookRow>(text, [...definitionValues(input), id]));
  return row as WebhookRow;
}

export const removeWebhook = (tx: Queryable, id: number): Promise<unknown> =>
  tx.query(`delete from webhooks where id = $1`, [id]);

export async function rotateSecret(
  tx: Queryable,
  id: number,
  { secret, overlapMs }: { secret: string; overlapMs: number },
): Promise<WebhookRow> {
  const text = `
    update webhooks set previous_secret = case when $3 > 0 then secret end, previous_secret_until = now() + $3 * interval '1 ms', secret = $2
     where id = $1 returning *`;
  const [row] = await tx.query<WebhookRow>(text, [id, secret, overlapMs]);
  return row as WebhookRow;
}

/** Adds deliveries given up to each webhook's count. */
export const countFailures = (tx: Queryable, counts: ReadonlyMap<number, number>): Promise<WebhookRow[]> =>
  tx.query<WebhookRow>(
    `update webhooks w set consecutive_failures = consecutive_failures + x.n
       from unnest($1::int[], $2::int[]) as x(id, n) where w.id = x.id returning w.*`,
    [[...counts.keys()], [...counts.values()]],
  );

/** True when this call disabled it. */
export async function disableWebhook(tx: Queryable, id: number, reason: string): Promise<boolean> {
  const text = `update webhooks set enabled = false, disabled_reason = $2 where id = $1 and enabled returning id`;
  return (await tx.query(text, [id, storableText(reason)])).length > 0;
}

async function naming<T>(name: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isUniqueViolation(error, 'webhooks_name_key')) throw error;
    throw new TuttiError('WEBHOOK_NAME_TAKEN', `A webhook named ${JSON.stringify(name)} exists already.`, {
      errors: [
        { field: 'name', message: 'is taken', fix: 'choose another name, or edit the webhook that has it' },
      ],
    });
  }
}

const SECRETS = `select id, secret, previous_secret, headers from webhooks`;
type SecretColumns = Pick<WebhookRow, 'id' | 'secret' | 'previous_secret' | 'headers'>;

/** What of webhooks is encrypted: signing secrets, and the values of headers, which may be credentials. */
export const webhookTexts: TextTable = {
  texts: async (db) => {
    const rows = await db.query<SecretColumns>(SECRETS);
    return rows.flatMap(({ secret, previous_secret: previous, headers }) => [
      secret,
      ...(previous === null ? [] : [previous]),
      ...Object.values(headers),
    ]);
  },
  rewrite: async (tx, by: TextMap) => {
    for (const row of await tx.query<SecretColumns>(`${SECRETS} order by id for update`)) {
      const after = mapSecrets(row, by);
      if (JSON.stringify(after) === JSON.stringify(row)) continue;
      const text = `update webhooks set secret = $2, previous_secret = $3, headers = $4 where id = $1`;
      await tx.query(text, [row.id, after.secret, after.previous_secret, storableJson(after.headers)]);
    }
  },
};
