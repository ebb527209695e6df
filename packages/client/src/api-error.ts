import type { ErrorCode, Problem } from '@tutti/contract';

/** The server refused or could not do it: a problem answer (RFC 9457) with its catalogued code. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly problem: Problem;
  /** How long the server asks to wait before another try. */
  readonly retryAfterMs: number | undefined;
  /** The body that was sent, into whose fields `problem.errors` point. */
  readonly sent: unknown;

  constructor(problem: Problem, details: { retryAfterMs?: number | undefined; sent?: unknown } = {}) {
    super(problem.detail);
    this.code = problem.code;
    this.status = problem.status;
    this.problem = problem;
    this.retryAfterMs = details.retryAfterMs;
    this.sent = details.sent;
  }
}
