import type { z } from 'zod';
import { type Outcome, failed } from '../execution/index.ts';

type Parsed<Config> = { config: Config } | { refused: Outcome };

/** Parses a run's config once more: templates have been resolved in it since it was accepted. */
export function parseConfig<Config>(schema: z.ZodType<Config>, taskConfig: unknown): Parsed<Config> {
  const parsed = schema.safeParse(taskConfig);
  if (parsed.success) return { config: parsed.data };
  const reasons = parsed.error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join('.')}: ${message}` : message,
  );
  return { refused: failed({ code: 'TASK_CONFIG_INVALID', message: reasons.join('; '), permanent: true }) };
}

/** The limit that the config itself sets. */
export const timeoutOfConfig = ({ timeoutMs }: Record<string, unknown>): number | undefined =>
  typeof timeoutMs === 'number' ? timeoutMs : undefined;
