/** `{{secret.NAME}}`, wherever it stands in a text. */
const REFERENCE = /\{\{\s*secret\.([\w.-]*)\s*\}\}/g;

/** Names of the secrets that a text asks for, well-formed or not. */
export const secretNamesIn = (text: string): string[] =>
  text.includes('{{') ? [...new Set(Array.from(text.matchAll(REFERENCE), ([, name = '']) => name))] : [];

export const namesSecret = (text: string): boolean => text.includes('{{') && secretNamesIn(text).length > 0;
