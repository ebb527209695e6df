import type { ClaimedExecution, Labels } from '@tutti/contract';
import { type Clock, type Log, Loop } from '../kernel/index.ts';

/** Looking anyway while somebody waits, should every notification have been lost. */
const POLL_MS = 1000;
const IDLE_MS = 60_000;

export interface Wish {
  node: string;
  taskTypes: readonly string[];
  labels: Labels;
  queues: readonly string[] | undefined;
  max: number;
}

interface Waiter {
  wish: Wish;
  /** Those of one kind want the same. */
  kind: string;
  tried: boolean;
  /** Its time is over; it is answered after its first try. */
  over: boolean;
  answer(executions: ClaimedExecution[]): void;
}

interface DeskDeps {
  claim(wish: Wish): Promise<ClaimedExecution[]>;
  giveBack(executions: readonly ClaimedExecution[]): Promise<void>;
  clock: Clock;
  log: Log;
}

/** Claims that wait for work, first come, first served. What finds nothing for one is not asked again for its like. */
export class ClaimDesk {
  readonly #deps: DeskDeps;
  readonly #loop: Loop;
  readonly #waiters = new Set<Waiter>();
  /** Until it is started. */
  #closed = true;

  constructor(deps: DeskDeps) {
    this.#deps = deps;
    this.#loop = new Loop({ name: 'claim desk', log: deps.log, round: () => this.#round() });
  }

  start(): void {
    this.#closed = false;
    this.#loop.start();
  }

  /** Answers all that wait. */
  async stop(): Promise<void> {
    this.#closed = true;
    for (const waiter of this.#waiters) this.#leave(waiter, []);
    await this.#loop.stop();
  }

  /** There may be work. */
  wake(): void {
    if (this.#waiters.size > 0) this.#loop.wake();
  }

  /** Resolves with work, or with nothing after `waitMs`, or when `gone` aborts. */
  async wait(wish: Wish, waitMs: number, gone: AbortSignal): Promise<ClaimedExecution[]> {
    if (this.#closed || gone.aborted) return [];
    const over = new AbortController();
    const answered = new Promise<ClaimedExecution[]>((resolve) => {
      const kind = JSON.stringify([wish.taskTypes, wish.labels, wish.queues]);
      const waiter: Waiter = { wish, kind, tried: false, over: false, answer: resolve };
      this.#waiters.add(waiter);
      gone.addEventListener('abort', () => this.#leave(waiter, []), { once: true, signal: over.signal });
      void this.#deps.clock.sleep(waitMs, over.signal).then(() => {
        waiter.over = true;
        if (waiter.tried) this.#leave(waiter, []);
      });
    });
    this.#loop.wake();
    const executions = await answered;
    over.abort();
    return executions;
  }

  async #round(): Promise<number> {
    const nothingFor = new Set<string>();
    for (const waiter of this.#waiters) {
      const found = nothingFor.has(waiter.kind) ? [] : await this.#deps.claim(waiter.wish);
      waiter.tried = true;
      if (found.length === 0) nothingFor.add(waiter.kind);
      if ((found.length > 0 || waiter.over) && !this.#leave(waiter, found)) await this.#deps.giveBack(found);
    }
    return this.#waiters.size > 0 ? POLL_MS : IDLE_MS;
  }

  /** False when the waiter had its answer already. */
  #leave(waiter: Waiter, executions: ClaimedExecution[]): boolean {
    if (!this.#waiters.delete(waiter)) return false;
    waiter.answer(executions);
    return true;
  }
}
