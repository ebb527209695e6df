import { ROLE_SCOPES, type RateLimit, type Role } from '@tutti/contract';
import { usageError } from '../cli-error.ts';
import { parseDuration } from '../parse/duration.ts';
import { flag, parsed, texts, type Option, type OptionValues } from '../program/option.ts';

const ROLES = Object.keys(ROLE_SCOPES) as Role[];

const role: Option<Role[]> = {
  placeholder: ROLES.join('|'),
  description: 'What it may do; may be given several times',
  many: true,
  parse: (text) => {
    if ((ROLES as string[]).includes(text)) return text as Role;
    throw new Error(`is "${text}"; allowed: ${ROLES.join(', ')}`);
  },
};

/** Options that say what a token may do, how often, and until when. */
export const TOKEN_OPTIONS = {
  role,
  scope: texts('resource:action', 'What it may do beside its roles, e.g. schedules:write or "*:read"'),
  rateLimit: parsed(
    'limit',
    'default (600 a minute), strict (100 a minute, 1,000 an hour), none, or a number a minute',
    parseLimit,
  ),
  expiresIn: parsed('duration', 'It ends after this time, e.g. 90d; absent: never', parseDuration),
  neverExpires: flag('It has no end'),
};

export function tokenFields(
  { role: roles, scope: scopes, rateLimit, expiresIn, neverExpires }: OptionValues<typeof TOKEN_OPTIONS>,
  now: Date,
) {
  if (neverExpires && expiresIn !== undefined)
    throw usageError('give --expires-in or --never-expires, not both');
  return {
    ...(roles && { roles }),
    ...(scopes && { scopes }),
    ...(rateLimit !== undefined && { rateLimit }),
    ...(expiresIn !== undefined && { expiresAt: new Date(now.getTime() + expiresIn).toISOString() }),
    ...(neverExpires && { expiresAt: null }),
  };
}

function parseLimit(text: string): RateLimit {
  if (text === 'default' || text === 'strict' || text === 'none') return text;
  const perMinute = Number(text);
  if (Number.isInteger(perMinute) && perMinute > 0) return { perMinute };
  throw new Error(`is "${text}"; write default, strict, none, or a number of requests a minute`);
}
