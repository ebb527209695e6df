/**
 * Local mode has no sign-in: whoever can open a connection to loopback may do everything. What must be kept out is the
 * browser acting for another site, by a cross-site request or by a name that was rebound to 127.0.0.1.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { TuttiError } from '@tutti/contract';
import { contentTypeError } from './problem.ts';

const LOOPBACK = /^(?:localhost|(?:[a-z0-9-]+\.)+localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i;
const HOST_HEADER = /^([^:[\]/@?#\\]+|\[[0-9a-f:]+\])(?::(\d{1,5}))?$/i;
const DEFAULT_PORT = { 'http:': '80', 'https:': '443' } as Record<string, string>;

export const isLoopback = (hostname: string): boolean => LOOPBACK.test(hostname) || hostname === '::1';

/** The refusal a request deserves for what its headers say; undefined when it may pass. */
export function refusal(
  method: string,
  headers: IncomingHttpHeaders,
  takesAnyBody = false,
): TuttiError | undefined {
  return (
    refuseHost(headers.host) ??
    refuseOrigin(headers) ??
    refuseSite(method, headers) ??
    refuseBody(headers, takesAnyBody)
  );
}

/** Throws when the address is one that other machines can reach. */
export function assertLoopback(host: string): void {
  if (isLoopback(host)) return;
  const message = `HOST is ${host}, which other machines may reach, but in local mode there is no sign-in: everybody there could run commands here. Set TUTTI_AUTH=token, or bind to 127.0.0.1 and reach it through an SSH tunnel.`;
  throw new TuttiError('CONFIG_INVALID', message, {
    errors: [
      {
        field: 'host',
        message: 'must be a loopback address in local mode',
        fix: '127.0.0.1, or TUTTI_AUTH=token',
      },
    ],
  });
}

function refuseHost(header: string | undefined): TuttiError | undefined {
  if (LOOPBACK.test(HOST_HEADER.exec(header ?? '')?.[1] ?? '')) return undefined;
  return new TuttiError(
    'HOST_REFUSED',
    `The Host header ${quote(header)} is not a name of this machine's loopback. Use http://127.0.0.1 or http://localhost.`,
  );
}

/** A page of this server may call it under another loopback name; the port tells that it is this server. */
function refuseOrigin({ origin, host }: IncomingHttpHeaders): TuttiError | undefined {
  if (origin === undefined) return undefined;
  const url = URL.parse(origin);
  const port = url && (url.port || DEFAULT_PORT[url.protocol]);
  const ownPort = HOST_HEADER.exec(host ?? '')?.[2] ?? '80';
  if (url && port === ownPort && LOOPBACK.test(url.hostname)) return undefined;
  return crossSite(`The request comes from a page at ${quote(origin)}`);
}

export function refuseSite(method: string, headers: IncomingHttpHeaders): TuttiError | undefined {
  const site = headers['sec-fetch-site'];
  if (site !== 'cross-site' && site !== 'same-site') return undefined;
  // Following a link from elsewhere to the dashboard only shows a page.
  const opensPage = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  if (opensPage && (method === 'GET' || method === 'HEAD')) return undefined;
  return crossSite('The request comes from a page of another site');
}

/** Forms can send only three content types without a preflight, and JSON is none of them. */
export function refuseBody(headers: IncomingHttpHeaders, takesAnyBody = false): TuttiError | undefined {
  const length = headers['content-length'];
  const hasBody = headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
  if (!hasBody) return undefined;
  const type = headers['content-type'];
  if (
    !takesAnyBody &&
    type !== 'application/json' &&
    type?.split(';')[0]?.trim().toLowerCase() !== 'application/json'
  )
    return contentTypeError(type);
  const encoding = headers['content-encoding'];
  if (encoding === undefined || encoding === 'identity') return undefined;
  return new TuttiError(
    'CONTENT_TYPE_UNSUPPORTED',
    `The content encoding ${encoding.slice(0, 50)} is not supported. Send the body uncompressed.`,
  );
}

export const crossSite = (what: string): TuttiError =>
  new TuttiError('CROSS_SITE', `${what}. Of pages, only Tutti's own may call it.`);

export const quote = (text: string | undefined): string =>
  text === undefined ? '(none)' : JSON.stringify(text.slice(0, 100));
