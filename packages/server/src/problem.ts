import { ERROR_CODES, TuttiError } from '@tutti/contract';
import type { ErrorCode, Problem } from '@tutti/contract';
import { isDatabaseUnavailable } from '@tutti/database';

/** The only place that knows which HTTP status belongs to which code. */
const STATUS: Record<ErrorCode, number> = {
  VALIDATION_FAILED: 400,
  JSON_INVALID: 400,
  SCHEDULE_CRON_INVALID: 400,
  SCHEDULE_NEVER_FIRES: 400,
  TIMEZONE_INVALID: 400,
  EXECUTE_AT_PAST: 400,
  TASK_TYPE_UNKNOWN: 400,
  TASK_CONFIG_INVALID: 400,
  UNAUTHENTICATED: 401,
  SIGN_IN_REFUSED: 401,
  FORBIDDEN: 403,
  HOST_REFUSED: 403,
  CROSS_SITE: 403,
  ROUTE_NOT_FOUND: 404,
  SCHEDULE_NOT_FOUND: 404,
  EXECUTION_NOT_FOUND: 404,
  BATCH_NOT_FOUND: 404,
  WEBHOOK_NOT_FOUND: 404,
  DELIVERY_NOT_FOUND: 404,
  CHANNEL_NOT_FOUND: 404,
  RULE_NOT_FOUND: 404,
  HOOK_NOT_FOUND: 404,
  MESSAGE_NOT_FOUND: 404,
  SECRET_NOT_FOUND: 404,
  BREAKER_NOT_FOUND: 404,
  NODE_NOT_FOUND: 404,
  ERROR_NOT_FOUND: 404,
  ERROR_RULE_NOT_FOUND: 404,
  DEAD_LETTER_NOT_FOUND: 404,
  QUEUE_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  SCHEDULE_NAME_TAKEN: 409,
  WEBHOOK_NAME_TAKEN: 409,
  CHANNEL_NAME_TAKEN: 409,
  RULE_NAME_TAKEN: 409,
  HOOK_NAME_TAKEN: 409,
  HOOK_REFUSED: 401,
  MESSAGE_NOT_REPLAYABLE: 409,
  TOKEN_NOT_FOUND: 404,
  TOKEN_NAME_TAKEN: 409,
  TOKEN_REVOKED: 409,
  EXECUTION_STATE_CONFLICT: 409,
  ERROR_STATE_CONFLICT: 409,
  DEAD_LETTER_STATE_CONFLICT: 409,
  ERROR_RULE_NAME_TAKEN: 409,
  IDEMPOTENCY_KEY_REUSED: 409,
  IDEMPOTENCY_IN_PROGRESS: 409,
  SECRET_KEY_MISSING: 409,
  SECRET_KEY_MISMATCH: 409,
  PRECONDITION_FAILED: 412,
  BODY_TOO_LARGE: 413,
  CONTENT_TYPE_UNSUPPORTED: 415,
  LEASE_LOST: 409,
  RATE_LIMITED: 429,
  QUEUE_FULL: 429,
  DATABASE_UNAVAILABLE: 503,
  DRAINING: 503,
  BACKUP_REFUSED: 409,
  CONFIG_INVALID: 500,
  INTERNAL: 500,
};

/** Seconds after which another try is worth it. */
const RETRY_AFTER: Partial<Record<ErrorCode, number>> = {
  DATABASE_UNAVAILABLE: 2,
  DRAINING: 5,
  IDEMPOTENCY_IN_PROGRESS: 1,
};

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Problem;
}

/** Turns whatever was thrown into problem details. What is not meant for callers becomes INTERNAL. */
export function toAnswer(thrown: unknown, requestId: string): Answer {
  const error = toTuttiError(thrown);
  const status = STATUS[error.code];
  const retryAfter =
    error.retryAfterMs === undefined
      ? RETRY_AFTER[error.code]
      : Math.max(1, Math.ceil(error.retryAfterMs / 1000));
  return {
    status,
    headers: {
      'content-type': 'application/problem+json; charset=utf-8',
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
      // https://www.rfc-editor.org/rfc/rfc6750#section-3
      ...(status === 401 && { 'www-authenticate': 'Bearer realm="tutti"' }),
      ...(error.code === 'METHOD_NOT_ALLOWED' && error.allowed && { allow: error.allowed.join(', ') }),
    },
    body: {
      type: `urn:tutti:problem:${error.code.toLowerCase().replaceAll('_', '-')}`,
      title: ERROR_CODES[error.code],
      status,
      code: error.code,
      detail: error.code === 'INTERNAL' ? internalDetail(requestId) : error.message,
      requestId,
      ...(error.errors?.length && { errors: error.errors }),
      ...(error.allowed && { allowed: error.allowed }),
    },
  };
}

export function toTuttiError(thrown: unknown): TuttiError {
  if (thrown instanceof TuttiError) return thrown;
  if (isDatabaseUnavailable(thrown)) {
    return new TuttiError(
      'DATABASE_UNAVAILABLE',
      'The database cannot be reached just now. Try again in a moment.',
      {
        cause: thrown,
      },
    );
  }
  return fromFastify(thrown) ?? new TuttiError('INTERNAL', 'internal error', { cause: thrown });
}

const internalDetail = (requestId: string): string =>
  `This is a fault in Tutti, not in the request. Its log has the cause under request id ${requestId}.`;

/** https://fastify.dev/docs/latest/Reference/Errors/ */
function fromFastify(thrown: unknown): TuttiError | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown) || typeof thrown.code !== 'string') return undefined;
  switch (thrown.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new TuttiError(
        'BODY_TOO_LARGE',
        'The body is larger than this route takes. Send it in several requests.',
      );
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_CTP_EMPTY_TYPE':
      return contentTypeError(undefined);
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new TuttiError(
        'VALIDATION_FAILED',
        'The body is not as long as its Content-Length header says.',
      );
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new TuttiError(
        'ROUTE_NOT_FOUND',
        'The address is not a valid one: check its length and its %-escapes.',
      );
    default:
      return undefined;
  }
}

/** The one sentence about content types, for every place that finds a wrong one. */
export function contentTypeError(received: string | undefined): TuttiError {
  const what = received
    ? `The content type ${received.slice(0, 100)} is not supported.`
    : 'The body has no content type.';
  return new TuttiError(
    'CONTENT_TYPE_UNSUPPORTED',
    `${what} Send JSON with the header Content-Type: application/json.`,
  );
}
