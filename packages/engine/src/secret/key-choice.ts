import { TuttiError } from '@tutti/contract';
import type { SecretKey } from './cipher.ts';
import type { Keyring } from './keyring.ts';

/** The keys of this node, which must be those that what is stored needs: one that differs is not ours to use. */
export async function keysFor(
  keyring: Keyring,
  needed: readonly string[],
): Promise<[SecretKey, ...SecretKey[]]> {
  let keys = await keyring.keys();
  if (keys.length === 0 && needed.length === 0 && keyring.isOwn) keys = await keyring.create();
  for (const fingerprint of needed) keyOf(fingerprint, keys, keyring);
  const [first, ...others] = keys;
  if (!first) throw keyMissing();
  return [first, ...others];
}

export function keyOf(fingerprint: string, keys: readonly SecretKey[], keyring: Keyring): SecretKey {
  const key = keys.find((candidate) => candidate.fingerprint === fingerprint);
  if (key) return key;
  const [first] = keys;
  if (!first && !keyring.isOwn) throw keyMissing(fingerprint);
  const has = first ? `the key here is ${first.fingerprint}` : 'the file is missing';
  throw new TuttiError(
    'SECRET_KEY_MISMATCH',
    `The secrets in the database are encrypted with key ${fingerprint}, but ${has} (${keyring.describe()}). Give this node the key that the other nodes have, or restore the file from a backup.`,
  );
}

const keyMissing = (fingerprint?: string): TuttiError =>
  new TuttiError(
    'SECRET_KEY_MISSING',
    fingerprint === undefined
      ? 'Secrets need a key that all nodes share: set TUTTI_SECRET_KEY to 32 bytes in base64 (openssl rand -base64 32) on every node and start them again.'
      : `The database holds secrets, and this node has no key: set TUTTI_SECRET_KEY to the key of the other nodes (fingerprint ${fingerprint}).`,
  );
