/**
 * A place in the event log: the writing transaction, the row, and the place within a row that tells of a batch.
 * On the wire it is opaque text; both big numbers may pass 2^53, so they stay text here too.
 */
export interface EventCursor {
  readonly tx: string;
  readonly id: string;
  /** Index of the last execution seen within the row's batch. */
  readonly index: number;
}

export const formatCursor = (cursor: EventCursor): string => `${cursor.tx}-${cursor.id}-${cursor.index}`;

/** Undefined when the text is no cursor. */
export function parseCursor(text: string): EventCursor | undefined {
  const match = /^(\d{1,20})-(\d{1,19})-(\d{1,9})$/.exec(text);
  return match ? { tx: match[1] as string, id: match[2] as string, index: Number(match[3]) } : undefined;
}

const order = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

/** Negative, 0 or positive as the first stands before, at or after the second. Cursors that don't parse stand first. */
export function compareCursors(a: string, b: string): number {
  const x = parseCursor(a) ?? { tx: '0', id: '0', index: 0 };
  const y = parseCursor(b) ?? { tx: '0', id: '0', index: 0 };
  return order(x.tx, y.tx) || order(x.id, y.id) || x.index - y.index;
}
