import type { ServerMessage } from '@tutti/contract';

/**
 * Where this client stands in the event log. While a replay runs, live events may already have slipped in before it,
 * so the cursor moves only when the replay has ended, and ids seen meanwhile are remembered: a connection that breaks
 * in the middle costs neither a gap nor a double.
 */
export class EventPosition {
  #cursor: string | undefined;
  #replayed: Set<string> | undefined;
  #awaitsSubscribed = false;
  #head = '';

  constructor(cursor: string | undefined) {
    this.#cursor = cursor;
  }

  get cursor(): string | undefined {
    return this.#cursor;
  }

  /** A connection has begun, `head` being the newest event; answers where to resume from. */
  begin(head: string, subscribes: boolean): string {
    this.#head = head;
    this.#cursor ??= head;
    this.#replayed ??= new Set();
    this.#awaitsSubscribed = subscribes;
    return this.#cursor;
  }

  /** False for an event that was seen, or that came before the subscription holds and will come with the replay. */
  accept(id: string): boolean {
    if (this.#awaitsSubscribed) return false;
    if (!this.#replayed) {
      this.#cursor = id;
      return true;
    }
    if (this.#replayed.has(id)) return false;
    this.#replayed.add(id);
    return true;
  }

  note(message: ServerMessage): void {
    if (message.type === 'subscribed') this.#awaitsSubscribed = false;
    if (message.type === 'resumed' || message.type === 'snapshot') this.#goOn(message.cursor);
    if (message.type === 'lagged') this.#goOn(message.to);
  }

  /**
   * The server refused to resume: it does not know the cursor, for instance because its database is another one. Goes
   * on from its newest event, and answers what has to be given up.
   */
  abandon(): { from: string; to: string } | undefined {
    if (!this.#replayed || this.#awaitsSubscribed) return undefined;
    const from = this.#cursor ?? '';
    this.#goOn(this.#head);
    return { from, to: this.#head };
  }

  #goOn(cursor: string): void {
    this.#cursor = cursor;
    this.#replayed = undefined;
  }
}
