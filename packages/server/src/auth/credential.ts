import type { IncomingHttpHeaders } from 'node:http';

/** What a request shows of its caller. */
export interface Credential {
  secret: string;
  /** A browser adds cookies by itself, whoever made the page ask; a header it never adds. */
  from: 'header' | 'cookie';
}

const COOKIE = 'tutti_session';
const BEARER = /^bearer +(\S{1,200})$/i;

/** The token of the Authorization header, or else the session of the cookie. Never the query: addresses end up in logs. */
export function readCredential({ authorization, cookie }: IncomingHttpHeaders): Credential | undefined {
  const token = authorization === undefined ? undefined : BEARER.exec(authorization)?.[1];
  if (token !== undefined) return { secret: token, from: 'header' };
  const session = cookie === undefined ? undefined : cookieValue(cookie);
  return session === undefined ? undefined : { secret: session, from: 'cookie' };
}

function cookieValue(header: string): string | undefined {
  for (const part of header.split(';')) {
    const [name, value = ''] = part.trim().split('=', 2);
    if (name === COOKIE && /^[\w-]{1,200}$/.test(value)) return value;
  }
  return undefined;
}

/** Sent to this server alone, never with a request of another site, and out of reach of scripts. */
export const sessionCookie = (
  secret: string,
  { secure, expiresAt }: { secure: boolean; expiresAt: Date },
): string =>
  `${COOKIE}=${secret}; Path=/; HttpOnly; SameSite=Strict; Expires=${expiresAt.toUTCString()}${secure ? '; Secure' : ''}`;

export const endedCookie = (secure: boolean): string =>
  `${COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0${secure ? '; Secure' : ''}`;
