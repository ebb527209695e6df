import {
  type Secret,
  type SecretInUse,
  SecretName,
  type SecretRotation,
  SecretValue,
  TuttiError,
  parseAs,
  secretNamesIn,
} from '@tutti/contract';
import type { Database, Queryable } from '@tutti/database';
import { type AuditEntry, appendAudit } from '../audit/index.ts';
import type { Clock, Log } from '../kernel/index.ts';
import { type SecretKey, newSecretKey, open, seal } from './cipher.ts';
import { keyOf, keysFor } from './key-choice.ts';
import type { Keyring } from './keyring.ts';
import {
  type SealedSecret,
  findSecret,
  listSecrets,
  lockSecrets,
  readSealed,
  removeSecret,
  saveSecret,
  schedulesNamingSecrets,
} from './secret-store.ts';
import type { TextVault } from './text-vault.ts';
import { ValueCache } from './value-cache.ts';

interface SecretsDeps {
  database: Database;
  keyring: Keyring;
  /** Secret texts elsewhere, under the same key. */
  texts: TextVault;
  clock: Clock;
  log: Log;
  /** A secret, or all of them, changed: other nodes should hear of it. */
  onChanged(): void;
}

/** Who acts, for the audit log. */
interface By {
  actor?: string | undefined;
  requestId?: string | undefined;
}

export interface ResolvedSecrets {
  values: ReadonlyMap<string, string>;
  missing: string[];
}

/** The secrets of the installation: set, named, deleted and rotated by operators, resolved for runs. */
export class Secrets {
  readonly #deps: SecretsDeps;
  readonly #cache: ValueCache;

  constructor(deps: SecretsDeps) {
    this.#deps = deps;
    this.#cache = new ValueCache(deps.clock);
  }

  /** With the schedules that name them, so that nobody deletes what is needed. */
  async list(): Promise<SecretInUse[]> {
    const { database } = this.#deps;
    const [secrets, schedules] = await Promise.all([listSecrets(database), schedulesNamingSecrets(database)]);
    return secrets.map((secret) => ({
      ...secret,
      schedules: schedules.flatMap(({ id, name, config }) =>
        secretNamesIn(config).includes(secret.name) ? [{ id, name }] : [],
      ),
    }));
  }

