import type { RateLimit, Role, Token, TokenDraft } from '@tutti/contract';
import { expiresAtOf, type Expiry } from './token-words.ts';

export interface TokenForm {
  name: string;
  roles: readonly Role[];
  scopes: readonly string[];
  rateLimit: RateLimit;
  expiry: Expiry;
  /** For an expiry on a date. */
  date: string | undefined;
}

export const emptyTokenForm: TokenForm = {
  name: '',
  roles: ['viewer'],
  scopes: [],
  rateLimit: 'default',
  expiry: '90',
  date: undefined,
};

export const formOfToken = (token: Token): TokenForm => ({
  name: token.name,
  roles: token.roles,
  scopes: token.scopes,
  rateLimit: token.rateLimit,
  expiry: token.expiresAt === null ? 'never' : 'date',
  date: token.expiresAt ?? undefined,
});

export const toTokenDraft = (form: TokenForm, now: number): TokenDraft => {
  const expiresAt = expiresAtOf(form.expiry, form.date, now);
  return {
    name: form.name.trim(),
    roles: [...form.roles],
    scopes: [...form.scopes],
    rateLimit: form.rateLimit,
    ...(expiresAt !== undefined && { expiresAt }),
  };
};
