/** PostgreSQL refuses NUL in text, and half of a surrogate pair is no UTF-8. */
export const storableText = (text: string): string => text.replaceAll('\0', '\ufffd').toWellFormed();

const SUSPECT = /\\u(0000|d[89a-f])/;

/**
 * JSON text that stays readable once it is stored: PostgreSQL takes NUL and halves of surrogate pairs into `json`, and
 * fails as soon as anything is taken out of the value. Undefined where JSON has no word for the value.
 */
export function storableJson(value: unknown): string | undefined {
  const text = JSON.stringify(value) as string | undefined;
  return text !== undefined && SUSPECT.test(text) ? JSON.stringify(clean(JSON.parse(text))) : text;
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(clean);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storableText(key), clean(inner)]));
}
