import {
  type NewToken,
  type Page,
  type Token,
  type TokenDraft,
  type TokenPatch,
  TokenPatch as PatchSchema,
  TuttiError,
  parseAs,
} from '@tutti/contract';
import type { Database, Queryable } from '@tutti/database';
import { type AuditEntry, appendAudit } from '../audit/index.ts';
import type { Caller, TokenActor, TokenEdit, TokenListQuery, TokensApi, Verdict } from '../access-api.ts';
import { type Clock, type Log, Loop, pageOf } from '../kernel/index.ts';
import { CODE_PREFIX, SESSION_PREFIX, TOKEN_PREFIX, hashSecret, hintOf, makeSecret } from './secret.ts';
import { TokenCache } from './token-cache.ts';
import { type TokenRow, toCaller, toGrant, toToken } from './token-row.ts';
import { checkExpiry, checkGrant, parseToken } from './token-rules.ts';
import {
  anyIn,
  findByHash,
  findToken,
  insertCode,
  insertToken,
  listTokens,
  lockToken,
  purgeSignIns,
  revokeWithSessions,
  useCode,
  writeLastUsed,
  writeToken,
} from './token-store.ts';

export interface TokensDeps {
  database: Database;
  clock: Clock;
  log: Log;
  /** Tells all nodes that tokens have changed. */
  onChanged(): void;
}

const LOCAL = 'local';
const LINK_NAME = 'sign-in link';
const SESSION_MS = 30 * 86_400_000;
const CODE_MS = 15 * 60_000;
const USED_EVERY_MS = 10_000;

/** Tokens, and the browser sessions made from them. */
export class Tokens implements TokensApi {
  readonly #deps: TokensDeps;
  readonly #cache: TokenCache;
  readonly #loop: Loop;
  readonly #listeners = new Set<() => void>();
  #used = new Map<number, Date>();

