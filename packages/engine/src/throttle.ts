/** Calls at once, then at most every `everyMs` while asked again; the last ask is never lost. */
export class Throttle {
  readonly #everyMs: number;
  readonly #action: () => void;
  #timer: NodeJS.Timeout | undefined;
  #asked = false;

  constructor(everyMs: number, action: () => void) {
    this.#everyMs = everyMs;
    this.#action = action;
  }

  call(): void {
    if (this.#timer) {
      this.#asked = true;
      return;
    }
    this.#action();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (!this.#asked) return;
      this.#asked = false;
      this.call();
    }, this.#everyMs);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
