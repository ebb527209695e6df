export interface HeartbeatOptions {
  heartbeatMs?: number;
  heartbeatTimeoutMs?: number;
}

/** Pings while the line is quiet, and tells when nothing has answered: a cut cable closes no socket by itself. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #act: { ping: () => void; dead: () => void };
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: HeartbeatOptions, act: { ping: () => void; dead: () => void }) {
    this.#options = options;
    this.#act = act;
    // A connection that never opens is as dead as one that never answers.
    this.#expectLife();
  }

  /** Any frame is life. */
  alive(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#act.ping();
      this.#expectLife();
    }, this.#options.heartbeatMs ?? 25_000);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #expectLife(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#act.dead(), this.#options.heartbeatTimeoutMs ?? 10_000);
  }
}
