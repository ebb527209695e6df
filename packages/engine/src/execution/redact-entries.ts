import type { LogStream } from '@tutti/contract';
import type { RedactingStream, Redaction } from '../secret/index.ts';

interface Entry {
  text: string;
  stream: LogStream;
}

/**
 * Entries of a log without secrets, also where one goes from an entry into the next of its stream. What came before
 * is stored already: of a secret that is cut there, or at the end, the part in these entries is taken out. `open`: of streams
 * whose output so far ends within a line how it ends, as it is stored.
 */
export function redactEntries(
  redaction: Redaction,
  entries: readonly Entry[],
  open: Readonly<Partial<Record<LogStream, string>>>,
): Entry[] {
  const streams = new Map<LogStream, RedactingStream>();
  const clean = entries.map(({ text, stream }): Entry => {
    const known = streams.get(stream);
    if (known) return { text: known.write(text), stream };
    const fresh = redaction.stream();
    streams.set(stream, fresh);
    const before = open[stream];
    return { text: fresh.write(before === undefined ? text : redaction.goingOn(before, text)), stream };
  });
  for (const [stream, redacted] of streams) {
    const isOpen = !entries.findLast((entry) => entry.stream === stream)?.text.endsWith('\n');
    const rest = redacted.end({ cut: isOpen });
    if (rest !== '') clean.push({ text: rest, stream });
  }
  return clean.filter(({ text }) => text !== '');
}
