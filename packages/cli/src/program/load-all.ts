import type { AnyCommand } from './command.ts';
import { REGISTRY } from './registry.ts';

/** Every definition, for what describes the whole program. */
export async function loadAll(): Promise<ReadonlyMap<string, AnyCommand>> {
  const loaded = await Promise.all(
    REGISTRY.map(async ({ path, load }) => [path, (await load()).command] as const),
  );
  return new Map(loaded);
}
