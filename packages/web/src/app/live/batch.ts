/** Gathers values and hands them over together: a flood of events costs one pass per 100 ms. */
export class Batch<T> {
  readonly #waitMs: number;
  readonly #flush: (values: T[]) => void;
  #values: T[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(waitMs: number, flush: (values: T[]) => void) {
    this.#waitMs = waitMs;
    this.#flush = flush;
  }

  readonly add = (value: T): void => {
    this.#values.push(value);
    this.#timer ??= setTimeout(() => this.flush(), this.#waitMs);
  };

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const values = this.#values;
    this.#values = [];
    if (values.length > 0) this.#flush(values);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#values = [];
  }
}

/** Lets a key through at once, then at most once per `everyMs`; what came between goes with the next. */
export class Throttle {
  readonly #everyMs: number;
  readonly #act: (key: string) => void;
  readonly #resting = new Map<string, { again: boolean; timer: ReturnType<typeof setTimeout> }>();

  constructor(everyMs: number, act: (key: string) => void) {
    this.#everyMs = everyMs;
    this.#act = act;
  }

  call(key: string): void {
    const resting = this.#resting.get(key);
    if (resting) {
      resting.again = true;
      return;
    }
    this.#act(key);
    this.#resting.set(key, { again: false, timer: setTimeout(() => this.#rested(key), this.#everyMs) });
  }

  stop(): void {
    for (const { timer } of this.#resting.values()) clearTimeout(timer);
    this.#resting.clear();
  }

  #rested(key: string): void {
    const again = this.#resting.get(key)?.again;
    this.#resting.delete(key);
    if (again) this.call(key);
  }
}
