import type { LogStream } from '@tutti/contract';
import { storableText } from '../kernel/index.ts';
import { pieces } from './log-writer.ts';

interface Entry {
  text: string;
  stream: LogStream;
}

/** Less than a character can need: a log with so little room is full. */
const LEAST_ROOM = 4;

/** What of further output is stored of an attempt whose log already holds so many bytes; that it was cut is told once. */
export function cutLog(entries: readonly Entry[], bytesBefore: number, limitBytes: number): Entry[] {
  const kept: Entry[] = [];
  let room = limitBytes - bytesBefore;
  for (const { text, stream } of entries) {
    const bytes = Buffer.byteLength(text);
    if (stream === 'system' || bytes <= room) {
      kept.push({ text, stream });
      if (stream !== 'system') room -= bytes;
    } else if (room >= LEAST_ROOM) {
      const part = Buffer.from(text)
        .subarray(0, room)
        .toString()
        .replace(/\ufffd$/, '');
      kept.push({ text: part, stream });
      kept.push({ text: `log cut at ${limitBytes} bytes; what follows was dropped\n`, stream: 'system' });
      room = 0;
    }
  }
  return kept.flatMap(({ text, stream }) =>
    [...pieces(storableText(text))].map((piece) => ({ text: piece, stream })),
  );
}
