import type { NewToken, Page, RateLimit, Role, Token, TokenDraft, TokenPatch } from '@tutti/contract';
import type { Actor } from './engine-api.ts';

/** Somebody whose secret was verified. */
export interface Caller {
  /** SHA-256 of the secret. */
  hash: string;
  /** Row of the token, or of the session. */
  id: number;
  kind: 'token' | 'session';
  /** The token it is, or that signed in; after a one-time link the session itself. */
  token: { id: number; name: string };
  /** As it stands in events and in the audit log. */
  actor: string;
  roles: readonly Role[];
  /** All that is allowed, those of the roles included. */
  scopes: readonly string[];
  rateLimit: RateLimit;
  expiresAtMs: number | null;
  /** How long tokens that it makes may last at most. */
  grantsUntilMs: number | null;
}
/** Whose rights bound what may be given; absent: nobody's. */
export interface Grantor {
  scopes: readonly string[];
  untilMs: number | null;
}
export interface TokenActor extends Actor {
  grantor?: Grantor | undefined;
}
export interface TokenEdit extends TokenActor {
  ifMatch?: string | undefined;
}
export interface TokenListQuery {
  limit: number;
  offset?: number;
  kind?: 'token' | 'session' | undefined;
  revoked?: boolean | undefined;
}
/** What is known of a secret. */
export type Verdict =
  | { kind: 'known'; caller: Caller }
  | { kind: 'unknown' }
  | { kind: 'expired'; name: string }
  | { kind: 'revoked'; name: string };
export interface TokensApi {
  /** The only answer that holds the secret. */
  create(draft: TokenDraft, by?: TokenActor): Promise<NewToken>;
  get(id: number): Promise<Token>;
  list(query: TokenListQuery): Promise<Page<Token>>;
  update(id: number, patch: TokenPatch, edit?: TokenEdit): Promise<Token>;
  /** Ends a token and the sessions made from it, or one session. Twice is once. */
  revoke(id: number, by?: TokenActor): Promise<void>;
  /** The verdict if it is known without a round trip; a use of the token. */
  peek(secret: string): Verdict | undefined;
  verify(secret: string): Promise<Verdict>;
  /** Whether this node found it good before, however long ago: not a guess. */
  wasKnown(secret: string): boolean;
  /** Whether somebody verified earlier still may call; no use of the token. */
  isAlive(caller: Caller): Promise<boolean>;
  /** Makes a session for a browser out of a token, or out of the code of a one-time link. */
  signIn(
    credential: { token?: string | undefined; code?: string | undefined },
    by?: { requestId?: string | undefined; userAgent?: string | undefined },
  ): Promise<{ secret: string; caller: Caller; expiresAt: Date }>;
  signOut(secret: string, by?: TokenActor): Promise<void>;
  /** For a one-time link: good for one sign-in as admin, for 15 minutes. */
  createSignInCode(by?: TokenActor): Promise<string>;
  /** Whether there is any that is neither revoked nor expired. */
  any(kind: 'token' | 'session'): Promise<boolean>;
  /** Tokens were changed, by whatever node. */
  onChange(listener: () => void): () => void;
  /** Forgets sign-ins that ended long ago. */
  purge(): Promise<void>;
}
