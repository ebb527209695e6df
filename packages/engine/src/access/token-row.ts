import { type RateLimit, type Role, type Token, grantedScopes } from '@tutti/contract';
import type { Caller } from '../access-api.ts';

export interface TokenRow {
  id: number;
  kind: 'token' | 'session';
  parent_id: number | null;
  name: string;
  hint: string;
  roles: Role[];
  scopes: string[];
  rate_limit: RateLimit | null;
  expires_at: Date | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
  created_by: string;
  created_at: Date;
  updated_at: Date;
}

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

export const toToken = (row: TokenRow): Token => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  hint: row.hint,
  roles: row.roles,
  scopes: row.scopes,
  rateLimit: row.rate_limit ?? 'default',
  expiresAt: iso(row.expires_at),
  lastUsedAt: iso(row.last_used_at),
  revokedAt: iso(row.revoked_at),
  createdBy: row.created_by,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
});

/** What a caller may edit, as the audit log shows it. */
export const toGrant = (row: TokenRow) => ({
  name: row.name,
  roles: row.roles,
  scopes: row.scopes,
  rateLimit: row.rate_limit ?? 'default',
  expiresAt: iso(row.expires_at),
});

/** Of a session: the rights of the token that signed in, as they are now. */
export function toCaller(row: TokenRow, parent: TokenRow | undefined, hash: string): Caller {
  const rights = parent ?? row;
  const ends = [row.expires_at, parent?.expires_at].flatMap((date) => (date ? [date.getTime()] : []));
  return {
    hash,
    id: row.id,
    kind: row.kind,
    token: { id: rights.id, name: rights.name },
    // Names may be used again; the id tells which one it was.
    actor: `${rights.name}#${rights.id}`,
    roles: rights.roles,
    scopes: grantedScopes(rights),
    rateLimit: rights.rate_limit ?? 'default',
    expiresAtMs: ends.length > 0 ? Math.min(...ends) : null,
    /** A session made by a one-time link ends, but what its owner makes may last. */
    grantsUntilMs: rights.kind === 'token' ? (rights.expires_at?.getTime() ?? null) : null,
  };
}
