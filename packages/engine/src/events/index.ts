/**
 * Events: the one ordered log of what happened. Owns `events` and `event_cursors`.
 * An event is appended in the transaction of the change it tells of; a reader stops below the oldest transaction
 * still open, so that it never misses a late commit; notifications are only hints to read.
 */
export { causedBy } from './caused-by.ts';
export { compareCursors, formatCursor, parseCursor } from './event-cursor.ts';
export { EventConsumer, type Plan } from './event-consumer.ts';
export { filterMatches } from './event-filter.ts';
export {
  type NewEvent,
  appendEvents,
  isOwnPlace,
  readEventData,
  readEventRows,
  readRowsAbout,
  readRowsOfBreaker,
  readLag,
  readNewestRows,
  readOldest,
  unfoldEvents,
} from './event-store.ts';
export { EventTail } from './event-tail.ts';
