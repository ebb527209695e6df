import type { Secret } from '@tutti/contract';
import type { Queryable } from '@tutti/database';
import type { Sealed } from './cipher.ts';

interface SecretRow {
  name: string;
  version: number;
  key_fingerprint: string;
  updated_by: string;
  created_at: Date;
  updated_at: Date;
}

/** One encrypted value. */
export interface SealedSecret extends Sealed {
  name: string;
  version: number;
  keyFingerprint: string;
}

interface SealedRow extends Sealed {
  name: string;
  version: number;
  key_fingerprint: string;
}

const COLUMNS = 'name, version, key_fingerprint, updated_by, created_at, updated_at';

const toSecret = (row: SecretRow): Secret => ({
  name: row.name,
  version: row.version,
  keyFingerprint: row.key_fingerprint,
  updatedBy: row.updated_by,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
});

const toSealed = ({ key_fingerprint: keyFingerprint, ...row }: SealedRow): SealedSecret => ({
  ...row,
  keyFingerprint,
});

export async function listSecrets(db: Queryable): Promise<Secret[]> {
  return (await db.query<SecretRow>(`select ${COLUMNS} from secrets order by name`)).map(toSecret);
}

/** Schedules whose config names any secret, with that config as text. */
export const schedulesNamingSecrets = (
  db: Queryable,
): Promise<{ id: number; name: string; config: string }[]> =>
  db.query(
    `select id, name, task_config::text as config from task_schedules
      where task_config::text like '%{{%secret.%' order by name`,
  );

/** Writers one at a time, also when there is no row yet; readers go on. */
export async function lockSecrets(tx: Queryable): Promise<void> {
  await tx.query('lock table secrets in share row exclusive mode');
}

export async function findSecret(db: Queryable, name: string): Promise<Secret | undefined> {
  const rows = await db.query<SecretRow>(`select ${COLUMNS} from secrets where name = $1`, [name]);
  return rows[0] && toSecret(rows[0]);
}

export async function readSealed(db: Queryable, names?: readonly string[]): Promise<SealedSecret[]> {
  const text = `select name, version, ciphertext, nonce, tag, key_fingerprint from secrets
                 where $1::text[] is null or name = any($1) order by name`;
  return (await db.query<SealedRow>(text, [names ?? null])).map(toSealed);
}

/** The keys that the stored secrets need. */
export async function readFingerprints(db: Queryable): Promise<string[]> {
  const text = 'select distinct key_fingerprint as fingerprint from secrets order by 1';
  return (await db.query<{ fingerprint: string }>(text)).map((row) => row.fingerprint);
}

export async function saveSecret(tx: Queryable, secret: SealedSecret, actor: string): Promise<Secret> {
  const { name, version, ciphertext, nonce, tag, keyFingerprint } = secret;
  const text = `insert into secrets (name, version, ciphertext, nonce, tag, key_fingerprint, updated_by)
                values ($1, $2, $3, $4, $5, $6, $7)
                on conflict (name) do update set version = excluded.version, ciphertext = excluded.ciphertext,
                  nonce = excluded.nonce, tag = excluded.tag, key_fingerprint = excluded.key_fingerprint,
                  updated_by = excluded.updated_by
                returning ${COLUMNS}`;
  const rows = await tx.query<SecretRow>(text, [
    name,
    version,
    ciphertext,
    nonce,
    tag,
    keyFingerprint,
    actor,
  ]);
  return toSecret(rows[0] as SecretRow);
}

export async function removeSecret(tx: Queryable, name: string): Promise<Secret | undefined> {
  const rows = await tx.query<SecretRow>(`delete from secrets where name = $1 returning ${COLUMNS}`, [name]);
  return rows[0] && toSecret(rows[0]);
}
