import { z } from 'zod';
import { route } from '../route.ts';
import { Secret, SecretInUse, SecretName, SecretRotation, SecretValue } from '../secret.ts';

const secrets = { tag: 'Secrets', since: 2 } as const;
const one = z.object({ name: SecretName });

export const secretRoutes = {
  listSecrets: route({
    ...secrets,
    method: 'GET',
    path: '/secrets',
    summary: 'Names of the secrets and the schedules that use them; values are never read back',
    scope: 'secrets:read',
    response: z.object({ items: z.array(SecretInUse) }),
  }),
  putSecret: route({
    ...secrets,
    method: 'PUT',
    path: '/secrets/:name',
    summary: 'Set a secret, new or known',
    scope: 'secrets:admin',
    params: one,
    body: z
      .strictObject({ value: SecretValue })
      .meta({ id: 'SecretInput', examples: [{ value: 'the value' }] }),
    response: Secret,
  }),
  deleteSecret: route({
    ...secrets,
    method: 'DELETE',
    path: '/secrets/:name',
    summary: 'Delete a secret; runs that need it fail',
    scope: 'secrets:admin',
    params: one,
    response: z.undefined(),
    status: 204,
  }),
  rotateSecrets: route({
    ...secrets,
    method: 'POST',
    path: '/secrets/rotate',
    summary: 'Encrypt all secrets anew with a new key; safe to interrupt and to repeat',
    scope: 'secrets:admin',
    response: SecretRotation,
  }),
} as const;