  async put(name: string, value: string, by: By = {}): Promise<Secret> {
    parseAs(SecretName, name, { what: 'The name does not fit its schema', prefix: 'name' });
    parseAs(SecretValue, value, { what: 'The value does not fit its schema', prefix: 'value' });
    const saved = await this.#change(async (tx) => {
      const [key] = await this.#keysFor(tx);
      const before = await findSecret(tx, name);
      const version = (before?.version ?? 0) + 1;
      const sealed = {
        name,
        version,
        keyFingerprint: key.fingerprint,
        ...seal(key, { name, version }, value),
      };
      const after = await saveSecret(tx, sealed, by.actor ?? 'local');
      const action = before ? 'secret.updated' : 'secret.created';
      await appendAudit(tx, [entryOf(action, name, by, before, after)]);
      return after;
    });
    return saved;
  }

  async delete(name: string, by: By = {}): Promise<void> {
    await this.#change(async (tx) => {
      const before = await removeSecret(tx, name);
      if (!before) throw notFound(name);
      await appendAudit(tx, [entryOf('secret.deleted', name, by, before)]);
    });
  }

  /**
   * Encrypts every secret anew, those of hooks and channels too. The new key stands beside the old one until all are stored, so that an interruption at
   * any point leaves secrets that can be read, and another call goes on from there.
   */
  async rotate(by: By = {}): Promise<SecretRotation> {
    const { keyring, texts } = this.#deps;
    const { rotated, key } = await this.#change(async (tx) => {
      const keys = await this.#keysForRotation(tx);
      const old = (await readSealed(tx)).filter((secret) => secret.keyFingerprint !== keys[0].fingerprint);
      for (const secret of old) await saveSecret(tx, resealed(secret, keys), by.actor ?? 'local');
      const rotated = old.length + (await texts.reseal(tx, keys));
      const after = { rotated, keyFingerprint: keys[0].fingerprint };
      await appendAudit(tx, [entryOf('secret.rotated', undefined, by, undefined, after)]);
      return { rotated, key: keys[0] };
    });
    if (keyring.isOwn) await keyring.keep([key]);
    return { rotated, keyFingerprint: key.fingerprint };
  }

  /** Values by name, from a cache of a few seconds that every change empties. */
  readonly resolve = async (names: readonly string[]): Promise<ResolvedSecrets> => {
    const values = this.#cache.get(names);
    const wanted = names.filter((name) => !values.has(name));
    if (wanted.length > 0) {
      const remember = this.#cache.begin();
      const keys = await this.#deps.keyring.keys();
      for (const sealed of await readSealed(this.#deps.database, wanted)) {
        const value = open(keyOf(sealed.keyFingerprint, keys, this.#deps.keyring), sealed, sealed);
        values.set(sealed.name, value);
        remember(sealed.name, value);
      }
    }
    return { values, missing: names.filter((name) => !values.has(name)) };
  };

  /** Forgets values that were read: some may have changed. */
  readonly forget = (): void => this.#cache.clear();

  /**
   * Seals what is not sealed yet. Throws when this node shares a database but not the key that its secrets need. A key file of our own that is lost
   * stops only the runs that need it.
   */
  async checkKey(): Promise<void> {
    const { keyring, database, texts, log } = this.#deps;
    const keys = await keyring.keys();
    const needed = await texts.needed(database);
    try {
      for (const fingerprint of needed) keyOf(fingerprint, keys, keyring);
      await texts.sealAll();
    } catch (error) {
      if (keyring.isShared || !(error instanceof TuttiError)) throw error;
      if (keyring.isOwn) log.warn({ err: error }, 'secrets cannot be read; runs that need them will fail');
    }
  }

  async #change<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    const result = await this.#deps.database.transaction(async (tx) => {
      await lockSecrets(tx);
      return work(tx);
    });
    this.forget();
    this.#deps.onChanged();
    return result;
  }

  async #keysFor(tx: Queryable): Promise<[SecretKey, ...SecretKey[]]> {
    return keysFor(this.#deps.keyring, await this.#deps.texts.needed(tx));
  }

  async #keysForRotation(tx: Queryable): Promise<[SecretKey, ...SecretKey[]]> {
    const { keyring } = this.#deps;
    const keys = await this.#keysFor(tx);
    // Two keys: the operator gave a new one, or an earlier rotation was interrupted.
    if (keys.length > 1) return keys;
    if (!keyring.isOwn) throw newKeyNeeded(keyring);
    const both: [SecretKey, ...SecretKey[]] = [newSecretKey(), ...keys];
    await keyring.keep(both);
    return both;
  }
}

function resealed(secret: SealedSecret, keys: [SecretKey, ...SecretKey[]]): SealedSecret {
  const { name } = secret;
  const oldKey = keys.find(({ fingerprint }) => fingerprint === secret.keyFingerprint) as SecretKey;
  const value = open(oldKey, secret, secret);
  const version = secret.version + 1;
  return { name, version, keyFingerprint: keys[0].fingerprint, ...seal(keys[0], { name, version }, value) };
}

/** Names and versions only: an audit log is read by more people than secrets are. */
function entryOf(
  action: string,
  name: string | undefined,
  { actor = 'local', requestId }: By,
  before?: object,
  after?: object,
): AuditEntry {
  return {
    actor,
    action,
    entityType: 'secret',
    ...(name !== undefined && { entityId: name }),
    ...(before && { before }),
    ...(after && { after }),
    ...(requestId !== undefined && { requestId }),
  };
}

const newKeyNeeded = (keyring: Keyring): TuttiError =>
  new TuttiError(
    'SECRET_KEY_MISSING',
    `Rotation needs a new key. Put it before the present one, separated by a comma (${keyring.describe()}: NEW,OLD), on every node, start them again, rotate, then leave the old one out.`,
  );

const notFound = (name: string): TuttiError =>
  new TuttiError('SECRET_NOT_FOUND', `There is no secret named ${JSON.stringify(name)}.`);
