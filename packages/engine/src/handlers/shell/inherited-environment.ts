/**
 * What a command may see of Tutti's own environment: where programs and temporary files are, who and where it is.
 * Handles to somebody's credentials (SSH_AUTH_SOCK, proxies with passwords, tokens) are left out: a task that needs
 * one names it in its `env`.
 */
const INHERITED = new Set([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'LANGUAGE',
  'TZ',
  'TMPDIR',
  'TERM',
  'XDG_RUNTIME_DIR',
]);

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export function inheritedEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  const inherited: Record<string, string> = { PATH: DEFAULT_PATH };
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && (INHERITED.has(name) || name.startsWith('LC_'))) inherited[name] = value;
  }
  return inherited;
}
