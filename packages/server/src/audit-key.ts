import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Configuration, TuttiError } from '@tutti/contract';
import { type AuditSigner, createAuditSigner } from '@tutti/engine';

type KeySettings = Pick<Configuration, 'home' | 'databaseUrl' | 'auditKey'>;

const LEAST_BYTES = 32;

/**
 * The key that signs the end of the audit log. It must not be in the database, whose owner it guards against: given, or
 * a file in the home. Nodes that share a database cannot each make their own: without a given key they do not sign.
 */
export async function auditSigner({
  home,
  databaseUrl,
  auditKey,
}: KeySettings): Promise<AuditSigner | undefined> {
  if (auditKey !== undefined) return toSigner(auditKey, 'TUTTI_AUDIT_KEY');
  return databaseUrl === undefined ? ownSigner(path.join(home, 'audit.key')) : undefined;
}

async function ownSigner(file: string): Promise<AuditSigner> {
  try {
    await writeFile(file, `${randomBytes(LEAST_BYTES).toString('base64')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return toSigner(await readFile(file, 'utf8'), file);
}

function toSigner(text: string, where: string): AuditSigner {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length >= LEAST_BYTES) return createAuditSigner(key);
  throw new TuttiError(
    'CONFIG_INVALID',
    `${where} does not hold ${LEAST_BYTES} bytes in base64. Make a key with: openssl rand -base64 ${LEAST_BYTES}`,
    { errors: [{ field: 'auditKey', message: `must be ${LEAST_BYTES} bytes in base64` }] },
  );
}
