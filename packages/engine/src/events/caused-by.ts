import type { Event, Trigger } from '@tutti/contract';

/** The trigger of what runs for an event: one deeper in its chain, and part of its trace. */
export const causedBy = (event: Event): Trigger => ({
  kind: 'event',
  event: { id: event.id, type: event.type },
  depth: event.depth + 1,
  correlationId: event.correlationId ?? event.id,
  ...(event.traceparent !== undefined && { traceparent: event.traceparent }),
});
