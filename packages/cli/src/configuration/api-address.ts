import type { Configuration } from '@tutti/contract';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-code.ts';

/** Where the API is: as configured, or the port of this configuration on this machine. */
export function apiAddress({ apiUrl, host, port }: Pick<Configuration, 'apiUrl' | 'host' | 'port'>): string {
  if (apiUrl !== undefined) return apiUrl.replace(/\/+$/, '');
  if (port === 0) {
    throw new CliError('CONFIG_INVALID', 'PORT=0 takes a free port, so the address of the API is not known', {
      exitCode: EXIT.usage,
      suggestion: 'name it with --api-url or TUTTI_API_URL',
    });
  }
  return `http://${reachable(host)}:${port}`;
}

/** "Every address" is none that can be called. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host.replace(/^\[|\]$/g, '')}]` : host;
}
