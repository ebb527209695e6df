export type Phase = 'starting' | 'ready' | 'draining';

/** Where this server stands between its start and its end. Goes forward only. */
export class Lifecycle {
  readonly #drainListeners: (() => void)[] = [];
  #phase: Phase = 'starting';
  #inFlight = 0;
  #idle: (() => void) | undefined;

  get phase(): Phase {
    return this.#phase;
  }

  /** The server takes requests from here on. */
  ready(): void {
    if (this.#phase === 'starting') this.#phase = 'ready';
  }

  /** New requests are refused from here on; those under way are answered. */
  drain(): void {
    if (this.#phase === 'draining') return;
    this.#phase = 'draining';
    for (const listener of this.#drainListeners) listener();
  }

  onDrain(listener: () => void): void {
    this.#drainListeners.push(listener);
  }

  requestBegan(): void {
    this.#inFlight++;
  }

  requestEnded(): void {
    if (--this.#inFlight <= 0) this.#idle?.();
  }

  /** Resolves when no request is under way, or after `timeoutMs`. */
  async whenIdle(timeoutMs: number): Promise<void> {
    if (this.#inFlight <= 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#idle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
