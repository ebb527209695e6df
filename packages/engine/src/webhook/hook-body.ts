import { HIDDEN, TuttiError } from '@tutti/contract';
import type { HookMessage } from '../hooks-api.ts';
import { isDeeperThan } from '../kernel/index.ts';

const DEEPEST_BODY = 100;
/** Never stored, whatever a hook's allow-list says. */
const CREDENTIALS = new Set([
  'authorization',
  'cookie',
  'proxy-authorization',
  'x-hook-token',
  'webhook-signature',
  'x-hub-signature',
  'x-hub-signature-256',
  'stripe-signature',
]);

/** Names that speak of a credential, whoever sends it. */
const CREDENTIAL = /auth|cookie|credential|key|passw|secret|session|signature|token/;
const MOST_HEADERS = 60;
const LONGEST_VALUE = 1000;
const LONGEST_BEGINNING = 10_000;

/** All headers for an operator to see, long ones cut, what may be a credential hidden. */
export const shownHeaders = (headers: HookMessage['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .slice(0, MOST_HEADERS)
      .map(([name, value]) => [
        name.slice(0, LONGEST_VALUE),
        CREDENTIALS.has(name) || CREDENTIAL.test(name) ? HIDDEN : String(value).slice(0, LONGEST_VALUE),
      ]),
  );

/** As much of a body as is kept of a message that was refused. */
export const beginningOf = (body: Buffer): string => body.subarray(0, LONGEST_BEGINNING).toString('utf8');

/** The headers that the event carries. */
export function keptHeaders(
  headers: HookMessage['headers'],
  allowed: readonly string[],
): Record<string, string> {
  const kept = ['content-type', ...allowed].filter((name) => !CREDENTIALS.has(name));
  return Object.fromEntries(
    kept.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]];
    }),
  );
}

/** The body as the event carries it: the value of JSON, the fields of a form, else text. */
export function bodyOf({ headers, body }: HookMessage): unknown {
  const type = String(headers['content-type'] ?? '').toLowerCase();
  const text = body.toString('utf8');
  if (text === '') return null;
  if (type.startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(text));
  const isJson = /^application\/([^;\s]+\+)?json\b/.test(type);
  if (!isJson && type !== '') return text;
  if (isDeeperThan(text, DEEPEST_BODY)) {
    if (!isJson) return text;
    throw new TuttiError('VALIDATION_FAILED', `The body is nested more than ${DEEPEST_BODY} levels deep.`);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    if (!isJson) return text;
    throw new TuttiError('JSON_INVALID', 'The content type says JSON, but the body is none.', { cause });
  }
}
