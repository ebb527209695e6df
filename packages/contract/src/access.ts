import { z } from 'zod';
import type { FieldError } from './error.ts';
import { nearestName } from './nearest-name.ts';
import { Timestamp } from './primitives.ts';

/** What a role may do; `*` stands for every resource or every action. */
export const ROLE_SCOPES = {
  viewer: ['*:read'],
  operator: ['*:read', '*:write', '*:trigger'],
  admin: ['*:*'],
  /** A remote worker takes work and reports on it. */
  worker: ['worker:read', 'worker:write'],
  /** An agent sees what runs and tells of what it did; its session grants the rest. */
  agent: ['schedules:read', 'executions:read', 'events:read', 'events:write'],
} as const satisfies Record<string, readonly string[]>;

export const Role = z.enum(Object.keys(ROLE_SCOPES) as [Role, ...Role[]]);
export type Role = keyof typeof ROLE_SCOPES;

/** A scope as a route asks for it, or a pattern of scopes as a token holds it. */
export const Scope = z
  .string()
  .max(100)
  .regex(/^(\*|[a-z][a-z-]*):(\*|read|write|trigger|admin)$/, {
    error:
      'must be resource:action, where the action is read, write, trigger or admin and * stands for any, like schedules:read or *:read',
  })
  .meta({ examples: ['schedules:write', '*:read'] });

interface Grants {
  roles: readonly Role[];
  scopes: readonly string[];
}

/** Everything that roles and scopes of their own allow together. */
export const grantedScopes = ({ roles, scopes }: Grants): string[] => [
  ...new Set([...roles.flatMap((role) => ROLE_SCOPES[role] as readonly string[]), ...scopes]),
];

/** Whether one of the granted patterns covers the scope, which may be a pattern itself. */
export function allows(granted: readonly string[], scope: string): boolean {
  const [resource, action] = scope.split(':');
  return granted.some((pattern) => {
    const [grantedResource, grantedAction] = pattern.split(':');
    return (
      (grantedResource === '*' || grantedResource === resource) &&
      (grantedAction === '*' || grantedAction === action)
    );
  });
}

/** What `wanted` would allow beyond `granted`. */
export const scopesBeyond = (granted: readonly string[], wanted: Grants): string[] =>
  grantedScopes(wanted).filter((scope) => !allows(granted, scope));

/** Scopes that no route asks for are most likely misspelt. */
export function unknownScopes(scopes: readonly string[], known: readonly string[]): FieldError[] {
  const resources = new Set(
    [...known, ...Object.values(ROLE_SCOPES).flat()].map((scope) => scope.split(':')[0] ?? ''),
  );
  return scopes.flatMap((scope, index) => {
    const [resource = '', action] = scope.split(':');
    if (resource === '*' || resources.has(resource)) return [];
    const nearest = nearestName(resource, [...resources]);
    const names = [...resources].filter((name) => /^[a-z]/.test(name) && name !== 'any' && name !== 'public');
    const fix = nearest ? `did you mean ${nearest}:${action}?` : `known are ${names.toSorted().join(', ')}`;
    return [{ field: `scopes.${index}`, message: `names ${resource}, which is no resource`, fix }];
  });
}

export const RATE_LIMITS = {
  default: { perMinute: 600, burst: 200 },
  strict: { perMinute: 100, perHour: 1000 },
} as const;

/** Requests a token may make: a named limit, or one of its own. */
export const RateLimit = z
  .union([
    z.enum(['default', 'strict', 'none']),
    z.strictObject({
      perMinute: z.int().min(1).max(1_000_000),
      burst: z
        .int()
        .min(1)
        .max(1_000_000)
        .optional()
        .meta({ description: 'At once at most, and the rest evenly; absent: all at once' }),
      perHour: z.int().min(1).max(60_000_000).optional(),
    }),
  ])
  .meta({
    id: 'RateLimit',
    description: 'default: 600 a minute, 200 at once; strict: 100 a minute, 1,000 an hour',
  });
export type RateLimit = z.infer<typeof RateLimit>;

const TokenName = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[A-Za-z0-9][A-Za-z0-9 _.@-]*$/, {
    error: 'must start with a letter or digit and hold only letters, digits, spaces and _ . @ -',
  });

const editable = {
  name: TokenName.meta({ description: 'Stands in the audit log', examples: ['ci'] }),
  roles: z.array(Role).max(5),
  scopes: z.array(Scope).max(100).meta({ description: 'Beside those of the roles' }),
  rateLimit: RateLimit,
  expiresAt: Timestamp.nullable().meta({ description: 'null: never' }),
};

export const TokenInput = z
  .strictObject({
    ...editable,
    roles: editable.roles.default([]),
    scopes: editable.scopes.default([]),
    rateLimit: editable.rateLimit.default('default'),
    expiresAt: editable.expiresAt.default(null),
  })
  .refine(({ roles, scopes }) => roles.length + scopes.length > 0, {
    error: 'must name a role, or scopes must name a scope: it would allow nothing',
    path: ['roles'],
  })
  .meta({ id: 'TokenInput', examples: [{ name: 'ci', roles: ['operator'] }] });
export type TokenInput = z.infer<typeof TokenInput>;
export type TokenDraft = z.input<typeof TokenInput>;

export const TokenPatch = z
  .strictObject({
    name: editable.name.optional(),
    roles: editable.roles.optional(),
    scopes: editable.scopes.optional(),
    rateLimit: editable.rateLimit.optional(),
    expiresAt: editable.expiresAt.optional(),
  })
  .meta({ id: 'TokenPatch', examples: [{ name: 'deploy' }] });
export type TokenPatch = z.infer<typeof TokenPatch>;

/** A token, or the sign-in of a browser, without its secret: that is known to its owner alone. */
export const Token = z
  .object({
    id: z.int(),
    kind: z.enum(['token', 'session']),
    name: z.string(),
    hint: z.string().meta({ description: 'First letters of the secret' }),
    roles: z.array(Role),
    scopes: z.array(z.string()),
    rateLimit: RateLimit,
    expiresAt: Timestamp.nullable(),
    lastUsedAt: Timestamp.nullable(),
    revokedAt: Timestamp.nullable(),
    createdBy: z.string(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Token' });
export type Token = z.infer<typeof Token>;

/** Right after it was made: the only time its secret is shown. */
export const NewToken = Token.extend({
  secret: z.string().meta({ description: 'Shown once; only its hash is kept' }),
}).meta({ id: 'NewToken' });
export type NewToken = z.infer<typeof NewToken>;

/** Who the caller is to the server. */
export const Identity = z
  .object({
    mode: z.enum(['local', 'token']),
    actor: z.string().meta({ description: 'As it stands in events and in the audit log' }),
    kind: z.enum(['local', 'token', 'session']),
    token: z.object({ id: z.int(), name: z.string() }).nullable(),
    roles: z.array(Role),
    scopes: z.array(z.string()).meta({ description: 'All that is allowed, those of the roles included' }),
    expiresAt: Timestamp.nullable(),
  })
  .meta({ id: 'Identity' });
export type Identity = z.infer<typeof Identity>;

export const SignInRequest = z
  .strictObject({
    token: z.string().min(1).max(200).optional(),
    code: z.string().min(1).max(200).optional().meta({ description: 'Out of a one-time sign-in link' }),
  })
  .refine(({ token, code }) => (token === undefined) !== (code === undefined), {
    error: 'send either token or code',
    path: ['token'],
  })
  .meta({ id: 'SignInRequest', examples: [{ token: 'tutti_...' }] });
export type SignInRequest = z.infer<typeof SignInRequest>;
