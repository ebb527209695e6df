import type { Client } from '@tutti/client';
import type { LogChunk } from '@tutti/contract';

interface LogEnd {
  items: LogChunk[];
  /** Where the log goes on. */
  nextSeq: number;
}

/** The last lines of a log, read from its end back, so that a long one costs no more than a short one. */
export async function readLogEnd(
  client: Client,
  id: string,
  { tail, fromSeq }: { tail: number; fromSeq: number },
): Promise<LogEnd> {
  const ask = (before?: number) =>
    client.getExecutionLogs({ params: { id }, query: { tail, fromSeq, limit: 1000, before } });
  const last = await ask();
  let items = last.items;
  for (let { prevSeq } = last; prevSeq !== null && countEnds(items) <= tail;) {
    const earlier = await ask(prevSeq);
    items = [...earlier.items, ...items];
    prevSeq = earlier.prevSeq;
  }
  return { items: lastLines(items, tail), nextSeq: last.nextSeq };
}

const countEnds = (items: readonly LogChunk[]): number =>
  items.reduce((sum, { text }) => sum + text.split('\n').length - 1, 0);

/** What of the pieces belongs to the last lines. A line break at the very end begins no line. */
export function lastLines(items: readonly LogChunk[], count: number): LogChunk[] {
  let left = count;
  for (let place = items.length - 1; place >= 0; place -= 1) {
    const item = items[place] as LogChunk;
    let from = item.text.length - 1;
    if (place === items.length - 1 && item.text.endsWith('\n')) from -= 1;
    for (let end = lastBreak(item.text, from); end >= 0; end = lastBreak(item.text, end - 1)) {
      left -= 1;
      if (left > 0) continue;
      const text = item.text.slice(end + 1);
      const later = items.slice(place + 1);
      return text === '' ? later : [{ ...item, text }, ...later];
    }
  }
  return [...items];
}

/** A negative place would be taken for the first. */
const lastBreak = (text: string, from: number): number => (from < 0 ? -1 : text.lastIndexOf('\n', from));
