import type { Identity } from '@tutti/contract';
import { expect, test } from 'vitest';
import { mayOf } from './may.ts';

const viewer: Identity = {
  mode: 'token',
  actor: 'bob#2',
  kind: 'session',
  token: { id: 2, name: 'bob' },
  roles: ['viewer'],
  scopes: ['*:read', 'schedules:trigger'],
  expiresAt: null,
};

test('what a role or a scope of its own covers is allowed', () => {
  expect(mayOf(viewer, 'webhooks:read')).toEqual({ allowed: true, reason: undefined });
  expect(mayOf(viewer, 'schedules:trigger').allowed).toBe(true);
});

test('what is not covered is refused with the scope to ask for', () => {
  expect(mayOf(viewer, 'schedules:write')).toEqual({
    allowed: false,
    reason:
      'Your token bob (viewer) may not do this: it needs the scope schedules:write. Ask an admin for it.',
  });
  expect(mayOf({ ...viewer, roles: [] }, 'tokens:admin').reason).toMatch(/^Your token bob may not/);
});

test('in local mode, and before it is known who asks, nothing is refused', () => {
  expect(mayOf({ ...viewer, mode: 'local', token: null, scopes: ['*:*'] }, 'tokens:admin').allowed).toBe(
    true,
  );
  expect(mayOf(undefined, 'tokens:admin').allowed).toBe(true);
});
