import type { ErrorCode } from '@tutti/contract';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-code.ts';
import { nearestName } from '../parse/nearest-name.ts';

interface Named {
  id: number;
  name: string;
}

/** The thing of this id, or else of exactly this name, out of a list that is short by nature. */
export async function findNamed<T extends Named>(
  { what, code }: { what: string; code: ErrorCode },
  key: string,
  list: (query: { text?: string; limit: number }) => Promise<{ items: T[] }>,
): Promise<T> {
  const { items } = await list({ limit: 500 });
  const found = items.find(({ name }) => name === key) ?? items.find(({ id }) => String(id) === key);
  if (found) return found;
  const nearest = nearestName(
    key,
    items.map(({ name }) => name),
  );
  throw new CliError(code, `there is no ${what} with the id or name "${key}"`, {
    exitCode: EXIT.notFound,
    suggestion: nearest === undefined ? `tutti ${what} list` : `did you mean "${nearest}"?`,
    details: { key, nearest: nearest ?? null },
  });
}
