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
