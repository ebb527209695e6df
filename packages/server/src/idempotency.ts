import { createHash } from 'node:crypto';
import { TuttiError } from '@tutti/contract';
import type { Queryable } from '@tutti/database';

/** A request that must take effect once, however often it is sent. */
export interface OnceRequest {
  token: string;
  key: string;
  bodyHash: string;
}
export interface Outcome {
  status: number;
  output: unknown;
}

/**
 * Runs the request the first time its key comes and answers the stored outcome afterwards. A failure is not stored, so
 * that the same key may try again.
 */
export async function once(
  database: Queryable,
  request: OnceRequest,
  run: () => Promise<Outcome>,
): Promise<Outcome & { replayed: boolean }> {
  if (!(await claimKey(database, request)))
    return { ...(await readStored(database, request)), replayed: true };
  let outcome: Outcome;
  try {
    outcome = await run();
  } catch (error) {
    // Should this fail too, the claim lapses by itself.
    await releaseKey(database, request).catch(() => undefined);
    throw error;
  }
  // The work is done and durable: that its answer could not be kept must not turn it into an error.
  await storeOutcome(database, request, outcome).catch(() => undefined);
  return { ...outcome, replayed: false };
}

/** Throws when the header is not usable as a key. */
export function readKey(header: string | string[]): string {
  const key = Array.isArray(header) ? header.join(',') : header;
  if (/^[\x21-\x7e][\x20-\x7e]{0,254}$/.test(key)) return key;
  const message = 'must be 1 to 255 printable ASCII characters';
  throw new TuttiError('VALIDATION_FAILED', `The header Idempotency-Key ${message}.`, {
    errors: [{ field: 'Idempotency-Key', message, fix: 'use a UUID' }],
  });
}

export const hashRequest = (operation: string, params: unknown, body: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify([operation, params, body]))
    .digest('base64url');

/** Takes the key if it is free: unknown, past its 24 hours, or left by a process that died in the middle. */
async function claimKey(database: Queryable, { token, key, bodyHash }: OnceRequest): Promise<boolean> {
  const claimed = await database.query(
    `insert into http_idempotency as kept (token, key, body_hash) values ($1, $2, $3)
     on conflict (token, key) do update set body_hash = excluded.body_hash, status = null, response = null, created_at = now()
      where kept.created_at < now() - interval '24 hours'
         or (kept.status is null and kept.created_at < now() - interval '2 minutes')
     returning key`,
    [token, key, bodyHash],
  );
  return claimed.length > 0;
}

async function readStored(database: Queryable, { token, key, bodyHash }: OnceRequest): Promise<Outcome> {
  const [row] = await database.query<{
    body_hash: string;
    status: number | null;
    response: { output?: unknown } | null;
  }>(`select body_hash, status, response from http_idempotency where token = $1 and key = $2`, [token, key]);
  if (row && row.body_hash !== bodyHash) {
    throw new TuttiError(
      'IDEMPOTENCY_KEY_REUSED',
      `The idempotency key ${key} came with another request before. Use a new key for a new request.`,
    );
  }
  if (!row || row.status === null) {
    throw new TuttiError(
      'IDEMPOTENCY_IN_PROGRESS',
      `A request with the idempotency key ${key} is under way. Send it again in a moment to get its answer.`,
    );
  }
  return { status: row.status, output: row.response?.output };
}

const storeOutcome = (
  database: Queryable,
  { token, key }: OnceRequest,
  { status, output }: Outcome,
): Promise<unknown> =>
  database.query(`update http_idempotency set status = $3, response = $4 where token = $1 and key = $2`, [
    token,
    key,
    status,
    JSON.stringify({ output }),
  ]);

const releaseKey = (database: Queryable, { token, key }: OnceRequest): Promise<unknown> =>
  database.query(`delete from http_idempotency where token = $1 and key = $2 and status is null`, [
    token,
    key,
  ]);

/** Forgets keys older than 24 hours. */
export async function purgeIdempotency(database: Queryable): Promise<void> {
  await database.query(`delete from http_idempotency where created_at < now() - interval '24 hours'`);
}
