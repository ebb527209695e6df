import { serviceOf } from '../handlers/index.ts';

/** Task types that call the address of their config. */
const CALLING = new Set(['http_request', 'webhook_delivery']);

/** Which breaker guards an execution: as it was named ('' for none), or that of its address. */
export function guardOf(
  named: string | null,
  taskType: string | null,
  config: Record<string, unknown>,
): string | null {
  if (named !== null) return named === '' ? null : named;
  return taskType !== null && CALLING.has(taskType) ? (serviceOf(config) ?? null) : null;
}
