import type { Event } from '@tutti/contract';

/** The text frame of an event, as every client that gets it gets it. */
export const encodeEvent = (event: Event): Buffer =>
  Buffer.from(`{"type":"event","event":${JSON.stringify(event)}}`);

/** Events on their way to many clients: each is encoded once, and only if somebody wants it. */
export class EventBatch {
  readonly events: readonly Event[];
  readonly #frames: (Buffer | undefined)[];

  constructor(events: readonly Event[]) {
    this.events = events;
    this.#frames = new Array<Buffer | undefined>(events.length);
  }

  /** Where a client stands that has been given this batch. */
  get end(): string | undefined {
    return this.events.at(-1)?.id;
  }

  frame(index: number): Buffer {
    return (this.#frames[index] ??= encodeEvent(this.events[index] as Event));
  }
}
