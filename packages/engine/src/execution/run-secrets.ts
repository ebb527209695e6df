import { TuttiError } from '@tutti/contract';
import type { ResolvedSecrets } from '../secret/index.ts';
import { TaskFailure } from './outcome.ts';

export type ResolveSecrets = (names: readonly string[]) => Promise<ResolvedSecrets>;

/** The values of the secrets that a config names; without one of them the run must not start. */
export async function secretsOf(
  names: readonly string[],
  resolve: ResolveSecrets,
): Promise<ReadonlyMap<string, string>> {
  const { values, missing } = await resolve(names).catch((error: unknown) => {
    // Another node may have the key.
    if (error instanceof TuttiError) throw new TaskFailure(error.code, error.message);
    throw error;
  });
  const [first] = missing;
  if (first === undefined) return values;
  throw new TaskFailure(
    'SECRET_MISSING',
    `there is no secret named ${missing.join(', ')}; set it with: tutti secret set ${first}`,
    { permanent: true, data: { missing } },
  );
}
