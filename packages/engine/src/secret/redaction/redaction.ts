import { isCredentialName, mayHoldCredentials } from './credential-patterns.ts';
import { MARK, RedactingStream } from './redacting-stream.ts';
import { formsOf } from './value-forms.ts';

const SHORTEST_PART = 4;

/** Keeps the secrets of one run, and what has the shape of a credential, out of whatever is stored or sent. */
export class Redaction {
  readonly #forms: readonly string[];

  constructor(values: Iterable<string> = []) {
    // The longest first: of two that match the same text the larger one is the secret.
    this.#forms = [...new Set([...values].flatMap(formsOf))].sort((a, b) => b.length - a.length);
  }

  /** For a text in pieces. */
  stream(): RedactingStream {
    return new RedactingStream(this.#forms);
  }

  /** A whole text; `cutStart` and `cutEnd` when it was cut there, maybe within a secret. */
  text(text: string, { cutStart = false, cutEnd = false } = {}): string {
    if (this.#forms.length === 0 && !mayHoldCredentials(text)) return text;
    const stream = this.stream();
    const whole = cutStart ? this.withoutEndOfSecret(text) : text;
    return stream.write(whole) + stream.end({ cut: cutEnd });
  }

  /** A text that was cut at its start, maybe within a secret, whose end is taken out. */
  withoutEndOfSecret(text: string): string {
    const part = this.#endingAtStart(text);
    return part > 0 ? MARK + text.slice(part) : text;
  }

  /**
   * A text that follows `before`, which is out already. Whatever of a secret began there, maybe in pieces too short to
   * tell, is taken out of this text; behind a mark it needs no other.
   */
  goingOn(before: string, text: string): string {
    const marked = before.endsWith(MARK);
    const within = marked ? this.#isWithin(text) : this.#goingOn(before, text);
    if (within > 0) return (marked ? '' : MARK) + text.slice(within);
    const part = this.#endingAtStart(text);
    return part > 0 ? (marked ? '' : MARK) + text.slice(part) : text;
  }

  /** JSON text; the values and names in it. */
  json(text: string): string {
    if (this.#forms.length === 0 && !mayHoldCredentials(text)) return text;
    return JSON.stringify(this.value(JSON.parse(text)));
  }

  /** A value as JSON knows them. */
  value<T>(value: T): T {
    return this.#value(value) as T;
  }

  #value(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number') return this.text(String(value)) === String(value) ? value : MARK;
    if (Array.isArray(value)) return value.map((inner) => this.#value(inner));
    if (value === null || typeof value !== 'object') return value;
    const entries = Object.entries(value).map(([name, inner]): [string, unknown] => [
      this.text(name),
      isCredentialName(name) && typeof inner === 'string' ? MARK : this.#value(inner),
    ]);
    return Object.fromEntries(entries);
  }

  /** Its length when all of it stands within a secret, else 0: of what was marked nobody knows how far it went. */
  #isWithin(text: string): number {
    // The end of a line ends what was marked, though some secrets have several lines.
    return text.trim() !== '' && this.#forms.some((form) => form.includes(text)) ? text.length : 0;
  }

  /** How much of the text goes on with a secret whose first few characters are out. */
  #goingOn(before: string, text: string): number {
    let longest = 0;
    for (const form of this.#forms) {
      for (let out = Math.min(SHORTEST_PART - 1, before.length, form.length - 1); out > 0; out--) {
        if (!before.endsWith(form.slice(0, out))) continue;
        const rest = form.slice(out);
        if (text.startsWith(rest)) longest = Math.max(longest, rest.length);
        else if (rest.startsWith(text) && out + text.length >= SHORTEST_PART)
          longest = Math.max(longest, text.length);
      }
    }
    return longest;
  }

  /** Length of the longest end of a secret that the text begins with. */
  #endingAtStart(text: string): number {
    let longest = 0;
    for (const form of this.#forms) {
      const most = Math.min(form.length - 1, text.length);
      for (let length = most; length >= Math.max(SHORTEST_PART, longest + 1); length--) {
        if (!text.startsWith(form.slice(-length))) continue;
        longest = length;
      }
    }
    return longest;
  }
}

/** For runs without secrets: by shape alone. */
export const plainRedaction = new Redaction();
