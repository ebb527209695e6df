import { api, type Operation } from '@tutti/contract';
import { ApiError } from './api-error.ts';
import type { CallInput, CallOptions, CallOutput } from './call.ts';
import type { Client } from './client.ts';
import { NetworkError } from './network-error.ts';
import { newKey } from './new-key.ts';

/** A change that waits for the connection. */
export interface PendingMutation {
  readonly operation: Operation;
  readonly input: unknown;
  readonly options: CallOptions & { idempotencyKey: string };
}

export interface MutationQueueOptions {
  client: Client;
  /** How many may wait; default 100. */
  limit?: number;
  /** The server refused a replayed mutation; the ones behind it go on. */
  onRefused?: (mutation: PendingMutation, error: ApiError) => void;
  onReplayed?: (mutation: PendingMutation, value: unknown) => void;
  /** How many wait now. */
  onChange?: (size: number) => void;
}

export type MutationOutcome<T> = { kind: 'done'; value: T } | { kind: 'queued'; idempotencyKey: string };

export interface MutationQueue {
  readonly size: number;
  readonly online: boolean;
  readonly pending: readonly PendingMutation[];
  /** Sends at once, or queues it while offline or while earlier ones wait. Refusals throw as the client's calls do. */
  mutate<O extends Operation>(
    operation: O,
    input: CallInput<O>,
    options?: CallOptions,
  ): Promise<MutationOutcome<CallOutput<O>>>;
  /** Tells of the connection; going online replays what waits, in order. Resolves when the replay has ended. */
  setOnline(online: boolean): Promise<void>;
  /** Forgets one that waits, by its idempotency key. */
  discard(idempotencyKey: string): void;
  /** Forgets what waits. */
  clear(): void;
}

/** As many mutations wait as may. */
export class MutationQueueFullError extends Error {
  override readonly name = 'MutationQueueFullError';
  constructor(limit: number) {
    super(`${limit} changes already wait for the connection; try again when it is back`);
  }
}

export const createMutationQueue = (options: MutationQueueOptions): MutationQueue =>
  new OfflineQueue(options);

class OfflineQueue implements MutationQueue {
  readonly #options: MutationQueueOptions;
  readonly #pending: PendingMutation[] = [];
  #online = true;
  #replay: Promise<void> | undefined;

  constructor(options: MutationQueueOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#pending.length;
  }
  get online(): boolean {
    return this.#online;
  }
  get pending(): readonly PendingMutation[] {
    return [...this.#pending];
  }

  async mutate<O extends Operation>(
    operation: O,
    input: CallInput<O>,
    options: CallOptions = {},
  ): Promise<MutationOutcome<CallOutput<O>>> {
    if (api[operation].method === 'GET')
      throw new TypeError(`${operation} changes nothing; call it on the client`);
    const mutation = {
      operation,
      input,
      options: { ...options, idempotencyKey: options.idempotencyKey ?? newKey() },
    };
    if (!this.#online || this.#pending.length > 0) return this.#enqueue(mutation);
    try {
      return { kind: 'done', value: (await this.#send(mutation)) as CallOutput<O> };
    } catch (error) {
      if (!isAway(error)) throw error;
      this.#online = false;
      return this.#enqueue(mutation);
    }
  }

  setOnline(online: boolean): Promise<void> {
    this.#online = online;
    if (!online) return Promise.resolve();
    this.#replay ??= this.#replayAll().finally(() => (this.#replay = undefined));
    return this.#replay;
  }

  discard(idempotencyKey: string): void {
    const index = this.#pending.findIndex(({ options }) => options.idempotencyKey === idempotencyKey);
    if (index === -1) return;
    this.#pending.splice(index, 1);
    this.#changed();
  }

  clear(): void {
    this.#pending.length = 0;
    this.#changed();
  }

  #enqueue(mutation: PendingMutation): { kind: 'queued'; idempotencyKey: string } {
    const { limit = 100 } = this.#options;
    if (this.#pending.length >= limit) throw new MutationQueueFullError(limit);
    this.#pending.push(mutation);
    this.#changed();
    return { kind: 'queued', idempotencyKey: mutation.options.idempotencyKey };
  }

  async #replayAll(): Promise<void> {
    for (let next = this.#pending[0]; next && this.#online; next = this.#pending[0]) {
      const reached = await this.#replayOne(next);
      if (!reached) {
        this.#online = false;
        return;
      }
      // It may be gone already when the queue was cleared meanwhile.
      if (this.#pending[0] === next) this.#pending.shift();
      this.#changed();
    }
  }

  /** False when the server was not reached, or is in no state to judge; the mutation then waits on. */
  async #replayOne(mutation: PendingMutation): Promise<boolean> {
    const answer = await this.#send(mutation).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    if ('value' in answer) {
      this.#options.onReplayed?.(mutation, answer.value);
      return true;
    }
    if (!(answer.error instanceof ApiError) || isPassing(answer.error.status)) return false;
    this.#options.onRefused?.(mutation, answer.error);
    return true;
  }

  #send({ operation, input, options }: PendingMutation): Promise<unknown> {
    const call = this.#options.client[operation] as (
      input: unknown,
      options: CallOptions,
    ) => Promise<unknown>;
    return call(input, options);
  }

  #changed(): void {
    this.#options.onChange?.(this.#pending.length);
  }
}

/** A server that shuts down is as good as gone: whatever comes after it takes the change. */
const isAway = (error: unknown): boolean =>
  error instanceof NetworkError || (error instanceof ApiError && error.code === 'DRAINING');

const isPassing = (status: number): boolean => [429, 502, 503, 504].includes(status);
