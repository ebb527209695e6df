import { execFile } from 'node:child_process';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { lookUpProgram } from './program-lookup.ts';
import type { StartOrder } from './spawner-messages.ts';

export interface SandboxOptions {
  network: boolean;
  /** Files and folders of Tutti itself, which no command may see. */
  hidden: readonly string[];
  /** Where bwrap is looked for. */
  path: string;
}

/** Where writing would reach the system, whatever a task names as its folder. */
const SYSTEM = [
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
  '/lib32',
  '/lib64',
  '/etc',
  '/boot',
  '/dev',
  '/proc',
  '/sys',
  '/run',
];
/** With `exec` a program that is missing ends with 127, as it does without a sandbox. */
const START = 'exec "$@"';
const PROBE_TIMEOUT_MS = 5000;
const NO_BWRAP =
  'TUTTI_SANDBOX is bubblewrap, but there is no bwrap on this machine; install it (apt-get install bubblewrap), or set TUTTI_SANDBOX=none';

/** Runs commands in bubblewrap: own processes, a read-only system, a private /tmp, only their own folder to write to. */
export class Sandbox {
  readonly #options: SandboxOptions;
  #works: Promise<string | undefined> | undefined;

  constructor(options: SandboxOptions) {
    this.#options = options;
  }

  /** Where commands run that name no folder. */
  readonly home = '/tmp';

  /** Why no command can be run; undefined when all is well. What failed is tried again the next time. */
  async problem(user?: { uid: number; gid: number }): Promise<string | undefined> {
    this.#works ??= this.#probe(user);
    const problem = await this.#works;
    if (problem !== undefined) this.#works = undefined;
    return problem;
  }

  /** The same order, to be started inside. */
  wrap(order: StartOrder): StartOrder {
    const bwrap = lookUpProgram('bwrap', this.#options.path) ?? 'bwrap';
    const inside = ['/bin/sh', '-c', START, 'tutti', order.file, ...order.args];
    return { ...order, file: bwrap, args: [...this.#argumentsFor(order), '--', ...inside] };
  }

  #argumentsFor({ cwd, folder }: Pick<StartOrder, 'cwd' | 'folder'>): string[] {
    const { hidden } = this.#options;
    const network = this.#options.network
      ? ['--share-net', '--ro-bind-try', '/run/systemd/resolve', '/run/systemd/resolve']
      : [];
    // Sockets in /run lead out of the sandbox, that of Docker to root.
    const own = ['/tmp', '/var/tmp', '/run'].filter((place) => existsSync(place));
    const writable = mayWrite(cwd, hidden) && existsSync(cwd) ? ['--bind', cwd, cwd] : [];
    return [
      '--die-with-parent',
      '--unshare-all',
      // Root would otherwise keep the right to undo every mount below.
      '--cap-drop',
      'ALL',
      '--ro-bind',
      '/',
      '/',
      '--dev',
      '/dev',
      '--proc',
      '/proc',
      ...own.flatMap((place) => ['--tmpfs', place]),
      ...network,
      ...hidden.flatMap(hide),
      ...writable,
      ...(folder === undefined ? [] : ['--ro-bind', folder, folder]),
      '--chdir',
      cwd,
    ];
  }

  async #probe(user: { uid: number; gid: number } | undefined): Promise<string | undefined> {
    const bwrap = lookUpProgram('bwrap', this.#options.path);
    if (bwrap === undefined) return NO_BWRAP;
    const args = [...this.#argumentsFor({ cwd: this.home }), '--', '/bin/sh', '-c', 'exit 0'];
    try {
      await promisify(execFile)(bwrap, args, { timeout: PROBE_TIMEOUT_MS, env: {}, ...user });
      return undefined;
    } catch (error) {
      const { stderr = '', message } = error as Error & { stderr?: string };
      const said = stderr.trim() || message;
      return `TUTTI_SANDBOX is bubblewrap, but it does not work on this machine (${said}); allow user namespaces, or set TUTTI_SANDBOX=none`;
    }
  }
}

/** A folder that holds the system, or anything of Tutti's own, stays read-only. */
export function mayWrite(cwd: string, own: readonly string[]): boolean {
  const [folder, hidden] = [realPlace(cwd), own.map(realPlace)];
  if (folder === '/' || folder === '/tmp') return false;
  if (SYSTEM.some((place) => isWithin(folder, place))) return false;
  return !hidden.some((place) => isWithin(folder, place) || isWithin(place, folder));
}

/** A link must not lead to what its name hides. */
function realPlace(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

const isWithin = (inner: string, outer: string): boolean =>
  inner === outer || inner.startsWith(`${outer}${sep}`);

function hide(place: string): string[] {
  if (!existsSync(place)) return [];
  return statSync(place).isDirectory() ? ['--tmpfs', place] : ['--ro-bind', '/dev/null', place];
}

/** Folders in which people keep what opens other doors. */
export const credentialFolders = (home: string): string[] =>
  home === dirname(home)
    ? []
    : ['.ssh', '.aws', '.gnupg', '.kube', '.docker', '.config/gcloud', '.azure'].map((name) =>
        resolve(home, name),
      );
