import { TuttiError } from '@tutti/contract';
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
