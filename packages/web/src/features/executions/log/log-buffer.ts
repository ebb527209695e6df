import type { LogChunk, LogStream } from '@tutti/contract';
import { PLAIN, stripAnsi, styleAfter, type Style } from './ansi.ts';

export interface LogLine {
  /** From 1, as the gutter shows it. */
  number: number;
  attempt: number;
  stream: LogStream;
  text: string;
  /** The look that earlier lines of the stream left behind. */
  style: Style;
  at: string;
  /** False while more of the line may come. */
  complete: boolean;
}

/**
 * Puts chunks together into lines. A chunk may hold several lines or a part of one, and stdout and stderr come mixed:
 * each stream goes on with its own open line. Chunks that were had before are passed over.
 */
export class LogBuffer {
  readonly lines: LogLine[] = [];
  #nextSeq = 1;
  #open: Partial<Record<LogStream, LogLine>> = {};
  #style: Partial<Record<LogStream, Style>> = {};
  #attempt = 0;
  #longest = 0;

  /** The sequence number that has not been seen yet. */
  get nextSeq(): number {
    return this.#nextSeq;
  }
  /** Characters in the longest line. */
  get longest(): number {
    return this.#longest;
  }

  /** True when the chunk was taken; false when it was had before. */
  append(chunk: LogChunk): boolean {
    if (chunk.seq < this.#nextSeq) return false;
    this.#nextSeq = chunk.seq + 1;
    if (chunk.attempt !== this.#attempt) this.#beginAttempt(chunk.attempt);
    const pieces = chunk.text.split('\n');
    pieces.forEach((piece, index) => this.#add(piece, index < pieces.length - 1, chunk));
    return true;
  }

  #beginAttempt(attempt: number): void {
    this.#attempt = attempt;
    this.#open = {};
    this.#style = {};
  }

  #add(piece: string, complete: boolean, chunk: LogChunk): void {
    const { stream } = chunk;
    let line = this.#open[stream];
    if (!line) {
      if (piece === '' && !complete) return;
      line = this.#begin(chunk);
    }
    line.text = overwritten(line.text + piece);
    this.#longest = Math.max(this.#longest, line.text.length);
    if (!complete) return;
    line.complete = true;
    this.#style[stream] = styleAfter(line.text, line.style);
    delete this.#open[stream];
  }

  #begin({ attempt, stream, at }: LogChunk): LogLine {
    const line = {
      number: this.lines.length + 1,
      attempt,
      stream,
      at,
      text: '',
      style: this.#style[stream] ?? PLAIN,
      complete: false,
    };
    this.lines.push(line);
    this.#open[stream] = line;
    return line;
  }
}

/** A carriage return begins the line anew, as progress bars do; the one before a line break only ends it. */
function overwritten(text: string): string {
  if (!text.includes('\r')) return text;
  const end = text.endsWith('\r') ? text.length - 1 : text.length;
  const from = text.lastIndexOf('\r', end - 1) + 1;
  return text.slice(from);
}

/** The first line of stderr in the last attempt that has one: where an error is most likely told. */
export function firstErrorIndex(lines: readonly LogLine[]): number {
  let found = -1;
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const line = lines[index] as LogLine;
    if (found >= 0 && line.attempt !== (lines[found] as LogLine).attempt) break;
    if (line.stream === 'stderr' && line.text.trim() !== '') found = index;
  }
  return found;
}

/** Indexes of the lines that hold the text, whatever its case. */
export function searchLines(lines: readonly LogLine[], text: string): number[] {
  const wanted = text.toLowerCase();
  if (wanted === '') return [];
  return lines.flatMap((line, index) => (stripAnsi(line.text).toLowerCase().includes(wanted) ? [index] : []));
}

/** The log as a file: without colours, attempts told apart. */
export function logAsText(lines: readonly LogLine[]): string {
  let attempt = lines[0]?.attempt;
  return lines
    .map((line) => {
      const heading = line.attempt === attempt ? '' : `--- attempt ${line.attempt} ---\n`;
      attempt = line.attempt;
      return `${heading}${stripAnsi(line.text)}\n`;
    })
    .join('');
}
