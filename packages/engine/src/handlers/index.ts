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
import { LocalExecutor } from './shell/local-executor.ts';
import { shellCommandHandler } from './shell/shell-command.ts';

/** What a run's log keeps by default. */
const LOG_LIMIT_BYTES = 1024 * 1024;

interface BuiltInOptions {
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
  const executor = new LocalExecutor({ surroundings: { environment, home: homeOf(environment) }, log });
  const http = httpRequestHandler({ allow: httpAllow, clock });
  const shell = shellCommandHandler({ executor, outputLimitBytes: logLimitBytes });
  const close = async (): Promise<void> => {
    await Promise.all([executor.close(), http.close()]);
  };
  return { handlers: [shell, http.handler], messenger: http.messenger, reach: http.reach, shell, close };
}

/** A service's user often has a home that does not exist. */
const homeOf = ({ HOME }: NodeJS.ProcessEnv): string => (HOME !== undefined && existsSync(HOME) ? HOME : '/');
