import type { EventBatch } from './event-batch.ts';

/** A client that replays for long costs this many references to events at most. */
const MOST_EVENTS = 10_000;

/** Live events that wait until a replay or a snapshot has gone out. Bounded: when too many come, all are let go. */
export class HeldEvents {
  #batches: EventBatch[] = [];
  #count = 0;
  #overflowed = false;

  /** True when events were let go since the last reset. */
  get overflowed(): boolean {
    return this.#overflowed;
  }

  get first(): string | undefined {
    return this.#batches[0]?.events[0]?.id;
  }

  add(batch: EventBatch): void {
    if (this.#overflowed) return;
    this.#batches.push(batch);
    this.#count += batch.events.length;
    if (this.#count > MOST_EVENTS) this.overflow();
  }

  overflow(): void {
    this.reset();
    this.#overflowed = true;
  }

  reset(): void {
    this.#batches = [];
    this.#count = 0;
    this.#overflowed = false;
  }

  take(): EventBatch[] {
    const batches = this.#batches;
    this.reset();
    return batches;
  }
}