  constructor(deps: TokensDeps) {
    this.#deps = deps;
    const { clock, log } = deps;
    this.#cache = new TokenCache({
      monotonicMs: () => clock.monotonicMs(),
      read: (hash) => this.#read(hash),
    });
    const round = (): Promise<number> => this.#writeUsed().then(() => USED_EVERY_MS);
    this.#loop = new Loop({ name: 'token upkeep', log, round });
  }

  start(): void {
    this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
    await this.#writeUsed().catch((error: unknown) =>
      this.#deps.log.debug({ err: error }, 'when tokens were last used could not be written'),
    );
  }

  /** Some node changed some token. */
  refresh(): void {
    this.#cache.clear();
    for (const listener of this.#listeners) listener();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async create(draft: TokenDraft, by: TokenActor = {}): Promise<NewToken> {
    const input = parseToken(draft);
    checkExpiry(input, this.#deps.clock.now());
    checkGrant(by.grantor, input);
    const secret = makeSecret(TOKEN_PREFIX);
    const row = await this.#changing(async (tx) => {
      const made = await insertToken(tx, {
        ...input,
        kind: 'token',
        parentId: null,
        hash: hashSecret(secret),
        hint: hintOf(secret, TOKEN_PREFIX),
        createdBy: by.actor ?? LOCAL,
      });
      await appendAudit(tx, tokenAudit('token.created', made, by, { after: toGrant(made) }));
      return made;
    });
    return { ...toToken(row), secret };
  }

  async get(id: number): Promise<Token> {
    return toToken(await findToken(this.#deps.database, id));
  }

  async list(query: TokenListQuery): Promise<Page<Token>> {
    const { rows, total } = await listTokens(this.#deps.database, query);
    return pageOf(rows.map(toToken), total, query);
  }

  async update(id: number, patch: TokenPatch, edit: TokenEdit = {}): Promise<Token> {
    const changes = parseAs(PatchSchema, patch, { what: 'The change does not fit its schema' });
    const row = await this.#changing(async (tx) => {
      const found = await lockToken(tx, id);
      checkMatch(found, edit);
      checkAlive(found);
      const before = toGrant(found);
      const input = parseToken({ ...before, ...changes } as TokenDraft);
      if (changes.expiresAt !== undefined) checkExpiry(input, this.#deps.clock.now());
      checkGrant(edit.grantor, { ...before, expiresAt: undefined as never });
      checkGrant(edit.grantor, input);
      const written = await writeToken(tx, id, input);
      await appendAudit(tx, tokenAudit('token.updated', found, edit, { before, after: toGrant(written) }));
      return written;
    });
    return toToken(row);
  }

  async revoke(id: number, by: TokenActor = {}): Promise<void> {
    await this.#changing(async (tx) => {
      const row = await lockToken(tx, id);
      if (row.revoked_at) return;
      checkGrant(by.grantor, { roles: row.roles, scopes: row.scopes });
      await revokeWithSessions(tx, id);
      await appendAudit(tx, tokenAudit(`${row.kind}.revoked`, row, by, { before: toGrant(row) }));
    });
  }

  peek(secret: string): Verdict | undefined {
    return this.#noted(this.#cache.peek(hashSecret(secret)));
  }

  wasKnown(secret: string): boolean {
    return this.#cache.wasKnown(hashSecret(secret));
  }

  async verify(secret: string): Promise<Verdict> {
    return this.#noted(await this.#cache.get(hashSecret(secret)));
  }

  async isAlive(caller: Caller): Promise<boolean> {
    return this.#fresh(await this.#cache.get(caller.hash)).kind === 'known';
  }

  async signIn(
    credential: { token?: string | undefined; code?: string | undefined },
    by: { requestId?: string | undefined; userAgent?: string | undefined } = {},
  ): Promise<{ secret: string; caller: Caller; expiresAt: Date }> {
    const parent = credential.token === undefined ? undefined : await this.#tokenOf(credential.token);
    const secret = makeSecret(SESSION_PREFIX);
    const expiresAt = new Date(this.#deps.clock.now().getTime() + SESSION_MS);
    const row = await this.#changing(async (tx) => {
      if (!parent && !(await useCode(tx, hashSecret(credential.code ?? '')))) throw codeRefused();
      const actor = parent ? `${parent.name}#${parent.id}` : LINK_NAME;
      const made = await insertToken(tx, {
        kind: 'session',
        parentId: parent?.id ?? null,
        name: parent?.name ?? LINK_NAME,
        hash: hashSecret(secret),
        hint: hintOf(secret, SESSION_PREFIX),
        // Of a session with a token the rights are the token's, as they are at each request.
        roles: parent ? [] : ['admin'],
        scopes: [],
        rateLimit: 'default',
        expiresAt,
        createdBy: actor,
      });
      const after = { token: parent?.id ?? null, userAgent: by.userAgent, expiresAt };
      await appendAudit(
        tx,
        tokenAudit('session.started', made, { actor, requestId: by.requestId }, { after }),
      );
      return made;
    });
    const caller = toCaller(row, parent, hashSecret(secret));
    return { secret, caller, expiresAt };
  }

  /** Ends a session; a secret that is none is none of our business. */
  async signOut(secret: string, by: TokenActor = {}): Promise<void> {
    const found = await findByHash(this.#deps.database, hashSecret(secret));
    if (found?.row.kind !== 'session' || found.row.revoked_at) return;
    await this.#changing(async (tx) => {
      await revokeWithSessions(tx, found.row.id);
      await appendAudit(tx, tokenAudit('session.ended', found.row, by, {}));
    });
  }

  async createSignInCode(by: TokenActor = {}): Promise<string> {
    const code = makeSecret(CODE_PREFIX);
    await this.#deps.database.transaction(async (tx) => {
      await insertCode(tx, hashSecret(code), CODE_MS);
      const { actor = LOCAL, requestId } = by;
      const entry = { actor, action: 'sign_in_link.created', entityType: 'sign_in_link', requestId };
      await appendAudit(tx, [entry]);
    });
    return code;
  }

  any(kind: 'token' | 'session'): Promise<boolean> {
    return anyIn(this.#deps.database, kind);
  }

  async purge(): Promise<void> {
    await purgeSignIns(this.#deps.database);
  }

  async #tokenOf(secret: string): Promise<TokenRow> {
    const found = await findByHash(this.#deps.database, hashSecret(secret));
    const verdict = this.#fresh(found ? verdictOf(found.row, found.parent, '') : { kind: 'unknown' });
    if (found?.row.kind === 'token' && verdict.kind === 'known') return found.row;
    const what =
      verdict.kind === 'expired' || verdict.kind === 'revoked'
        ? `has ${verdict.kind === 'expired' ? 'expired' : 'been revoked'}`
        : 'is not one of this server';
    throw new TuttiError('SIGN_IN_REFUSED', `This token ${what}. Make one with: tutti token create`, {
      errors: [{ field: 'token', message: what }],
    });
  }

  async #read(hash: string): Promise<Verdict> {
    const found = await findByHash(this.#deps.database, hash);
    return found ? verdictOf(found.row, found.parent, hash) : { kind: 'unknown' };
  }

  #noted<V extends Verdict | undefined>(read: V): Verdict | V {
    if (!read) return read;
    const verdict = this.#fresh(read);
    if (verdict.kind === 'known') {
      const now = this.#deps.clock.now();
      this.#used.set(verdict.caller.id, now).set(verdict.caller.token.id, now);
    }
    return verdict;
  }

  /** What was known may have expired since. */
  #fresh(verdict: Verdict): Verdict {
    if (verdict.kind !== 'known') return verdict;
    const { expiresAtMs, token } = verdict.caller;
    const isOver = expiresAtMs !== null && expiresAtMs <= this.#deps.clock.now().getTime();
    return isOver ? { kind: 'expired', name: token.name } : verdict;
  }

  async #writeUsed(): Promise<void> {
    if (this.#used.size === 0) return;
    const used = this.#used;
    this.#used = new Map();
    await writeLastUsed(this.#deps.database, used);
  }

  async #changing<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    const result = await this.#deps.database.transaction(work);
    this.refresh();
    this.#deps.onChanged();
    return result;
  }
}

