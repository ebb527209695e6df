import { z } from 'zod';
import { RowId, Timestamp } from './primitives.ts';

/** As it stands in `{{secret.NAME}}`. */
export const SecretName = z
  .string()
  .max(64)
  .regex(/^[A-Za-z_][A-Za-z0-9_-]*$/, {
    error: 'must start with a letter or _ and hold only letters, digits, _ and -',
  })
  .meta({ examples: ['GITHUB_TOKEN'] });

const LEAST = 4;
const MOST = 65_536;

/** Shorter values could not be told from ordinary text, and so not be kept out of logs. Sentences must not quote it. */
export const SecretValue = z
  .string({ error: 'must be a text' })
  .min(LEAST, { error: `must have at least ${LEAST} characters, so that it can be kept out of logs` })
  .max(MOST, { error: `must have at most ${MOST} characters` })
  .refine((value) => !value.includes('\0'), { error: 'must not hold a NUL character' })
  .refine((value) => value.isWellFormed(), { error: 'must be well-formed Unicode' })
  .refine((value) => !'[redacted]'.includes(value), {
    error: 'must not be part of the mark that stands for secrets in logs',
  });

/** What can be known of a secret. Its value is never read back. */
export const Secret = z
  .object({
    name: SecretName,
    version: z.int().meta({ description: 'Goes up with every change and rotation' }),
    keyFingerprint: z.string().meta({ description: 'Of the key it is encrypted with' }),
    updatedBy: z.string(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Secret' });
export type Secret = z.infer<typeof Secret>;

/** With who would miss it. */
export const SecretInUse = Secret.extend({
  schedules: z
    .array(z.object({ id: RowId, name: z.string() }))
    .meta({ description: 'Whose task config names it' }),
}).meta({ id: 'SecretInUse' });
export type SecretInUse = z.infer<typeof SecretInUse>;

export const SecretRotation = z
  .object({
    rotated: z.int().meta({ description: 'Secrets that were encrypted anew' }),
    keyFingerprint: z.string(),
  })
  .meta({ id: 'SecretRotation' });
export type SecretRotation = z.infer<typeof SecretRotation>;
