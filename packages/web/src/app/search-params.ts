/** The search part of an address as plain text values: `?status=failed,timeout&text=disk`. */
export type Search = Record<string, string>;

export const parseSearch = (search: string): Search => Object.fromEntries(new URLSearchParams(search));

/** Written in a fixed order and without what is empty, so that equal filters have equal addresses. */
export function writeSearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const key of Object.keys(search).sort()) {
    const text = written(search[key]);
    if (text !== '') params.set(key, text);
  }
  // Commas and colons need no escape in a query and read better without.
  const query = params.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
  return query === '' ? '' : `?${query}`;
}

function written(value: unknown): string {
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? `${value}`
    : '';
}
