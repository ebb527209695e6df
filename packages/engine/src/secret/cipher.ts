import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

export interface SecretKey {
  readonly bytes: Buffer;
  /** Tells keys apart without telling anything about them. */
  readonly fingerprint: string;
}

/** What a value is bound to: moved to another name or version it cannot be opened. */
export interface Place {
  name: string;
  version: number;
}

export interface Sealed {
  ciphertext: Buffer;
  nonce: Buffer;
  tag: Buffer;
}

export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const ALGORITHM = 'aes-256-gcm';

export function toSecretKey(bytes: Buffer): SecretKey {
  const fingerprint = createHash('sha256')
    .update('tutti secret key')
    .update(bytes)
    .digest('hex')
    .slice(0, 16);
  return { bytes, fingerprint };
}

export const newSecretKey = (): SecretKey => toSecretKey(randomBytes(KEY_BYTES));

export function seal(key: SecretKey, place: Place, value: string): Sealed {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key.bytes, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(additionalData(place));
  const ciphertext = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
  return { ciphertext, nonce, tag: cipher.getAuthTag() };
}

/** Throws when anything was changed: text, name, version or key. */
export function open(key: SecretKey, place: Place, { ciphertext, nonce, tag }: Sealed): string {
  const decipher = createDecipheriv(ALGORITHM, key.bytes, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(additionalData(place));
  decipher.setAuthTag(tag);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
}

const additionalData = ({ name, version }: Place): Buffer => Buffer.from(`tutti secret ${version} ${name}`);
