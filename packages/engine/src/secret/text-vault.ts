import type { Database, Queryable } from '@tutti/database';
import type { Log } from '../kernel/index.ts';
import { type SecretKey, open, seal } from './cipher.ts';
import { keyOf, keysFor } from './key-choice.ts';
import type { Keyring } from './keyring.ts';
import { lockSecrets, readFingerprints } from './secret-store.ts';

export type TextMap = (text: string) => string;

/** A table of another slice that holds secret texts among its columns. */
export interface TextTable {
  texts(db: Queryable): Promise<string[]>;
  /** Replaces each text by what `by` makes of it; rows where nothing changes are left alone. */
  rewrite(tx: Queryable, by: TextMap): Promise<void>;
}

interface TextVaultDeps {
  database: Database;
  keyring: Keyring;
  log: Log;
  tables: readonly TextTable[];
}

const MARK = 'sealed:v1:';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** What all of them are bound to: none can be passed off as a secret that runs may name. */
const PLACE = { name: 'text of a hook or channel', version: 1 };

/**
 * Encrypts the secret texts of hooks and channels where they stand, with the key of the secrets:
 * `sealed:v1:<fingerprint>:<nonce, tag and ciphertext>`. Where a node has no key they stay as they are.
 */
export class TextVault {
  readonly #deps: TextVaultDeps;

  constructor(deps: TextVaultDeps) {
    this.#deps = deps;
  }

  /** Seals what is not sealed yet. */
  async sealer(db: Queryable): Promise<TextMap> {
    const { keyring } = this.#deps;
    if (!(await this.#mayHaveKey())) return (text) => text;
    const [key] = await keysFor(keyring, await this.needed(db));
    return (text) => (isSealed(text) ? text : sealText(key, text));
  }

  /** Opens what is sealed. */
  async opener(): Promise<TextMap> {
    const keys = await this.#deps.keyring.keys();
    return (text) => this.#opened(text, keys);
  }

  /** Fingerprints of the keys that anything stored needs: secrets, and texts. */
  async needed(db: Queryable): Promise<string[]> {
    const texts = (await this.#texts(db)).filter(isSealed).map(fingerprintOf);
    return [...new Set([...(await readFingerprints(db)), ...texts])];
  }

  /** Seals what an older version, or a node without a key, has left as it was given. */
  async sealAll(): Promise<void> {
    const { database, log } = this.#deps;
    const plain = (await this.#texts(database)).filter((text) => !isSealed(text)).length;
    if (plain === 0) return;
    if (!(await this.#mayHaveKey())) {
      log.warn({ texts: plain }, 'secrets of webhooks and channels are not encrypted: set TUTTI_SECRET_KEY');
      return;
    }
    await database.transaction(async (tx) => {
      await lockSecrets(tx);
      const by = await this.sealer(tx);
      for (const table of this.#deps.tables) await table.rewrite(tx, by);
    });
    log.info({ texts: plain }, 'secrets of webhooks and channels were encrypted');
  }

  /** Seals anew, with the first of the keys, what another one sealed; answers how many. */
  async reseal(tx: Queryable, keys: readonly [SecretKey, ...SecretKey[]]): Promise<number> {
    let resealed = 0;
    const by: TextMap = (text) => {
      if (isSealed(text) && fingerprintOf(text) === keys[0].fingerprint) return text;
      resealed++;
      return sealText(keys[0], this.#opened(text, keys));
    };
    for (const table of this.#deps.tables) await table.rewrite(tx, by);
    return resealed;
  }

  #opened(text: string, keys: readonly SecretKey[]): string {
    if (!isSealed(text)) return text;
    const key = keyOf(fingerprintOf(text), keys, this.#deps.keyring);
    const bytes = Buffer.from(text.slice(text.lastIndexOf(':') + 1), 'base64url');
    const sealed = {
      nonce: bytes.subarray(0, NONCE_BYTES),
      tag: bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES),
      ciphertext: bytes.subarray(NONCE_BYTES + TAG_BYTES),
    };
    return open(key, PLACE, sealed);
  }

  async #mayHaveKey(): Promise<boolean> {
    const { keyring } = this.#deps;
    return keyring.isOwn || (await keyring.keys()).length > 0;
  }

  async #texts(db: Queryable): Promise<string[]> {
    const texts: string[] = [];
    for (const table of this.#deps.tables) texts.push(...(await table.texts(db)));
    return texts;
  }
}

const isSealed = (text: string): boolean => /^sealed:v1:[0-9a-f]{16}:[\w-]+$/.test(text);

const fingerprintOf = (text: string): string => text.slice(MARK.length, text.lastIndexOf(':'));

function sealText(key: SecretKey, text: string): string {
  const { nonce, tag, ciphertext } = seal(key, PLACE, text);
  return `${MARK}${key.fingerprint}:${Buffer.concat([nonce, tag, ciphertext]).toString('base64url')}`;
}
