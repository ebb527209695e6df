import { z } from 'zod';

/** Every error a caller can meet, with the title it is shown under. The server maps codes to HTTP statuses. */
export const ERROR_CODES = {
  VALIDATION_FAILED: 'The request does not fit its schema',
  JSON_INVALID: 'The body is not valid JSON',
  SCHEDULE_CRON_INVALID: 'The cron expression is invalid',
  SCHEDULE_NEVER_FIRES: 'The schedule would never fire',
  TIMEZONE_INVALID: 'The time zone is unknown',
  EXECUTE_AT_PAST: 'The one-time schedule lies in the past',
  TASK_TYPE_UNKNOWN: 'No handler is known for this task type',
  TASK_CONFIG_INVALID: 'The task config does not fit its task type',
  UNAUTHENTICATED: 'Sign in, or send a token',
  SIGN_IN_REFUSED: 'Signing in did not work',
  FORBIDDEN: 'The token does not allow this',
  HOST_REFUSED: 'The Host header names another site',
  CROSS_SITE: 'Requests from other sites are refused',
  ROUTE_NOT_FOUND: 'There is no such route',
  SCHEDULE_NOT_FOUND: 'There is no such schedule',
  EXECUTION_NOT_FOUND: 'There is no such execution',
  BATCH_NOT_FOUND: 'There is no such batch',
  WEBHOOK_NOT_FOUND: 'There is no such webhook',
  DELIVERY_NOT_FOUND: 'There is no such delivery',
  CHANNEL_NOT_FOUND: 'There is no such notification channel',
  RULE_NOT_FOUND: 'There is no such notification rule',
  HOOK_NOT_FOUND: 'There is no such incoming hook',
  MESSAGE_NOT_FOUND: 'There is no such message of an incoming hook',
  SECRET_NOT_FOUND: 'There is no such secret',
  BREAKER_NOT_FOUND: 'There is no such circuit breaker',
  NODE_NOT_FOUND: 'There is no such node',
  ERROR_NOT_FOUND: 'There is no such error record',
  ERROR_RULE_NOT_FOUND: 'There is no such error rule',
  DEAD_LETTER_NOT_FOUND: 'There is no such dead letter',
  QUEUE_NOT_FOUND: 'There is no such queue',
  METHOD_NOT_ALLOWED: 'The route does not take this method',
  SCHEDULE_NAME_TAKEN: 'A schedule of this name exists',
  WEBHOOK_NAME_TAKEN: 'A webhook of this name exists',
  CHANNEL_NAME_TAKEN: 'A notification channel of this name exists',
  RULE_NAME_TAKEN: 'A notification rule of this name exists',
  HOOK_NAME_TAKEN: 'An incoming hook of this name exists',
  HOOK_REFUSED: 'The message could not be verified',
  MESSAGE_NOT_REPLAYABLE: 'The message cannot be delivered again',
  TOKEN_NOT_FOUND: 'There is no such token',
  TOKEN_NAME_TAKEN: 'A token of this name exists',
  TOKEN_REVOKED: 'The token was revoked',
  EXECUTION_STATE_CONFLICT: 'The execution is in another state',
  ERROR_STATE_CONFLICT: 'The error record is in another state',
  DEAD_LETTER_STATE_CONFLICT: 'The dead letter is in another state',
  ERROR_RULE_NAME_TAKEN: 'An error rule of this name exists',
  QUEUE_FULL: 'The queue takes no more work for now',
  IDEMPOTENCY_KEY_REUSED: 'The idempotency key was used with another request',
  IDEMPOTENCY_IN_PROGRESS: 'A request with this idempotency key is under way',
  SECRET_KEY_MISSING: 'There is no key to encrypt secrets with',
  SECRET_KEY_MISMATCH: 'The secrets are encrypted with another key',
  PRECONDITION_FAILED: 'The entity has changed since it was read',
  BODY_TOO_LARGE: 'The body is too large',
  CONTENT_TYPE_UNSUPPORTED: 'The content type is not supported',
  RATE_LIMITED: 'Too many requests',
  LEASE_LOST: 'The lease of this execution was lost',
  DATABASE_UNAVAILABLE: 'The database cannot be reached',
  DRAINING: 'The server is shutting down',
  BACKUP_REFUSED: 'The backup cannot be written or restored',
  CONFIG_INVALID: 'The configuration is invalid',
  INTERNAL: 'Something went wrong inside Tutti',
} as const;
export type ErrorCode = keyof typeof ERROR_CODES;

/** A bad field: its path in the input, why it is bad, and what to write instead. */
export const FieldError = z
  .object({
    field: z
      .string()
      .meta({ description: 'Path of the field, e.g. scheduleConfig.cron; empty for the whole body' }),
    message: z.string(),
    fix: z.string().optional().meta({ description: 'What to write instead' }),
    span: z
      .tuple([z.int(), z.int()])
      .optional()
      .meta({ description: 'Start and end of the bad part within a text value' }),
  })
  .meta({ id: 'FieldError' });
export type FieldError = z.infer<typeof FieldError>;

/** RFC 9457 problem details, as `application/problem+json`. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]),
    detail: z.string(),
    requestId: z.string(),
    errors: z.array(FieldError).optional(),
    allowed: z.array(z.string()).optional().meta({ description: 'States from which the act is allowed' }),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;

export interface ErrorDetails {
  errors?: FieldError[];
  allowed?: string[];
  retryAfterMs?: number;
  cause?: unknown;
}

/** The one error that crosses slices and the wire: a catalogued code, a sentence, and the fields at fault. */
export class TuttiError extends Error {
  override readonly name = 'TuttiError';
  readonly code: ErrorCode;
  readonly errors: FieldError[] | undefined;
  readonly allowed: string[] | undefined;
  /** When it may be worth another try; the server says it as Retry-After. */
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.errors = details.errors;
    this.allowed = details.allowed;
    this.retryAfterMs = details.retryAfterMs;
  }
}
