import {
  type Role,
  type TokenDraft,
  TokenInput,
  TuttiError,
  api,
  parseAs,
  scopesBeyond,
  unknownScopes,
} from '@tutti/contract';
import type { Grantor } from '../access-api.ts';

const SCOPES = Object.values(api).map(({ scope }) => scope as string);

export function parseToken(draft: TokenDraft): TokenInput {
  const input = parseAs(TokenInput, draft, { what: 'The token does not fit its schema' });
  const errors = unknownScopes(input.scopes, SCOPES);
  const [first] = errors;
  if (first) throw new TuttiError('VALIDATION_FAILED', `${first.field} ${first.message}.`, { errors });
  return input;
}

/** Refuses to give, change or end what the grantor does not have: rights never grow by passing through a token. */
export function checkGrant(
  grantor: Grantor | undefined,
  grant: { roles: readonly Role[]; scopes: readonly string[]; expiresAt?: string | null },
): void {
  if (!grantor) return;
  const [beyond] = scopesBeyond(grantor.scopes, grant);
  if (beyond !== undefined)
    throw new TuttiError(
      'FORBIDDEN',
      `It would have the scope ${beyond}, which your own token lacks. A token can deal only with tokens that may do no more than itself.`,
      { allowed: [...grantor.scopes] },
    );
  if (grantor.untilMs === null || grant.expiresAt === undefined) return;
  if (grant.expiresAt === null || Date.parse(grant.expiresAt) > grantor.untilMs) {
    const fix = new Date(grantor.untilMs).toISOString();
    throw new TuttiError('FORBIDDEN', `It would outlive your own token, which ends at ${fix}.`, {
      errors: [{ field: 'expiresAt', message: 'is later than the end of your own token', fix }],
    });
  }
}

export function checkExpiry({ expiresAt }: TokenInput, now: Date): void {
  if (expiresAt === null || Date.parse(expiresAt) > now.getTime()) return;
  throw new TuttiError('VALIDATION_FAILED', 'expiresAt lies in the past.', {
    errors: [
      {
        field: 'expiresAt',
        message: 'lies in the past',
        fix: 'give a later time, or null for a token without an end',
      },
    ],
  });
}
