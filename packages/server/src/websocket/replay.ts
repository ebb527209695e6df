import type { EventsApi } from '@tutti/engine';
import { encodeEvent } from './event-batch.ts';
import type { EventFilter } from './event-filter.ts';
import type { HeldEvents } from './held-events.ts';
import type { Outbox } from './outbox.ts';

const PAGE = 500;

interface ReplayDeps {
  events: EventsApi;
  outbox: Outbox;
  /** Asked for each event: the client may subscribe to something else meanwhile. */
  filter: () => EventFilter | null;
  /** The live events that come in the meantime. */
  held: HeldEvents;
}

/**
 * Sends what the log holds after `from`, at the client's pace, until what follows is among the held
 * events. The answer's cursor is where the replay ended: held events up to it have been sent.
 */
export async function replay(
  { events, outbox, filter, held }: ReplayDeps,
  from: string,
): Promise<{ cursor: string; replayed: number }> {
  let cursor = from;
  let replayed = 0;
  while (outbox.open) {
    // What was let go stands in the log by now, and the next page begins before it.
    if (held.overflowed) held.reset();
    const page = await events.list({ cursor, limit: PAGE });
    for (const event of page.items) {
      if (filter()?.(event) === false) continue;
      outbox.sendFrame(encodeEvent(event));
      replayed++;
      if (outbox.slow) await outbox.whenDrained();
    }
    cursor = page.items.at(-1)?.id ?? cursor;
    const caughtUp =
      page.items.length === 0 || (held.first !== undefined && events.compare(cursor, held.first) >= 0);
    if (caughtUp && !held.overflowed) break;
  }
  return { cursor, replayed };
}
