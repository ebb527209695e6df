// C0 and C1 controls, and the marks that turn the direction of text: what a terminal would act on instead of show.
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const CONTROLS_BUT_LINES = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const COLOUR = /\u001b\[[\d;:]*m/g;
const OPEN_SEQUENCE = /(\u001b(\[[\d;:]*)?|\r)$/;

/** Text from elsewhere on one line: what would steer the terminal is shown instead. */
export const plainText = (text: string): string => text.replace(CONTROLS, escaped);

/** The same for text of several lines. */
export const plainLines = (text: string): string =>
  text.replaceAll('\r\n', '\n').replace(CONTROLS_BUT_LINES, escaped);

/** JSON escapes the C0 controls only; a terminal may act on the others. */
export const safeJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replace(/[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, unicodeEscape);

/** A log as it grows: lines and, where wanted, colours stay; every other sequence is shown, not obeyed. */
export class LogText {
  readonly #keepColours: boolean;
  #held = '';
  #coloured = false;

  constructor(keepColours: boolean) {
    this.#keepColours = keepColours;
  }

  push(text: string): string {
    const all = this.#held + text;
    // A sequence may be cut by the end of a piece: its start waits for the rest.
    this.#held = OPEN_SEQUENCE.exec(all)?.[0] ?? '';
    return this.#clean(all.slice(0, all.length - this.#held.length));
  }

  end(): string {
    const rest = this.#clean(this.#held.replace('\r', '\n'));
    this.#held = '';
    return this.#coloured ? `${rest}\u001b[0m` : rest;
  }

  #clean(text: string): string {
    const lines = text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
    if (!this.#keepColours) return plainLines(lines.replace(COLOUR, ''));
    const parts = lines.split(/(\u001b\[[\d;:]*m)/);
    this.#coloured ||= parts.length > 1;
    return parts.map((part, index) => (index % 2 === 1 ? part : plainLines(part))).join('');
  }
}

function escaped(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\t') return '\\t';
  const code = character.charCodeAt(0);
  return code > 0xff ? unicodeEscape(character) : `\\x${code.toString(16).padStart(2, '0')}`;
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
