/**
 * Handlers: the task types that come with the engine, `shell_command` and `http_request`. Owns no table.
 * A command runs in a group of its own below one small spawner process and leaves nothing behind when it is stopped;
 * a request never reaches an address that the rules refuse. Both tell apart what another attempt may cure.
 */
import { existsSync } from 'node:fs';
import type { TaskHandler } from '../execution/index.ts';
import { type Clock, type Log, systemClock } from '../kernel/index.ts';
import type { Messenger } from './http/exchange.ts';
import { httpRequestHandler } from './http/http-request.ts';
import { inheritedEnvironment } from './shell/inherited-environment.ts';
import { LocalExecutor } from './shell/local-executor.ts';
import { lookUpProgram } from './shell/program-lookup.ts';
import { parseRunAs } from './shell/run-as.ts';
import { Sandbox, credentialFolders } from './shell/sandbox.ts';
import { shellCommandHandler } from './shell/shell-command.ts';
import { ShellPolicy } from './shell/shell-policy.ts';

export { serviceOf } from './http/service-of.ts';

/** What a run's log keeps by default. */
const LOG_LIMIT_BYTES = 1024 * 1024;

/** What commands may do, and as whom. */
export interface ShellOptions {
  /** Programs that may run, names or paths with * and ?; `sh` allows shell lines. Absent: all. */
  allow?: readonly string[] | undefined;
  /** A user name, a uid or uid:gid; only root can become another user. */
  runAs?: string | undefined;
  sandbox?: 'none' | 'bubblewrap' | undefined;
  /** Whether commands in the sandbox may use the network; default false. */
  sandboxNetwork?: boolean | undefined;
  /** Files and folders that no command in the sandbox may see. */
  hidden?: readonly string[] | undefined;
}

interface BuiltInOptions {
  shell?: ShellOptions | undefined;
  /** Hosts and networks that requests may reach beside public addresses; absent: this machine and its networks, too. */
  httpAllow?: readonly string[] | undefined;
  log: Log;
  /** The log writer's limit: output beyond it is not carried to the engine at all. */
  logLimitBytes?: number | undefined;
  /** The environment that commands inherit from, by an allow-list. */
  environment?: NodeJS.ProcessEnv | undefined;
  clock?: Clock | undefined;
}

export type { Exchange, Messenger } from './http/exchange.ts';

export interface BuiltInHandlers {
  handlers: TaskHandler[];
  /** For what Tutti itself posts: the same guard, the same connections. */
  messenger: Messenger;
  /** For other protocols: an address of the host that the same guard lets through. */
  reach(host: string): Promise<string>;
  shell: TaskHandler;
  /** Ends what still runs. */
  close(): Promise<void>;
}

export function createBuiltInHandlers(options: BuiltInOptions): BuiltInHandlers {
  const {
    httpAllow,
    log,
    logLimitBytes = LOG_LIMIT_BYTES,
    environment = process.env,
    clock = systemClock,
  } = options;
  const executor = new LocalExecutor({ ...shellPlace(options.shell ?? {}, environment), log });
  const http = httpRequestHandler({ allow: httpAllow, clock });
  const policy = shellPolicy(options.shell ?? {}, environment);
  const shell = shellCommandHandler({ executor, outputLimitBytes: logLimitBytes, policy });
  const close = async (): Promise<void> => {
    await Promise.all([executor.close(), http.close()]);
  };
  return { handlers: [shell, http.handler], messenger: http.messenger, reach: http.reach, shell, close };
}

/** Why no command can run in the sandbox it is to run in; undefined when all is well, or none is wanted. */
export async function sandboxProblem(
  options: ShellOptions,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  const { sandbox, surroundings } = shellPlace(options, environment);
  return sandbox?.problem(surroundings.runAs);
}

/** As whom and in which surroundings commands run. */
function shellPlace(
  { runAs: who, sandbox: kind, sandboxNetwork = false, hidden = [] }: ShellOptions,
  environment: NodeJS.ProcessEnv,
): Pick<ConstructorParameters<typeof LocalExecutor>[0], 'surroundings' | 'sandbox'> {
  const runAs = who === undefined ? undefined : parseRunAs(who);
  const ownHome = runAs?.home ?? homeOf(environment);
  const { PATH: path = '' } = inheritedEnvironment(environment);
  const sandbox =
    kind === 'bubblewrap'
      ? new Sandbox({ path, network: sandboxNetwork, hidden: [...hidden, ...credentialFolders(ownHome)] })
      : undefined;
  return { surroundings: { environment, home: sandbox?.home ?? ownHome, runAs }, sandbox };
}

function shellPolicy({ allow }: ShellOptions, environment: NodeJS.ProcessEnv): ShellPolicy | undefined {
  const { PATH: path = '' } = inheritedEnvironment(environment);
  return allow && new ShellPolicy(allow, (name) => lookUpProgram(name, path));
}

/** A service's user often has a home that does not exist. */
const homeOf = ({ HOME }: NodeJS.ProcessEnv): string => (HOME !== undefined && existsSync(HOME) ? HOME : '/');
