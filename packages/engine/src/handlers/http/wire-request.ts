import type { HttpRequestConfig } from '@tutti/contract';

/** One request as it goes out. */
export interface WireRequest {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body?: string | undefined;
}

const SECRET_HEADERS = new Set(['authorization', 'cookie', 'proxy-authorization']);
const BODY_HEADERS = new Set([
  'content-type',
  'content-encoding',
  'content-language',
  'content-location',
  'content-length',
]);

export function wireRequestOf(
  { method, url, headers = {}, body }: HttpRequestConfig,
  traceparent?: string,
): WireRequest {
  const given = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const json = body !== undefined && typeof body !== 'string';
  const plain = withoutUserinfo(new URL(url));
  return {
    method,
    url: plain.url,
    headers: {
      'user-agent': 'tutti',
      ...(traceparent !== undefined && { traceparent }),
      ...(json && { 'content-type': 'application/json' }),
      ...plain.headers,
      ...given,
    },
    body: json ? JSON.stringify(body) : body,
  };
}

export const isRedirect = (status: number): boolean => [301, 302, 303, 307, 308].includes(status);

/** The request that a redirect asks for; undefined when its address is none. */
export function redirected(request: WireRequest, status: number, location: string): WireRequest | undefined {
  const target = URL.parse(location, request.url.href);
  if (!target) return undefined;
  const asGet =
    status === 303
      ? request.method !== 'HEAD'
      : (status === 301 || status === 302) && request.method === 'POST';
  const foreign = target.origin !== request.url.origin;
  const kept = Object.entries(request.headers).filter(
    ([name]) => !(asGet && BODY_HEADERS.has(name)) && !(foreign && SECRET_HEADERS.has(name)),
  );
  const plain = withoutUserinfo(target);
  const headers = { ...Object.fromEntries(kept), ...plain.headers };
  return {
    method: asGet ? 'GET' : request.method,
    url: plain.url,
    headers,
    body: asGet ? undefined : request.body,
  };
}

/** A name and password in an address travel as a header, as fetch refuses them and logs must not show them. */
function withoutUserinfo(url: URL): { url: URL; headers: Record<string, string> } {
  if (url.username === '' && url.password === '') return { url, headers: {} };
  const userinfo = `${decode(url.username)}:${decode(url.password)}`;
  const plain = new URL(url.href);
  plain.username = '';
  plain.password = '';
  return { url: plain, headers: { authorization: `Basic ${Buffer.from(userinfo).toString('base64')}` } };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
