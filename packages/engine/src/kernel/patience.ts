const SHORTEST_MS = 10;

/**
 * How long to wait before looking again. What was announced may not be readable yet, since older transactions are still
 * open: so briefly at first, then ever longer.
 */
export class Patience {
  readonly #longestMs: number;
  #nextMs: number;

  constructor(longestMs: number) {
    this.#longestMs = longestMs;
    this.#nextMs = longestMs;
  }

  /** Something was announced. */
  renew(): void {
    this.#nextMs = SHORTEST_MS;
  }

  /** The wait from now; the one after it is twice as long. */
  spend(): number {
    const ms = this.#nextMs;
    this.#nextMs = Math.min(this.#longestMs, ms * 2);
    return ms;
  }
}
