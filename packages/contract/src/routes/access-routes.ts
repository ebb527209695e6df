import { z } from 'zod';
import { Identity, NewToken, SignInRequest, Token, TokenInput, TokenPatch } from '../access.ts';
import { AuditRecord, AuditVerdict } from '../audit.ts';
import { PageQuery, QueryFlag, Timestamp, page } from '../primitives.ts';
import { route } from '../route.ts';

const access = { tag: 'Access' } as const;
const one = z.object({
  id: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, { error: 'must be the integer id of a token, for example 3' })
    .transform(Number)
    .meta({ examples: ['3'] }),
});
const word = z.string().min(1).max(200).optional();

export const accessRoutes = {
  whoAmI: route({
    ...access,
    method: 'GET',
    path: '/whoami',
    summary: 'Who the caller is, and what it may do',
    scope: 'any',
    since: 2,
    response: Identity,
  }),
  signIn: route({
    ...access,
    method: 'POST',
    path: '/auth/sign-in',
    summary: 'Sign a browser in with a token or a one-time code; sets a cookie',
    scope: 'public',
    since: 2,
    body: SignInRequest,
    response: Identity,
  }),
  signOut: route({
    ...access,
    method: 'POST',
    path: '/auth/sign-out',
    summary: 'Sign this browser out; its cookie ends',
    scope: 'public',
    since: 2,
    response: z.undefined(),
    status: 204,
  }),
  listTokens: route({
    ...access,
    method: 'GET',
    path: '/tokens',
    summary: 'List tokens, without their secrets',
    scope: 'tokens:admin',
    since: 2,
    query: z.strictObject({
      ...PageQuery,
      kind: z.enum(['token', 'session']).optional().meta({ description: 'Tokens, or browsers signed in' }),
      revoked: QueryFlag.meta({ description: 'Only those revoked, or only those not' }),
    }),
    response: page(Token),
  }),
  // Without `creates`: the answer kept for a repeated request would hold the secret in the clear.
  createToken: route({
    ...access,
    method: 'POST',
    path: '/tokens',
    summary: 'Make a token; the answer shows its secret, once',
    scope: 'tokens:admin',
    since: 2,
    body: TokenInput,
    response: NewToken,
    status: 201,
  }),
  getToken: route({
    ...access,
    method: 'GET',
    path: '/tokens/:id',
    summary: 'Get a token, without its secret',
    scope: 'tokens:admin',
    since: 2,
    params: one,
    response: Token,
    tagged: true,
  }),
  updateToken: route({
    ...access,
    method: 'PATCH',
    path: '/tokens/:id',
    summary: 'Change what a token may do, its name, limit or expiry',
    scope: 'tokens:admin',
    since: 2,
    params: one,
    body: TokenPatch,
    response: Token,
    tagged: true,
  }),
  revokeToken: route({
    ...access,
    method: 'DELETE',
    path: '/tokens/:id',
    summary: 'Revoke a token and the browsers it signed in, for good',
    scope: 'tokens:admin',
    since: 2,
    params: one,
    response: z.undefined(),
    status: 204,
  }),
  listAudit: route({
    ...access,
    method: 'GET',
    path: '/audit',
    summary: 'Who did what to which thing, newest first',
    scope: 'audit:admin',
    since: 2,
    query: z.strictObject({
      limit: PageQuery.limit,
      cursor: z
        .string()
        .regex(/^\d{1,15}$/, { error: 'must be nextCursor of the page before' })
        .optional(),
      actor: word,
      action: word.meta({ description: 'For example schedule.deleted' }),
      entityType: word.meta({ description: 'For example schedule' }),
      entityId: word,
      from: Timestamp.optional(),
      until: Timestamp.optional(),
    }),
    response: page(AuditRecord),
  }),
  verifyAudit: route({
    ...access,
    method: 'GET',
    path: '/audit/verify',
    summary: 'Read the whole audit log and tell what was changed, removed or put in between',
    scope: 'audit:admin',
    since: 2,
    response: AuditVerdict,
  }),
} as const;
