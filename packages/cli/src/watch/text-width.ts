/** Characters that take two columns of a terminal. */
const WIDE =
  /^(?:\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|[\uff01-\uff60])$/u;
/** Those that take none: they change the one before them. */
const NONE = /^(?:\p{Mn}|\p{Me}|\p{Cf})$/u;

const widthOf = (character: string): number => (NONE.test(character) ? 0 : WIDE.test(character) ? 2 : 1);

export const textWidth = (text: string): number =>
  Array.from(text).reduce((sum, character) => sum + widthOf(character), 0);

/** Exactly so many columns: filled up with spaces, or cut with a sign that it was. */
export function fitText(text: string, columns: number, more = '~'): string {
  const width = textWidth(text);
  if (width <= columns) return text + ' '.repeat(columns - width);
  if (columns <= 0) return '';
  let kept = '';
  let used = 0;
  for (const character of text) {
    const next = widthOf(character);
    if (used + next > columns - 1) break;
    kept += character;
    used += next;
  }
  return kept + more + ' '.repeat(columns - 1 - used);
}
