import { type IncomingHook, TuttiError, type Verification } from '@tutti/contract';
import type { Queryable } from '@tutti/database';
import type { NamedListQuery } from '../hooks-api.ts';
import { isUniqueViolation } from '../kernel/index.ts';
import type { TextTable } from '../secret/index.ts';

/** `incoming_hooks`. */
export interface IncomingHookRow {
  id: number;
  name: string;
  verification: Verification;
  secret: string;
  headers: string[];
  tolerance_ms: number;
  enabled: boolean;
  received: number;
  refused: number;
  last_received_at: Date | null;
  created_by: string;
  created_at: Date;
  updated_at: Date;
}

/** What a caller may edit, every field of it. */
export type IncomingHookDefinition = Pick<
  IncomingHook,
  'name' | 'verification' | 'headers' | 'toleranceMs' | 'enabled'
> & { secret: string };

export const toHookDefinition = (row: IncomingHookRow): IncomingHookDefinition => ({
  name: row.name,
  verification: row.verification,
  headers: row.headers,
  toleranceMs: row.tolerance_ms,
  enabled: row.enabled,
  secret: row.secret,
});

export function toIncomingHook(row: IncomingHookRow): IncomingHook {
  const { secret: _secret, ...definition } = toHookDefinition(row);
  return {
    id: row.id,
    ...definition,
    path: `/hooks/${row.name}`,
    received: row.received,
    refused: row.refused,
    lastReceivedAt: row.last_received_at?.toISOString() ?? null,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

export const hookNotFound = (key: number | string): TuttiError =>
  new TuttiError('HOOK_NOT_FOUND', `There is no incoming hook ${key}.`);

async function one(db: Queryable, text: string, key: number | string): Promise<IncomingHookRow> {
  const [row] = await db.query<IncomingHookRow>(text, [key]);
  if (!row) throw hookNotFound(key);
  return row;
}
export const findHook = (db: Queryable, id: number): Promise<IncomingHookRow> =>
  one(db, `select * from incoming_hooks where id = $1`, id);
export const lockHook = (tx: Queryable, id: number): Promise<IncomingHookRow> =>
  one(tx, `select * from incoming_hooks where id = $1 for update`, id);
export const findHookNamed = (db: Queryable, name: string): Promise<IncomingHookRow> =>
  one(db, `select * from incoming_hooks where name = $1`, name);

const FILTER = `($1::boolean is null or enabled = $1) and ($2::text is null or name ilike $2)`;

export async function listHooks(
  db: Queryable,
  { enabled, text, limit, offset }: NamedListQuery,
): Promise<{ rows: IncomingHookRow[]; total: number }> {
  const filter = [enabled ?? null, text ? `%${text.replaceAll(/[\\%_]/g, '\\$&')}%` : null];
  const [rows, [count]] = await Promise.all([
    db.query<IncomingHookRow>(`select * from incoming_hooks where ${FILTER} order by id limit $3 offset $4`, [
      ...filter,
      limit,
      offset ?? 0,
    ]),
    db.query<{ total: number }>(`select count(*)::int as total from incoming_hooks where ${FILTER}`, filter),
  ]);
  return { rows, total: count?.total ?? 0 };
}

const values = (input: IncomingHookDefinition): unknown[] => [
  input.name,
  input.verification,
  input.secret,
  input.headers,
  input.toleranceMs,
  input.enabled,
];

export async function insertHook(
  tx: Queryable,
  input: IncomingHookDefinition,
  createdBy: string,
): Promise<IncomingHookRow> {
  const text = `insert into incoming_hooks (name, verification, secret, headers, tolerance_ms, enabled, created_by)
    values ($1, $2, $3, $4, $5, $6, $7) returning *`;
  const [row] = await naming(input.name, tx.query<IncomingHookRow>(text, [...values(input), createdBy]));
  return row as IncomingHookRow;
}

export async function writeHook(
  tx: Queryable,
  id: number,
  input: IncomingHookDefinition,
): Promise<IncomingHookRow> {
  const text = `update incoming_hooks set name = $1, verification = $2, secret = $3, headers = $4, tolerance_ms = $5, enabled = $6
     where id = $7 returning *`;
  const [row] = await naming(input.name, tx.query<IncomingHookRow>(text, [...values(input), id]));
  return row as IncomingHookRow;
}

export const removeHook = (tx: Queryable, id: number): Promise<unknown> =>
  tx.query(`delete from incoming_hooks where id = $1`, [id]);

/** Counts a refusal; true when it is to be told of, which is once a minute. */
export async function noteRefusal(tx: Queryable, id: number): Promise<boolean> {
  const [row] = await tx.query<{ told: boolean }>(
    `update incoming_hooks set refused = refused + 1,
            refusal_told_at = case when refusal_told_at > now() - interval '1 minute' then refusal_told_at else now() end
      where id = $1 returning refusal_told_at = now() as told`,
    [id],
  );
  return row?.told ?? false;
}

/** The first one when this very message was noted before. Forgets what is too old to be accepted again. */
export async function noteMessage(
  tx: Queryable,
  hookId: number,
  messageId: string,
): Promise<{ eventId: string | null } | undefined> {
  const rows = await tx.query(
    `with old as (
       delete from incoming_hook_messages where (hook_id, message_id) in (
         select hook_id, message_id from incoming_hook_messages where received_at < now() - interval '2 days' order by received_at limit 100))
     insert into incoming_hook_messages (hook_id, message_id) values ($1, $2) on conflict do nothing returning message_id`,
    [hookId, messageId],
  );
  if (rows.length > 0) return undefined;
  const [first] = await tx.query<{ event_id: string | null }>(
    `select event_id from incoming_hook_messages where hook_id = $1 and message_id = $2`,
    [hookId, messageId],
  );
  return { eventId: first?.event_id ?? null };
}

/** So that a copy can tell which event the first one became. */
export const rememberEvent = (
  tx: Queryable,
  hookId: number,
  messageId: string,
  eventId: string,
): Promise<unknown> =>
  tx.query(`update incoming_hook_messages set event_id = $3 where hook_id = $1 and message_id = $2`, [
    hookId,
    messageId,
    eventId,
  ]);

export const countReceived = (tx: Queryable, id: number): Promise<unknown> =>
  tx.query(`update incoming_hooks set received = received + 1, last_received_at = now() where id = $1`, [id]);

async function naming<T>(name: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isUniqueViolation(error, 'incoming_hooks_name_key')) throw error;
    throw new TuttiError('HOOK_NAME_TAKEN', `An incoming hook named ${name} exists already.`, {
      errors: [
        { field: 'name', message: 'is taken', fix: 'choose another name, or edit the hook that has it' },
      ],
    });
  }
}

type SecretColumns = Pick<IncomingHookRow, 'id' | 'secret'>;

/** What of incoming hooks is encrypted. */
export const hookTexts: TextTable = {
  texts: async (db) =>
    (await db.query<SecretColumns>(`select id, secret from incoming_hooks`)).map((row) => row.secret),
  rewrite: async (tx, by) => {
    const text = `select id, secret from incoming_hooks order by id for update`;
    for (const { id, secret } of await tx.query<SecretColumns>(text))
      await tx.query(`update incoming_hooks set secret = $2 where id = $1 and secret <> $2`, [
        id,
        by(secret),
      ]);
  },
};
