import { ERROR_CODES, type ErrorCode, type Problem } from '@tutti/contract';
import { ApiError } from './api-error.ts';

/** Reads the value of an answer, or throws the `ApiError` it tells of. A broken connection rejects as `fetch` does. */
export async function readAnswer(response: Response, sent: unknown): Promise<unknown> {
  if (response.status === 204) return undefined;
  const type = response.headers.get('content-type') ?? '';
  const text = await response.text();
  const isJson = type.startsWith('application/json');
  // Health and readiness answer with their usual body under 503: that is a value, not a failure.
  if (isJson && (response.ok || response.status === 503)) return parsed(text, response);
  if (response.ok && type.startsWith('text/plain')) return text;
  const problem = type.startsWith('application/problem+json') ? parsed(text, response) : undefined;
  throw new ApiError(isProblem(problem) ? problem : foreignAnswer(response, type), {
    retryAfterMs: retryAfterMs(response),
    sent,
  });
}

function parsed(text: string, response: Response): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ApiError(foreignAnswer(response, 'broken JSON'));
  }
}

function isProblem(value: unknown): value is Problem {
  const problem = value as Partial<Problem> | null | undefined;
  return typeof problem?.code === 'string' && typeof problem.detail === 'string';
}

/** Something answered that is not a Tutti of this version: a proxy, another program, a page. */
function foreignAnswer(response: Response, type: string): Problem {
  const code: ErrorCode = response.status === 404 ? 'ROUTE_NOT_FOUND' : 'INTERNAL';
  return {
    type: 'about:blank',
    title: ERROR_CODES[code],
    status: response.status,
    code,
    detail: `the answer (status ${response.status}, ${type || 'no content type'}) is not Tutti's; check that the address is that of a Tutti server`,
    requestId: response.headers.get('x-request-id') ?? '',
  };
}

/** Seconds or an HTTP date, as milliseconds from now. */
function retryAfterMs(response: Response): number | undefined {
  const header = response.headers.get('retry-after');
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
