import {
  type Credential,
  KEY_BEGIN,
  KEY_END,
  findCredentials,
  mayHoldCredentials,
} from './credential-patterns.ts';
import { type Span, findForms, mergeSpans, openFormAt } from './span.ts';

export const MARK = '[redacted]';

/** The end of a line that goes on is looked at again with what follows, up to here. */
const LONGEST_LINE = 4096;
/** Of a longer line so much: labels are far shorter. */
const LOOK_BACK = 1024;
/** A credential longer than this is not kept until it ends. */
const LONGEST_KEPT = 2048;
/** A block that does not end within this is none. */
const LONGEST_KEY = 32_768;
/** Holds the marks around a key, should they come in two pieces. */
const LONGEST_BORDER = 128;
/** The part of a secret at a cut that is worth hiding. */
const SHORTEST_PART = 4;

const GOES_ON = /^[^\s"'\\&,;]*/;

/**
 * Replaces secrets in a text that comes in pieces, wherever it is cut. Keeps back no more than the longest secret and
 * a line. What is kept back may in part stand for a mark that is already out: `#covered` characters of it.
 */
export class RedactingStream {
  readonly #forms: readonly string[];
  #held = '';
  #covered = 0;
  #open: 'none' | 'credential' | 'key' = 'none';
  #keyLength = 0;

  constructor(forms: readonly string[]) {
    this.#forms = forms;
  }

  write(text: string): string {
    if (this.#isPlain(text)) return text;
    const whole = this.#held + text;
    this.#goOn(whole, text.length);
    return this.#emit(whole, false);
  }

  /** `cut`: the text was cut off here, maybe within a secret. */
  end({ cut = false }: { cut?: boolean } = {}): string {
    const whole = this.#held;
    const forms = cut ? openFormAt(whole, this.#forms) : whole.length;
    const part: Span[] = whole.length - forms >= SHORTEST_PART ? [[forms, whole.length]] : [];
    const out = this.#emit(whole, true, part);
    this.#open = 'none';
    return out;
  }

  /** The common case costs one look: whole lines in which nothing can be found. */
  #isPlain(text: string): boolean {
    return (
      this.#forms.length === 0 &&
      this.#held === '' &&
      this.#open === 'none' &&
      text.endsWith('\n') &&
      !mayHoldCredentials(text)
    );
  }

  /** What began in an earlier piece and is already marked may go on in this one. */
  #goOn(whole: string, added: number): void {
    if (this.#open === 'credential') {
      const rest = whole.slice(this.#covered);
      const length = (GOES_ON.exec(rest)?.[0] ?? '').length;
      this.#covered += length;
      if (length < rest.length) this.#open = 'none';
    } else if (this.#open === 'key') {
      const end = endOfKey(whole, whole.length - added);
      this.#keyLength += added;
      this.#covered = end ?? whole.length;
      if (end !== undefined || this.#keyLength > LONGEST_KEY) this.#open = 'none';
    }
  }

  #emit(whole: string, atEnd: boolean, more: readonly Span[] = []): string {
    const credentials = findCredentials(whole);
    const key = this.#open === 'key' ? undefined : findKey(whole, this.#covered);
    const spans: Span[] = [...findForms(whole, this.#forms), ...more];
    for (const { from, to } of credentials) spans.push([from, to]);
    for (const block of key?.blocks ?? []) spans.push(block);
    const hold = atEnd ? whole.length : this.#holdFrom(whole, credentials, key?.isOpen ?? false);
    const opened = key?.isOpen ? key.blocks.at(-1) : undefined;
    if (opened && opened[0] < hold && !atEnd) {
      this.#open = 'key';
      this.#keyLength = 0;
    } else if (credentials.some(({ from, to }) => from < hold && to === whole.length) && !atEnd)
      this.#open = 'credential';
    return this.#out(whole, mergeSpans(spans), hold);
  }

  /** Up to where all is decided. */
  #holdFrom(whole: string, credentials: readonly Credential[], keyIsOpen: boolean): number {
    const lineStart = Math.max(whole.lastIndexOf('\n'), whole.lastIndexOf('\r')) + 1;
    const tooLong = whole.length - lineStart > LONGEST_LINE;
    const decided = tooLong ? betweenCharacters(whole, whole.length - LOOK_BACK) : lineStart;
    let hold = Math.min(openFormAt(whole, this.#forms), decided);
    if (this.#open === 'key' || keyIsOpen) hold = Math.min(hold, Math.max(0, whole.length - LONGEST_BORDER));
    // A label that was let go would leave its secret without one.
    for (const { start, from, to } of credentials.toSorted((a, b) => b.start - a.start)) {
      const crosses = start < hold && hold < to;
      if (crosses && (from >= hold || to - start <= LONGEST_KEPT)) hold = start;
    }
    return hold;
  }

  #out(whole: string, spans: readonly Span[], hold: number): string {
    let out = '';
    let at = this.#covered;
    for (const [start, end] of spans) {
      if (start >= hold) break;
      if (end <= at) continue;
      if (start > at) out += whole.slice(at, start) + MARK;
      // One that touches a mark which is already out goes on with it.
      else if (at === 0) out += MARK;
      at = end;
    }
    if (at < hold) out += whole.slice(at, hold);
    this.#held = whole.slice(hold);
    this.#covered = Math.max(0, at - hold);
    return out;
  }
}

/** Not within a surrogate pair. */
const betweenCharacters = (text: string, at: number): number =>
  (text.charCodeAt(at) & 0xfc00) === 0xdc00 ? at - 1 : at;

/** Where the open block ends: the marker is not all in what was there before. */
function endOfKey(text: string, before: number): number | undefined {
  const from = Math.max(0, before - LONGEST_BORDER);
  for (const match of text.slice(from).matchAll(new RegExp(KEY_END, 'g'))) {
    const end = from + match.index + match[0].length;
    if (end > before) return end;
  }
  return undefined;
}

/** Private key blocks; the last may not have ended yet. */
function findKey(text: string, from: number): { blocks: Span[]; isOpen: boolean } | undefined {
  if (!text.includes('PRIVATE KEY')) return undefined;
  const blocks: Span[] = [];
  for (let at = from; ;) {
    const begin = KEY_BEGIN.exec(text.slice(at));
    if (!begin) return { blocks, isOpen: false };
    const start = at + begin.index;
    const end = KEY_END.exec(text.slice(start));
    if (!end) {
      blocks.push([start, text.length]);
      return { blocks, isOpen: true };
    }
    at = start + end.index + end[0].length;
    blocks.push([start, at]);
  }
}
