import { api, ROLE_SCOPES, type RateLimit, type Role, type Token } from '@tutti/contract';
import { formatCount } from '../../ui/format-number.ts';
import type { StatusKind } from '../../ui/status-icon.tsx';

const DAY = 86_400_000;
/** From here on a token is marked: there is still time to make the next one. */
const SOON_MS = 14 * DAY;

export const ROLES: readonly { value: Role; label: string; effect: string }[] = [
  {
    value: 'viewer',
    label: 'Viewer',
    effect: 'Reads everything but tokens and the audit log, changes nothing.',
  },
  {
    value: 'operator',
    label: 'Operator',
    effect: 'Also makes and runs work. So it may run commands on the machines of the workers.',
  },
  {
    value: 'admin',
    label: 'Admin',
    effect: 'May do everything: also tokens, secrets, settings and the audit log.',
  },
  { value: 'worker', label: 'Worker', effect: 'Takes work and reports on it, from a machine of its own.' },
  {
    value: 'agent',
    label: 'Agent',
    effect: 'Reads schedules, executions and events, and tells of its own events.',
  },
];

export const rolesScopes = (roles: readonly Role[]): string[] => [
  ...new Set(roles.flatMap((role) => ROLE_SCOPES[role] as readonly string[])),
];

/** Every scope that some route asks for, with what it is for. */
export function knownScopes(): { value: string; note: string }[] {
  const uses = new Map<string, string[]>();
  for (const { scope, summary } of Object.values(api))
    if (scope.includes(':')) uses.set(scope, [...(uses.get(scope) ?? []), summary]);
  return [...uses]
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([value, [first = '', ...more]]) => ({
      value,
      note: more.length === 0 ? first : `${first}, and ${more.length} more`,
    }));
}

export interface TokenState {
  kind: StatusKind;
  word: string;
}

export function tokenState(token: Pick<Token, 'revokedAt' | 'expiresAt'>, now: number): TokenState {
  if (token.revokedAt !== null) return { kind: 'cancelled', word: 'Revoked' };
  if (token.expiresAt === null) return { kind: 'completed', word: 'Active' };
  const left = Date.parse(token.expiresAt) - now;
  if (left <= 0) return { kind: 'failed', word: 'Expired' };
  return left < SOON_MS ? { kind: 'timeout', word: 'Expires soon' } : { kind: 'completed', word: 'Active' };
}

export const isOver = (token: Pick<Token, 'revokedAt' | 'expiresAt'>, now: number): boolean =>
  token.revokedAt !== null || (token.expiresAt !== null && Date.parse(token.expiresAt) <= now);

export const EXPIRIES = [
  { value: '7', label: 'In 7 days' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: 'never', label: 'Never' },
  { value: 'date', label: 'On a date' },
] as const;
export type Expiry = (typeof EXPIRIES)[number]['value'];

export function expiresAtOf(
  expiry: Expiry,
  date: string | undefined,
  now: number,
): string | null | undefined {
  if (expiry === 'never') return null;
  if (expiry === 'date') return date;
  return new Date(now + Number(expiry) * DAY).toISOString();
}

/** `600 a minute, 200 at once` */
export function limitWords(limit: RateLimit): string {
  if (limit === 'none') return 'no limit';
  if (limit === 'default') return '600 a minute, 200 at once';
  if (limit === 'strict') return '100 a minute, 1,000 an hour';
  const { perMinute, burst, perHour } = limit;
  return [
    `${formatCount(perMinute)} a minute`,
    burst !== undefined && `${formatCount(burst)} at once`,
    perHour !== undefined && `${formatCount(perHour)} an hour`,
  ]
    .filter(Boolean)
    .join(', ');
}
