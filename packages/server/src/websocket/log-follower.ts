import type { LogChunk } from '@tutti/contract';
import type { LogsApi } from '@tutti/engine';
import type { Outbox } from './outbox.ts';

/** Sends one execution's log to one client as it grows. Pauses while the client is slow, and goes on where it stopped. */
export class LogFollower {
  readonly executionId: string;
  readonly #logs: LogsApi;
  readonly #outbox: Outbox;
  #nextSeq: number;
  #unfollow: (() => void) | undefined;
  #ended = false;

  constructor(deps: { logs: LogsApi; outbox: Outbox }, executionId: string, fromSeq: number) {
    this.#logs = deps.logs;
    this.#outbox = deps.outbox;
    this.executionId = executionId;
    this.#nextSeq = fromSeq;
  }

  get paused(): boolean {
    return !this.#unfollow;
  }

  /** Begins, or goes on after a pause. */
  follow(): void {
    if (this.#ended || this.#unfollow) return;
    let current = true;
    const unfollow = this.#logs.follow(this.executionId, this.#nextSeq, (chunks) => {
      if (current) this.#send(chunks);
    });
    this.#unfollow = () => {
      current = false;
      unfollow();
    };
  }

  end(): void {
    this.#ended = true;
    this.#pause();
  }

  #send(chunks: readonly LogChunk[]): void {
    for (const { seq, attempt, stream, text, at } of chunks) {
      if (seq < this.#nextSeq) continue;
      if (this.#outbox.slow) return this.#pause();
      this.#outbox.send({ type: 'log', executionId: this.executionId, seq, attempt, stream, text, at });
      this.#nextSeq = seq + 1;
    }
  }

  #pause(): void {
    this.#unfollow?.();
    this.#unfollow = undefined;
  }
}
