import type { Subscriptions } from '@tutti/contract';

/** How far each followed log has been read, so that a new connection goes on just there. */
export class LogPositions {
  readonly #lastSeq = new Map<string, number>();

  accept({ executionId, seq }: { executionId: string; seq: number }): boolean {
    if (seq <= (this.#lastSeq.get(executionId) ?? 0)) return false;
    this.#lastSeq.set(executionId, seq);
    return true;
  }

  /** The subscriptions with every log that was already begun taken up where it stopped. */
  resumed(subscriptions: Subscriptions): Subscriptions {
    const { logs } = subscriptions;
    if (!logs) return subscriptions;
    return {
      ...subscriptions,
      logs: logs.map((log) => {
        const executionId = typeof log === 'string' ? log : log.executionId;
        const last = this.#lastSeq.get(executionId.toLowerCase());
        return last === undefined ? log : { executionId, fromSeq: last + 1 };
      }),
    };
  }
}
