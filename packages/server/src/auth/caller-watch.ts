import type { Caller, Log, TokensApi } from '@tutti/engine';

interface WatchDeps {
  tokens: Pick<TokensApi, 'isAlive' | 'onChange'>;
  log: Log;
}
interface Watched {
  caller: Caller;
  end: () => void;
}

const EVERY_MS = 1000;

/** Ends what goes on for long (sockets, streams) once its caller may no longer call: a token was revoked, or expired. */
export class CallerWatch {
  readonly #deps: WatchDeps;
  readonly #watched = new Set<Watched>();
  #stop: (() => void) | undefined;

  constructor(deps: WatchDeps) {
    this.#deps = deps;
  }

  /** Returns the way to stop watching. Looks about only while there is something to watch. */
  watch(caller: Caller, end: () => void): () => void {
    const entry = { caller, end };
    this.#watched.add(entry);
    this.#stop ??= this.#start();
    return () => {
      this.#watched.delete(entry);
      if (this.#watched.size > 0) return;
      this.#stop?.();
      this.#stop = undefined;
    };
  }

  #start(): () => void {
    const timer = setInterval(() => void this.#check(), EVERY_MS).unref();
    const ignoreChanges = this.#deps.tokens.onChange(() => void this.#check());
    return () => {
      clearInterval(timer);
      ignoreChanges();
    };
  }

  /** One look for all of a caller, and that in a cache most of the time. */
  async #check(): Promise<void> {
    const alive = new Map<string, Promise<boolean>>();
    for (const { caller } of this.#watched)
      if (!alive.has(caller.hash)) alive.set(caller.hash, this.#deps.tokens.isAlive(caller));
    try {
      await Promise.all(alive.values());
      for (const { caller, end } of this.#watched) if ((await alive.get(caller.hash)) === false) end();
    } catch (error) {
      this.#deps.log.debug({ err: error }, 'callers could not be checked; trying again soon');
    }
  }
}
