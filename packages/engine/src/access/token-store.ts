import { type TokenInput, TuttiError } from '@tutti/contract';
import type { Queryable } from '@tutti/database';
import type { TokenListQuery } from '../access-api.ts';
import type { TokenRow } from './token-row.ts';

const COLUMNS = `id, kind, parent_id, name, hint, roles, scopes, rate_limit, expires_at, last_used_at, revoked_at, created_by, created_at, updated_at`;

export async function findToken(db: Queryable, id: number): Promise<TokenRow> {
  const [row] = await db.query<TokenRow>(`select ${COLUMNS} from tokens where id = $1`, [id]);
  if (!row) throw new TuttiError('TOKEN_NOT_FOUND', `There is no token ${id}.`);
  return row;
}

export async function lockToken(tx: Queryable, id: number): Promise<TokenRow> {
  await tx.query(`select from tokens where id = $1 for update`, [id]);
  return findToken(tx, id);
}

export async function findByHash(
  db: Queryable,
  hash: string,
): Promise<{ row: TokenRow; parent: TokenRow | undefined } | undefined> {
  const rows = await db.query<TokenRow & { own: boolean }>(
    `select ${COLUMNS}, hash = $1 as own from tokens where hash = $1
     union all
     select ${COLUMNS}, false from tokens where id = (select parent_id from tokens where hash = $1)`,
    [hash],
  );
  const row = rows.find(({ own }) => own);
  return row && { row, parent: rows.find(({ own }) => !own) };
}

const LIST = `($1::text is null or kind = $1) and ($2::boolean is null or (revoked_at is not null) = $2)`;

export async function listTokens(
  db: Queryable,
  { kind, revoked, limit, offset = 0 }: TokenListQuery,
): Promise<{ rows: TokenRow[]; total: number }> {
  const filter = [kind ?? null, revoked ?? null];
  const [rows, [count]] = await Promise.all([
    db.query<TokenRow>(`select ${COLUMNS} from tokens where ${LIST} order by id desc limit $3 offset $4`, [
      ...filter,
      limit,
      offset,
    ]),
    db.query<{ total: number }>(
      `select count(*)::int as total from (select 1 from tokens where ${LIST} limit 10001) x`,
      filter,
    ),
  ]);
  return { rows, total: count?.total ?? 0 };
}

interface NewRow extends Omit<TokenInput, 'expiresAt'> {
  kind: 'token' | 'session';
  parentId: number | null;
  hash: string;
  hint: string;
  expiresAt: string | Date | null;
  createdBy: string;
}

export async function insertToken(tx: Queryable, token: NewRow): Promise<TokenRow> {
  const text = `
    insert into tokens (kind, parent_id, name, hash, hint, roles, scopes, rate_limit, expires_at, created_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning ${COLUMNS}`;
  const [row] = await refusingTwins(token.name, () =>
    tx.query<TokenRow>(text, [
      token.kind,
      token.parentId,
      token.name,
      token.hash,
      token.hint,
      token.roles,
      token.scopes,
      JSON.stringify(token.rateLimit),
      token.expiresAt,
      token.createdBy,
    ]),
  );
  return row as TokenRow;
}

export async function writeToken(tx: Queryable, id: number, input: TokenInput): Promise<TokenRow> {
  const text = `
    update tokens set name = $2, roles = $3, scopes = $4, rate_limit = $5, expires_at = $6 where id = $1
    returning ${COLUMNS}`;
  const [row] = await refusingTwins(input.name, () =>
    tx.query<TokenRow>(text, [
      id,
      input.name,
      input.roles,
      input.scopes,
      JSON.stringify(input.rateLimit),
      input.expiresAt,
    ]),
  );
  return row as TokenRow;
}

/** Ends a token and the sessions made from it. */
export const revokeWithSessions = (tx: Queryable, id: number): Promise<unknown> =>
  tx.query(`update tokens set revoked_at = now() where (id = $1 or parent_id = $1) and revoked_at is null`, [
    id,
  ]);

export const writeLastUsed = (db: Queryable, used: ReadonlyMap<number, Date>): Promise<unknown> =>
  db.query(
    `update tokens t set last_used_at = x.at from unnest($1::int[], $2::timestamptz[]) as x(id, at)
      where t.id = x.id and (t.last_used_at is null or t.last_used_at < x.at)`,
    [[...used.keys()], [...used.values()]],
  );

/** Whether a token exists that could sign somebody in, or a browser is signed in already. */
export async function anyIn(db: Queryable, kind: 'token' | 'session'): Promise<boolean> {
  const [row] = await db.query<{ found: boolean }>(
    `select exists (select from tokens where kind = $1 and revoked_at is null and (expires_at is null or expires_at > now())) as found`,
    [kind],
  );
  return row?.found === true;
}

export const insertCode = (tx: Queryable, hash: string, lifeMs: number): Promise<unknown> =>
  tx.query(
    `insert into sign_in_codes (hash, expires_at) values ($1, now() + $2::float8 * interval '1 millisecond')`,
    [hash, lifeMs],
  );

/** True once, and only while it is fresh. */
export async function useCode(tx: Queryable, hash: string): Promise<boolean> {
  const used = await tx.query(
    `update sign_in_codes set used_at = now() where hash = $1 and used_at is null and expires_at > now() returning 1`,
    [hash],
  );
  return used.length > 0;
}

/** Forgets codes and sessions that ended long ago. */
export const purgeSignIns = (db: Queryable): Promise<unknown> =>
  db.query(
    `with codes as (delete from sign_in_codes where expires_at < now() - interval '1 day')
     delete from tokens where kind = 'session' and coalesce(revoked_at, expires_at) < now() - interval '30 days'`,
  );

async function refusingTwins<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isTwin(error)) throw error;
    const errors = [
      { field: 'name', message: 'is taken', fix: 'choose another, or revoke the token that has it' },
    ];
    throw new TuttiError('TOKEN_NAME_TAKEN', `A token named ${JSON.stringify(name)} exists already.`, {
      errors,
      cause: error,
    });
  }
}

function isTwin(error: unknown): boolean {
  const { constraint, cause } = error as { constraint?: string; cause?: unknown };
  return constraint === 'tokens_name' || (cause !== undefined && cause !== null && isTwin(cause));
}
