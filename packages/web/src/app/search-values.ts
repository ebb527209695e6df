/** Single values of an address; what makes no sense is left out, so that an old link still opens. */
export const word = (value: unknown, most = 200): string | undefined => {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return text === '' || text.length > most ? undefined : text;
};

export const oneOf = <T extends string>(value: unknown, options: readonly T[]): T | undefined =>
  options.find((option) => option === value);

/** Several of a few, separated by commas, in the order of the options. */
export function someOf<T extends string>(value: unknown, options: readonly T[]): T[] | undefined {
  const parts = Array.isArray(value) ? value.map(String) : (word(value) ?? '').split(',');
  const known = options.filter((option) => parts.includes(option));
  return known.length > 0 ? known : undefined;
}

export const rowId = (value: unknown): number | undefined => {
  const number = Number(word(value));
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
};

export const instant = (value: unknown): string | undefined => {
  const at = Date.parse(word(value) ?? '');
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
};
