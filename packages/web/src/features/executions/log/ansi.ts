/** How text looks: what SGR sequences (ECMA-48, 8.3.117) have set so far. */
export interface Style {
  fg?: string;
  bg?: string;
  bold?: true;
  dim?: true;
  italic?: true;
  underline?: true;
  strike?: true;
  inverse?: true;
}
export interface Span {
  text: string;
  style: Style;
}

export const PLAIN: Style = {};

// Control sequences, operating system commands (titles, links), other escapes, and lone control characters.
const ESCAPE =
  /\x1b\[([\x30-\x3f]*)[\x20-\x2f]*([\x40-\x7e])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[PX^_][^\x1b]*(?:\x1b\\)?|\x1b[\x20-\x2f]*[\x30-\x7e]?|[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

/** The text without escapes and control characters: nothing in a log can act on whoever reads it. */
export const stripAnsi = (text: string): string => (needsParsing(text) ? text.replace(ESCAPE, '') : text);

const needsParsing = (text: string): boolean => /[\x00-\x08\x0b-\x1f\x7f-\x9f]/.test(text);

/** Cuts a line into spans of one look each. `start` is the look that the line before ended with. */
export function parseAnsi(text: string, start: Style = PLAIN): { spans: Span[]; end: Style } {
  if (!needsParsing(text)) return { spans: text === '' ? [] : [{ text, style: start }], end: start };
  const spans: Span[] = [];
  let style = start;
  let from = 0;
  const take = (to: number): void => {
    if (to > from) spans.push({ text: text.slice(from, to), style });
  };
  for (const match of text.matchAll(ESCAPE)) {
    take(match.index);
    from = match.index + match[0].length;
    if (match[2] === 'm') style = applySgr(style, match[1] ?? '');
  }
  take(text.length);
  return { spans, end: style };
}

/** The look after the escapes of a text, without cutting it. */
export function styleAfter(text: string, start: Style): Style {
  if (!text.includes('\x1b[')) return start;
  let style = start;
  for (const match of text.matchAll(ESCAPE)) if (match[2] === 'm') style = applySgr(style, match[1] ?? '');
  return style;
}

function applySgr(style: Style, parameters: string): Style {
  // 38:2::r:g:b (with colons) is the standard's own form of 38;2;r;g;b.
  const codes = parameters
    .replaceAll(/:+/g, ';')
    .split(';')
    .map((code) => (code === '' ? 0 : Number(code)));
  let next: Style = { ...style };
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at] ?? 0;
    if (code === 38 || code === 48) {
      const { color, used } = extendedColor(codes.slice(at + 1));
      at += used;
      if (color) next[code === 38 ? 'fg' : 'bg'] = color;
    } else {
      next = applyCode(next, code);
    }
  }
  return next;
}

const FLAGS = { 1: 'bold', 2: 'dim', 3: 'italic', 4: 'underline', 7: 'inverse', 9: 'strike' } as const;
const CLEARS: Record<number, (keyof Style)[]> = {
  22: ['bold', 'dim'],
  23: ['italic'],
  24: ['underline'],
  27: ['inverse'],
  29: ['strike'],
  39: ['fg'],
  49: ['bg'],
};

function applyCode(style: Style, code: number): Style {
  if (code === 0) return {};
  const flag = FLAGS[code as keyof typeof FLAGS];
  if (flag) return { ...style, [flag]: true };
  const cleared = CLEARS[code];
  if (cleared) return without(style, cleared);
  if (code >= 30 && code <= 37) return { ...style, fg: named(code - 30) };
  if (code >= 90 && code <= 97) return { ...style, fg: named(code - 82) };
  if (code >= 40 && code <= 47) return { ...style, bg: named(code - 40) };
  if (code >= 100 && code <= 107) return { ...style, bg: named(code - 92) };
  return style;
}

const without = (style: Style, keys: readonly (keyof Style)[]): Style => {
  const next = { ...style };
  for (const key of keys) delete next[key];
  return next;
};

/** The sixteen named colours are tokens, readable in both themes. */
const named = (index: number): string => `var(--ansi-${index})`;

const CUBE = [0, 95, 135, 175, 215, 255] as const;

function extendedColor([kind, ...rest]: number[]): { color?: string; used: number } {
  if (kind === 5) {
    const color = paletteColor(rest[0] ?? 0);
    return color ? { color, used: 2 } : { used: 2 };
  }
  if (kind !== 2) return { used: 1 };
  const [r = 0, g = 0, b = 0] = rest;
  return [r, g, b].every((part) => part >= 0 && part <= 255) ? { color: rgb(r, g, b), used: 4 } : { used: 4 };
}

function paletteColor(index: number): string | undefined {
  if (!Number.isInteger(index) || index < 0 || index > 255) return undefined;
  if (index < 16) return named(index);
  if (index >= 232) return rgb(...(Array(3).fill(8 + (index - 232) * 10) as [number, number, number]));
  const step = index - 16;
  const part = (divisor: number): number => CUBE[Math.floor(step / divisor) % 6] ?? 0;
  return rgb(part(36), part(6), part(1));
}

const rgb = (r: number, g: number, b: number): string => `rgb(${r} ${g} ${b})`;
