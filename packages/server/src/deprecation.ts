import { API_VERSION } from '@tutti/contract';
import type { Alias, Route } from '@tutti/contract';

/** https://www.rfc-editor.org/rfc/rfc9745 and rfc8594: since when, until when, and where to go instead. */
export function deprecationHeaders(
  { since, sunset }: Alias['deprecated'],
  { path }: Pick<Route, 'path'>,
): Record<string, string> {
  return {
    deprecation: `@${Math.floor(Date.parse(since) / 1000)}`,
    sunset: new Date(sunset).toUTCString(),
    link: `</api/v${API_VERSION}${path}>; rel="successor-version"`,
  };
}
