import { TuttiError, allows } from '@tutti/contract';
import type { Caller, TokensApi, Verdict } from '@tutti/engine';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refusal } from '../guards.ts';
import { type Credential, readCredential } from './credential.ts';
import { RequestMeters } from './request-meters.ts';
import { type HostPolicy, tokenRefusal } from './token-guards.ts';

/** Decides on each request before anything of it is read. Throws what it refuses. */
export interface Gate {
  readonly mode: 'local' | 'token';
  admit(request: FastifyRequest, reply: FastifyReply): Promise<void> | undefined;
  /** Before a sign-in is tried: guessing must not be cheap. */
  admitSignIn(address: string): void;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a caller must be allowed; `public` is for everybody, `any` for everybody signed in; absent: admins alone. */
    scope?: string;
    /** Outside the rate limits. */
    unlimited?: boolean;
  }
  interface FastifyRequest {
    /** Who calls; null in local mode and on public routes. */
    caller: Caller | null;
  }
}

/** Whoever can open a connection to loopback may do everything, except for pages of other sites. */
export const localGate: Gate = {
  mode: 'local',
  admit: (request) => {
    const refused = refusal(request.method, request.headers, request.routeOptions.config.takesAnyBody);
    if (refused) throw refused;
    return undefined;
  },
  admitSignIn: () => undefined,
};

const SIGN_IN_LIMIT = { perMinute: 20 };
const UNKNOWN_LIMIT = { perMinute: 120 };

interface TokenGateDeps extends HostPolicy {
  tokens: Pick<TokensApi, 'peek' | 'verify' | 'wasKnown'>;
  monotonicMs?: () => number;
  /** How many nodes share the limits; default 1. */
  serving?: () => number;
}

/** Every request but public ones shows a token or the cookie of a session, and what it may do. */
export class TokenGate implements Gate {
  readonly mode = 'token';
  readonly #deps: TokenGateDeps;
  readonly #meters: RequestMeters;

  constructor(deps: TokenGateDeps) {
    this.#deps = deps;
    this.#meters = new RequestMeters(deps.monotonicMs, deps.serving);
  }

  admit(request: FastifyRequest, reply: FastifyReply): Promise<void> | undefined {
    const credential = readCredential(request.headers);
    const refused = tokenRefusal(request, credential, this.#deps);
    if (refused) throw refused;
    if (request.is404 || request.routeOptions.config.scope === 'public') return undefined;
    if (!credential) throw unauthenticated('This needs a token, or a browser that is signed in.');
    const verdict = this.#deps.tokens.peek(credential.secret);
    if (!verdict) return this.#look(credential, request, reply);
    this.#enter(verdict, request, reply);
    return undefined;
  }

  admitSignIn(address: string): void {
    this.#limit(`sign-in ${address}`, SIGN_IN_LIMIT);
  }

  async #look(credential: Credential, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    // Whoever guessed too often is not looked up any more: the database has others to serve.
    const { tokens } = this.#deps;
    if (!tokens.wasKnown(credential.secret)) this.#refuseGuesser(request.ip);
    const verdict = await tokens.verify(credential.secret);
    this.#enter(verdict, request, reply);
  }

  #enter(verdict: Verdict, request: FastifyRequest, reply: FastifyReply): void {
    if (verdict.kind !== 'known') {
      if (verdict.kind === 'unknown') this.#limit(`unknown ${request.ip}`, UNKNOWN_LIMIT, reply);
      throw unauthenticated(refusalOf(verdict));
    }
    const { caller } = verdict;
    const { scope = '*:*', unlimited } = request.routeOptions.config;
    if (caller.rateLimit !== 'none' && !unlimited) this.#limit(`token ${caller.id}`, caller.rateLimit, reply);
    if (scope !== 'any' && !allows(caller.scopes, scope)) throw forbidden(caller, scope);
    request.caller = caller;
  }

  #refuseGuesser(address: string): void {
    const waitS = this.#meters.waitS(`unknown ${address}`);
    if (waitS > 0) throw rateLimited(waitS);
  }

  #limit(key: string, limit: Parameters<RequestMeters['take']>[1], reply?: FastifyReply): void {
    const { allowed, headers } = this.#meters.take(key, limit);
    reply?.headers(headers);
    if (!allowed) throw rateLimited(Number(headers['retry-after']));
  }
}

function refusalOf(verdict: Exclude<Verdict, { kind: 'known' }>): string {
  switch (verdict.kind) {
    case 'unknown':
      return 'This token is not one of this server.';
    case 'expired':
      return `The token ${verdict.name} has expired. Use another, or sign in again.`;
    case 'revoked':
      return `The token ${verdict.name} was revoked. Use another, or sign in again.`;
  }
}

const unauthenticated = (what: string): TuttiError =>
  new TuttiError(
    'UNAUTHENTICATED',
    `${what} Send the header Authorization: Bearer <token>, or sign in to the dashboard; tutti token create makes a token.`,
  );

const forbidden = (caller: Caller, scope: string): TuttiError =>
  new TuttiError(
    'FORBIDDEN',
    `The token ${caller.token.name} lacks the scope ${scope}. Use one that has it, or let an admin add it with: tutti token edit ${caller.token.id} --scope ${scope}`,
    { errors: [{ field: 'scope', message: `${scope} is missing` }] },
  );

export const rateLimited = (retryAfterS: number): TuttiError =>
  new TuttiError(
    'RATE_LIMITED',
    `Too many requests. Wait ${retryAfterS} s before the next one; an admin can raise the limit of a token.`,
  );
