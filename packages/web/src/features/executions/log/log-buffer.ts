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
  readonly #errors = new ErrorFinder();

  /** The sequence number that has not been seen yet. */
  get nextSeq(): number {
    return this.#nextSeq;
  }
  /** Characters in the longest line. */
  get longest(): number {
    return this.#longest;
  }

  /** Where an error is most likely told; -1 without one. */
  get errorIndex(): number {
    return this.#errors.index;
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
    this.#errors.beginAttempt();
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
    this.#errors.see(line);
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

const TELLS_OF_ERROR =
  /\b(error|fatal|panic|exception|traceback|failed|failure|cannot|denied|no such|not found|refused)\b/i;

/**
 * Finds the line where an error is most likely told, as lines come: in the last attempt that has one, the first of
 * stderr that speaks of an error, else the first of stderr (many programs report progress there), else the first of any
 * stream that speaks of one.
 */
class ErrorFinder {
  #found: (number | undefined)[] = [];
  index = -1;

  beginAttempt(): void {
    this.#found = [];
  }

  see({ stream, text, number }: LogLine): void {
    if (stream === 'system' || text.trim() === '') return;
    const speaks = TELLS_OF_ERROR.test(text);
    const rank = stream === 'stderr' ? (speaks ? 0 : 1) : speaks ? 2 : undefined;
    if (rank === undefined || this.#found[rank] !== undefined) return;
    this.#found[rank] = number - 1;
    this.index = this.#found[0] ?? this.#found[1] ?? this.#found[2] ?? -1;
  }
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/**
 * Indexes of the lines that hold a text, whatever its case. Lines that are complete are looked through once for each
 * text: while a log grows only what is new costs anything.
 */
export class LineSearch {
  #text = '';
  #pattern: RegExp | undefined;
  #matches: number[] = [];
  #upTo = 0;

  find(lines: readonly LogLine[], text: string): readonly number[] {
    if (text !== this.#text) {
      this.#text = text;
      this.#pattern = text === '' ? undefined : new RegExp(escaped(text), 'i');
      this.#matches = [];
      this.#upTo = 0;
    }
    const pattern = this.#pattern;
    if (!pattern) return [];
    const open: number[] = [];
    let settled = true;
    for (let index = this.#upTo; index < lines.length; index += 1) {
      const line = lines[index] as LogLine;
      settled &&= line.complete;
      if (settled) this.#upTo = index + 1;
      if (pattern.test(stripAnsi(line.text))) (settled ? this.#matches : open).push(index);
    }
    return open.length === 0 ? this.#matches : [...this.#matches, ...open];
  }
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
