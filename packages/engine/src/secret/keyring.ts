import { randomUUID } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TuttiError } from '@tutti/contract';
import { KEY_BYTES, type SecretKey, newSecretKey, toSecretKey } from './cipher.ts';

/**
 * Where the key is: given as text, in a file of the operator, in a file of our own that is made when first needed, or
 * nowhere although other nodes may have one.
 */
export type KeyPlace = { given: string } | { file: string } | { ownFile: string } | { missing: true };

const HOW_TO_MAKE = 'make one with: openssl rand -base64 32';

/** The keys of this node: the first encrypts, those after it only decrypt. Files are read anew each time. */
export class Keyring {
  readonly #place: KeyPlace | undefined;

  constructor(place: KeyPlace | undefined) {
    this.#place = place;
  }

  /** Whether a node must not start when the stored secrets need another key: one that uses none may do without. */
  get isShared(): boolean {
    return this.#place !== undefined && !this.isOwn;
  }

  /** Whether a new key is ours to make. */
  get isOwn(): boolean {
    return this.#place !== undefined && 'ownFile' in this.#place;
  }

  /** Empty where there is no key, or none yet. */
  async keys(): Promise<SecretKey[]> {
    const place = this.#place;
    if (place === undefined || 'missing' in place) return [];
    if ('given' in place) return parseKeys(place.given, 'TUTTI_SECRET_KEY');
    if ('file' in place) return parseKeys(await readGiven(place.file), place.file);
    const text = await readOwn(place.ownFile);
    return text === undefined ? [] : parseKeys(text, place.ownFile);
  }

  /** Makes the first key of our own file, unless another node was quicker. */
  async create(): Promise<SecretKey[]> {
    const file = this.#ownFile();
    const aside = await writeAside(file, [newSecretKey()]);
    try {
      await link(aside, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      await rm(aside, { force: true });
    }
    return this.keys();
  }

  /** Replaces what is in our own file; a crash leaves either the old text or the new. */
  async keep(keys: readonly SecretKey[]): Promise<void> {
    const file = this.#ownFile();
    await rename(await writeAside(file, keys), file);
  }

  /** For messages: where an operator finds or sets the key. */
  describe(): string {
    const place = this.#place;
    if (place && 'file' in place) return place.file;
    return place && 'ownFile' in place ? place.ownFile : 'TUTTI_SECRET_KEY';
  }

  #ownFile(): string {
    if (this.#place && 'ownFile' in this.#place) return this.#place.ownFile;
    throw new Error('only a key file of our own is written');
  }
}

export function parseKeys(text: string, where: string): SecretKey[] {
  const keys = text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((part) => toSecretKey(keyBytes(part, where)));
  if (keys.length === 0) throw invalid(where, 'holds no key', HOW_TO_MAKE);
  return keys;
}

function keyBytes(text: string, where: string): Buffer {
  if (/^[0-9a-fA-F]{64}$/.test(text)) return Buffer.from(text, 'hex');
  const bytes = /^[A-Za-z0-9+/_-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : Buffer.alloc(0);
  if (bytes.length === KEY_BYTES) return bytes;
  throw invalid(where, `must be ${KEY_BYTES} bytes in base64 or hex`, HOW_TO_MAKE);
}

async function readGiven(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw invalid(file, `cannot be read: ${(cause as Error).message}`, 'see TUTTI_SECRET_KEY_FILE', cause);
  }
}

/** Undefined when there is none yet. One that others may read is no longer a secret. */
async function readOwn(file: string): Promise<string | undefined> {
  try {
    const { mode } = await stat(file);
    if ((mode & 0o077) !== 0) throw invalid(file, 'may be read by others', `run: chmod 600 ${file}`);
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function writeAside(file: string, keys: readonly SecretKey[]): Promise<string> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const aside = `${file}.${randomUUID()}.tmp`;
  const handle = await open(aside, 'w', 0o600);
  try {
    await handle.writeFile(keys.map(({ bytes }) => `${bytes.toString('base64')}\n`).join(''));
    // The database is about to rely on it.
    await handle.sync();
  } finally {
    await handle.close();
  }
  await chmod(aside, 0o600);
  return aside;
}

const invalid = (where: string, message: string, fix: string, cause?: unknown): TuttiError =>
  new TuttiError('CONFIG_INVALID', `The key for secrets (${where}) ${message}; ${fix}.`, { cause });
