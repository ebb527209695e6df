import { createMutationQueue, type Client, type EventStream, type MutationQueue } from '@tutti/client';
import type { QueryClient } from '@tanstack/react-query';
import { causeOf } from '../../ui/error-panel.tsx';
import { toast } from '../../ui/toast.tsx';

/** The changes made here; those made while the server is away wait, at most 100, and are replayed in order. */
export class Changes {
  readonly queue: MutationQueue;
  readonly #listeners = new Set<() => void>();
  /** Set by `follow`: whose data a replay makes stale. */
  #queries: QueryClient | undefined;

  constructor(client: Client) {
    this.queue = createMutationQueue({
      client,
      onChange: () => this.#listeners.forEach((listener) => listener()),
      onReplayed: () => void this.#queries?.invalidateQueries(),
      onRefused: ({ operation }, error) =>
        toast.failed(`A change that waited was refused (${inWords(operation)})`, causeOf(error)),
    });
  }

  /** How many wait. */
  get waiting(): number {
    return this.queue.size;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /**
   * Replays what waits once the server is heard of again: by the stream, or, where that is blocked, by any answer to a
   * poll. Whether it is away is found out by sending, never by the state of the stream.
   */
  follow(stream: EventStream, queries: QueryClient): () => void {
    this.#queries = queries;
    const replay = (): void => void (this.waiting > 0 && this.queue.setOnline(true));
    const stops = [
      stream.on('connected', replay),
      queries.getQueryCache().subscribe(({ type, query }) => {
        if (type === 'updated' && query.state.status === 'success' && query.state.fetchStatus === 'idle')
          replay();
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }
}

/** `retryError` as `retry error`. */
export const inWords = (operation: string): string =>
  operation.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
