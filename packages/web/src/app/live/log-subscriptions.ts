import type { EventStream } from '@tutti/client';
import type { ServerMessage, Subscriptions } from '@tutti/contract';
import { TOPICS } from './refresh-plan.ts';

export type LogMessage = Extract<ServerMessage, { type: 'log' }>;

/**
 * Which logs the one stream of the app follows. The server replaces the whole set with each subscribe, so it is kept
 * here; every follower gets the chunks of its own execution.
 */
export class LogSubscriptions {
  readonly #stream: EventStream;
  readonly #followed = new Map<string, { fromSeq: number; listeners: Set<(message: LogMessage) => void> }>();

  constructor(stream: EventStream) {
    this.#stream = stream;
    stream.on('log', (message) => {
      for (const listener of this.#followed.get(message.executionId)?.listeners ?? []) listener(message);
    });
  }

  /** Hears a log from `fromSeq` on, until the returned function is called. */
  follow(executionId: string, fromSeq: number, listener: (message: LogMessage) => void): () => void {
    const followed = this.#followed.get(executionId) ?? { fromSeq, listeners: new Set() };
    followed.fromSeq = Math.min(followed.fromSeq, fromSeq);
    followed.listeners.add(listener);
    this.#followed.set(executionId, followed);
    this.#subscribe();
    return () => {
      followed.listeners.delete(listener);
      if (followed.listeners.size > 0) return;
      this.#followed.delete(executionId);
      this.#subscribe();
    };
  }

  #subscribe(): void {
    this.#stream.subscribe(
      subscriptionsOf([...this.#followed].map(([executionId, { fromSeq }]) => ({ executionId, fromSeq }))),
    );
  }
}

export const subscriptionsOf = (logs: { executionId: string; fromSeq: number }[]): Subscriptions => ({
  topics: [...TOPICS],
  ...(logs.length > 0 && { logs }),
});
