import {
  createMutationQueue,
  newKey,
  type CallInput,
  type CallOptions,
  type CallOutput,
  type Client,
  type EventStream,
  type MutationOutcome,
  type MutationQueue,
} from '@tutti/client';
import type { Operation } from '@tutti/contract';
import type { QueryClient } from '@tanstack/react-query';
import { causeOf } from '../../ui/error-panel.tsx';
import { toast } from '../../ui/toast.tsx';

/** A change that waits, as the list of the connection badge tells it. */
export interface WaitingChange {
  key: string;
  words: string;
  /** When it was made, in epoch milliseconds. */
  at: number;
}

/** The changes made here; those made while the server is away wait, at most 100, and are replayed in order. */
export class Changes {
  readonly #queue: MutationQueue;
  readonly #listeners = new Set<() => void>();
  readonly #told = new Map<string, WaitingChange>();
  #waiting: readonly WaitingChange[] = [];
  /** Set by `follow`: whose data a replay makes stale. */
  #queries: QueryClient | undefined;

  constructor(client: Client) {
    this.#queue = createMutationQueue({
      client,
      onChange: () => this.#changed(),
      onReplayed: () => void this.#queries?.invalidateQueries(),
      onRefused: ({ options }, error) => {
        const words = this.#told.get(options.idempotencyKey)?.words ?? 'A change';
        toast.failed(`${words}: refused, after it had waited for the server`, causeOf(error));
        // What was shown ahead of the answer is not true.
        void this.#queries?.invalidateQueries();
      },
    });
  }

  /** Sends a change, or lets it wait. `words` tell of it in the list of what waits. */
  send<O extends Operation>(
    operation: O,
    input: CallInput<O>,
    options: CallOptions,
    words: string,
  ): Promise<MutationOutcome<CallOutput<O>>> {
    const key = options.idempotencyKey ?? newKey();
    this.#told.set(key, { key, words, at: Date.now() });
    return this.#queue.mutate(operation, input, { ...options, idempotencyKey: key }).finally(() => {
      if (!this.#isWaiting(key)) this.#told.delete(key);
    });
  }

  /** What waits, in the order it will be sent. */
  readonly waiting = (): readonly WaitingChange[] => this.#waiting;

  discard(key: string): void {
    this.#queue.discard(key);
    // What was shown ahead of the answer will not come true.
    void this.#queries?.invalidateQueries();
  }

  discardAll(): void {
    this.#queue.clear();
    void this.#queries?.invalidateQueries();
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
    const heardOf = (): void =>
      void ((!this.#queue.online || this.#queue.size > 0) && this.#queue.setOnline(true));
    const stops = [
      stream.on('connected', heardOf),
      queries.getQueryCache().subscribe((event) => {
        if (event.type === 'updated' && event.action.type === 'success' && event.action.manual !== true)
          heardOf();
      }),
      warnBeforeLeaving(() => this.#queue.size > 0),
    ];
    return () => stops.forEach((stop) => stop());
  }

  #changed(): void {
    const before = this.#waiting;
    const pending = this.#queue.pending.map(({ options }) => options.idempotencyKey);
    this.#waiting = pending.flatMap((key) => this.#told.get(key) ?? []);
    for (const { key } of before) if (!pending.includes(key)) this.#told.delete(key);
    for (const listener of this.#listeners) listener();
  }

  #isWaiting(key: string): boolean {
    return this.#waiting.some((change) => change.key === key);
  }
}

/** What waits lives in this page alone. */
function warnBeforeLeaving(anyWaits: () => boolean): () => void {
  const warn = (event: BeforeUnloadEvent): void => {
    if (anyWaits()) event.preventDefault();
  };
  addEventListener('beforeunload', warn);
  return () => removeEventListener('beforeunload', warn);
}

/** `retryError` as `Retry error`. */
export function inWords(operation: string): string {
  const words = operation.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
