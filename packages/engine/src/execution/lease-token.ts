import { createHash, randomBytes } from 'node:crypto';
import type { LeaseClaim } from './remote-store.ts';

/** What a claim's tokens have in common: known to the worker alone, stored as a hash. */
export function newLeaseSecret(): { secret: string; hash: string } {
  const secret = randomBytes(24).toString('base64url');
  return { secret, hash: hashOf(secret) };
}

export const leaseToken = (row: { lease_id: number; id: number; fence: number }, secret: string): string =>
  `${row.lease_id}.${row.id}.${row.fence}.${secret}`;

const TOKEN = /^(\d{1,15})\.(\d{1,15})\.(\d{1,9})\.([\w-]{32})$/;

export function parseLeaseToken(token: string): LeaseClaim | undefined {
  const [, leaseId, id, fence, secret] = TOKEN.exec(token) ?? [];
  if (secret === undefined) return undefined;
  return { leaseId: Number(leaseId), id: Number(id), fence: Number(fence), hash: hashOf(secret) };
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
