import { serviceOf } from '../handlers/index.ts';

/** Which breaker guards an execution: as it was named ('' for none), or that of its address. */
export function guardOf(
  named: string | null,
  taskType: string | null,
  config: Record<string, unknown>,
): string | null {
  if (named !== null) return named === '' ? null : named;
  return taskType === 'http_request' ? (serviceOf(config) ?? null) : null;
}