function verdictOf(row: TokenRow, parent: TokenRow | undefined, hash: string): Verdict {
  if (row.revoked_at || parent?.revoked_at) return { kind: 'revoked', name: row.name };
  return { kind: 'known', caller: toCaller(row, parent, hash) };
}

const tokenAudit = (
  action: string,
  row: TokenRow,
  { actor = LOCAL, requestId }: TokenActor,
  change: { before?: unknown; after?: unknown },
): AuditEntry[] => [{ actor, action, entityType: row.kind, entityId: String(row.id), ...change, requestId }];

const codeRefused = (): TuttiError =>
  new TuttiError(
    'SIGN_IN_REFUSED',
    'This sign-in link was used before, or is older than 15 minutes. Make another with: tutti token link',
    { errors: [{ field: 'code', message: 'is used up or too old' }] },
  );

function checkAlive(row: TokenRow): void {
  if (row.kind === 'token' && !row.revoked_at) return;
  const message = row.revoked_at
    ? `Token ${row.id} was revoked, which is for good. Make another.`
    : `${row.id} is the sign-in of a browser: it can only be revoked.`;
  throw new TuttiError('TOKEN_REVOKED', message);
}

function checkMatch(row: TokenRow, { ifMatch }: TokenEdit): void {
  if (ifMatch === undefined || ifMatch === row.updated_at.toISOString()) return;
  const message = `Token ${row.id} was changed at ${row.updated_at.toISOString()}, after you read it. Read it again and repeat the change.`;
  throw new TuttiError('PRECONDITION_FAILED', message);
}
