import type { Caller, Log, TokensApi } from '@tutti/engine';
import type { WebSocket } from 'ws';

interface WatchDeps {
  tokens: Pick<TokensApi, 'isAlive' | 'onChange'>;
  log: Log;
}

const EVERY_MS = 1000;
/** https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 */
const POLICY_VIOLATION = 1008;

/** Closes the sockets of callers who may no longer call: a token was revoked, or has expired. */
export class CallerWatch {
  readonly #deps: WatchDeps;
  readonly #sockets = new Map<WebSocket, Caller>();
  #timer: NodeJS.Timeout | undefined;
  #ignoreChanges: (() => void) | undefined;

  constructor(deps: WatchDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#timer = setInterval(() => void this.#check(), EVERY_MS).unref();
    this.#ignoreChanges = this.#deps.tokens.onChange(() => void this.#check());
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#ignoreChanges?.();
  }

  watch(socket: WebSocket, caller: Caller): void {
    this.#sockets.set(socket, caller);
    socket.on('close', () => this.#sockets.delete(socket));
  }

  /** One look for all sockets of a caller, and that in a cache most of the time. */
  async #check(): Promise<void> {
    const alive = new Map<string, Promise<boolean>>();
    for (const caller of this.#sockets.values())
      if (!alive.has(caller.hash)) alive.set(caller.hash, this.#deps.tokens.isAlive(caller));
    try {
      await Promise.all(alive.values());
      for (const [socket, { hash }] of this.#sockets)
        if ((await alive.get(hash)) === false) socket.close(POLICY_VIOLATION, 'signed out');
    } catch (error) {
      this.#deps.log.debug({ err: error }, 'tokens of sockets could not be checked; trying again soon');
    }
  }
}
