import type { EventFilter, ExecutionError } from '@tutti/contract';
import { storableJson } from '../kernel/index.ts';

/** What a run came to. Exceptions of a handler become `failed` at the edge; inside, outcomes are values. */
export type Outcome =
  | { kind: 'completed'; result?: unknown }
  | { kind: 'failed'; error: ExecutionError; retryAfterMs?: number; stack?: string }
  | { kind: 'timeout'; error: ExecutionError }
  | { kind: 'suspended'; suspension: Suspension }
  /** Not begun: the breaker of its service is open. `delayMs` until trials are let through; null: nobody knows. */
  | { kind: 'deferred'; until: { breaker: string; delayMs: number | null } }
  | { kind: 'released' }
  | { kind: 'abandoned' };

/** Holds no slot until its time has come or its event has happened. */
export type Suspension =
  | { hold: 'sleep'; delayMs: number }
  | { hold: 'event'; delayMs: number | null; step: string; pattern: string; filter: EventFilter | null };

/** How a suspended execution is put back. */
export function waitOf(suspension: Suspension) {
  const { hold, delayMs } = suspension;
  if (suspension.hold === 'sleep') return { hold, delayMs };
  const { step, pattern, filter } = suspension;
  return { hold, delayMs, wait: { step, pattern, filter } };
}

/** Thrown by `context.sleep` and `context.waitForEvent` to leave the handler; it runs again from its start later. */
export class SuspendSignal extends Error {
  override readonly name = 'SuspendSignal';
  readonly suspension: Suspension;

  constructor(suspension: Suspension) {
    super('the execution waits; do not catch this, or throw it on');
    this.suspension = suspension;
  }
}

/** Throw it from a handler to say what failed, and that another attempt could not help. */
export class TaskFailure extends Error {
  override readonly name = 'TaskFailure';
  readonly code: string;
  readonly permanent: boolean;
  readonly retryAfterMs: number | undefined;
  readonly data: unknown;

  constructor(
    code: string,
    message: string,
    options: { permanent?: boolean; retryAfterMs?: number; data?: unknown; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.permanent = options.permanent ?? false;
    this.retryAfterMs = options.retryAfterMs;
    this.data = options.data;
  }
}

export const completed = (result?: unknown): Outcome => ({ kind: 'completed', result });
export const failed = (
  error: ExecutionError,
  retryAfterMs?: number,
): Extract<Outcome, { kind: 'failed' }> => ({
  kind: 'failed',
  error,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});

/** An error as it can be stored: data that JSON has no words for is left out. */
export function storableError(error: ExecutionError): ExecutionError {
  try {
    return JSON.parse(storableJson(error) as string) as ExecutionError;
  } catch {
    const { code, message, permanent } = error;
    return JSON.parse(storableJson({ code, message, permanent }) as string) as ExecutionError;
  }
}

/** The outcome of a handler that threw. */
export function outcomeOfThrown(thrown: unknown): Outcome {
  if (thrown instanceof SuspendSignal) return { kind: 'suspended', suspension: thrown.suspension };
  if (thrown instanceof TaskFailure) {
    const { code, message, permanent, data, retryAfterMs } = thrown;
    return failed({ code, message, permanent, ...(data !== undefined && { data }) }, retryAfterMs);
  }
  const message = thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
  const outcome = failed({ code: 'HANDLER_ERROR', message, permanent: false });
  return thrown instanceof Error && thrown.stack ? { ...outcome, stack: thrown.stack } : outcome;
}
