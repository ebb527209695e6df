/**
 * In token mode a request says who it is by a header, which no page of another site can add, or by a cookie, which the
 * browser adds by itself. So whatever may come with a cookie must come from a page of this very server.
 */
import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { TuttiError } from '@tutti/contract';
import { crossSite, isLoopback, quote, refuseBody, refuseSite } from '../guards.ts';
import type { Credential } from './credential.ts';

export interface HostPolicy {
  /** Names this server goes by, `.example.com` for all below; addresses and loopback are always allowed. */
  allowedHosts: readonly string[];
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

export function tokenRefusal(
  request: FastifyRequest,
  credential: Credential | undefined,
  { allowedHosts }: HostPolicy,
): TuttiError | undefined {
  const { method, headers } = request;
  return (
    refuseForeignHost(request, credential, allowedHosts) ??
    refuseForeignOrigin(request, credential, allowedHosts) ??
    refuseSite(method, headers) ??
    refuseBody(headers, request.routeOptions.config.takesAnyBody)
  );
}

/**
 * A name that was rebound to this server's address is another site to the browser, which then sends no cookie along;
 * yet a page there could sign in with a stolen link, or read what is public.
 */
function refuseForeignHost(
  request: FastifyRequest,
  credential: Credential | undefined,
  allowedHosts: readonly string[],
): TuttiError | undefined {
  const { scope, takesAnyBody } = request.routeOptions.config;
  // What takes any body verifies its senders by a signature, and never by a cookie.
  const isOpen = scope === 'public' && (SAFE.has(request.method) || takesAnyBody);
  if (credential?.from === 'header' || isOpen || isAllowed(hostnameOf(request.host), allowedHosts))
    return undefined;
  return new TuttiError(
    'HOST_REFUSED',
    `The Host header ${quote(request.headers.host)} is not a name this server knows. If it is one, add it to TUTTI_ALLOWED_HOSTS.`,
  );
}

function refuseForeignOrigin(
  request: FastifyRequest,
  credential: Credential | undefined,
  allowedHosts: readonly string[],
): TuttiError | undefined {
  const { origin } = request.headers;
  const changes = !SAFE.has(request.method) || request.headers.upgrade !== undefined;
  if (origin === undefined) {
    const unclear = credential?.from === 'cookie' && changes;
    return unclear
      ? crossSite('A request with a cookie must say by its Origin header which page it comes from')
      : undefined;
  }
  const url = URL.parse(origin);
  const isOwn = url !== null && (sameHost(url, request) || isNamed(url.hostname, allowedHosts));
  return isOwn ? undefined : crossSite(`The request comes from a page at ${quote(origin)}`);
}

/** A proxy may end TLS: whether the page was https is not told unless the proxy is trusted, so ports of either kind do. */
function sameHost(origin: URL, { host }: FastifyRequest): boolean {
  const own = URL.parse(`${origin.protocol}//${host}`);
  return own !== null && own.host === origin.host;
}

const hostnameOf = (host: string): string =>
  (URL.parse(`http://${host}`)?.hostname ?? '').replace(/^\[|\]$/g, '');

/** An address cannot be rebound: only names can. */
const isAllowed = (hostname: string, allowed: readonly string[]): boolean =>
  isIP(hostname) !== 0 || isLoopback(hostname) || isNamed(hostname, allowed);

function isNamed(hostname: string, allowed: readonly string[]): boolean {
  const name = hostname.toLowerCase();
  return allowed.some((entry) => {
    const wanted = entry.toLowerCase();
    return wanted.startsWith('.') ? name.endsWith(wanted) : name === wanted;
  });
}
