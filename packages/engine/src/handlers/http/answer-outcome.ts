import { STATUS_CODES } from 'node:http';
import type { HttpExpectation } from '@tutti/contract';
import { type Outcome, completed, failed } from '../../execution/index.ts';
import { retryAfterMs } from './retry-after.ts';

/** What came back, as far as it was read. */
export interface Answer {
  status: number;
  headers: Iterable<[string, string]> & { get(name: string): string | null };
  body: unknown;
  truncated: boolean;
  /** Whether the text expected in the body was found. */
  found: boolean;
  url: string;
  method: string;
  durationMs: number;
}

const LONGEST_QUOTE = 2000;
/** Client errors that mean "not now" rather than "not so". */
const PASSING = new Set([408, 425, 429]);
/** Doing these twice is as good as once. */
const REPEATABLE = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

export function outcomeOfAnswer(answer: Answer, expect: HttpExpectation = {}, now: Date): Outcome {
  const { status, body, truncated, durationMs, url } = answer;
  const miss = missOf(answer, expect);
  if (miss === undefined)
    return completed({ status, headers: shownHeaders(answer.headers), body, truncated, durationMs, url });
  const permanent = isPermanent(answer);
  const data = { status, url, body: typeof body === 'string' ? body.slice(0, LONGEST_QUOTE) : body };
  return failed(
    { ...miss, permanent, data },
    permanent ? undefined : retryAfterMs(answer.headers.get('retry-after'), now),
  );
}

/** Which rule the answer breaks; a status is judged even when only other rules are given. */
function missOf(
  { status, headers, found, method, url }: Answer,
  expect: HttpExpectation,
): { code: string; message: string } | undefined {
  const told = `${method} ${url} answered ${statusText(status)}`;
  if (expect.status === undefined) {
    if (status < 200 || status > 299) return { code: 'HTTP_STATUS', message: told };
  } else if (!isExpectedStatus(status, expect)) {
    return {
      code: 'EXPECTATION_FAILED',
      message: `${told}, expected ${[expect.status].flat().join(' or ')}`,
    };
  }
  for (const [name, value] of Object.entries(expect.headers ?? {})) {
    const got = headers.get(name);
    if (got !== value)
      return {
        code: 'EXPECTATION_FAILED',
        message: `${told} with ${got === null ? `no header ${name}` : `${name}: ${got}`}, expected ${value}`,
      };
  }
  if (!found)
    return {
      code: 'EXPECTATION_FAILED',
      message: `${told} with a body that does not include ${JSON.stringify(expect.bodyIncludes)}`,
    };
  return undefined;
}

export const isExpectedStatus = (status: number, expect: HttpExpectation | undefined): boolean =>
  [expect?.status ?? []].flat().includes(status);

/**
 * Whether asking again could not help. An answer that was no error but not as expected may differ next time; it is
 * asked for again only where that does nothing twice.
 */
function isPermanent({ status, method }: Answer): boolean {
  if (status >= 500 || PASSING.has(status)) return false;
  return status >= 400 || !REPEATABLE.has(method);
}

const statusText = (status: number): string => `${status} ${STATUS_CODES[status] ?? ''}`.trim();

function shownHeaders(headers: Answer['headers']): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => name !== 'set-cookie'));
}
