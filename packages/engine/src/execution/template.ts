const TEMPLATE = /\{\{\s*([A-Za-z_][\w.-]*)\s*\}\}/g;

function lookUp(source: unknown, path: string): unknown {
  let value = source;
  for (const part of path.split('.')) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

function asText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  return JSON.stringify(value);
}

function resolveText(text: string, values: unknown): unknown {
  const whole = /^\{\{\s*(trigger[\w.-]*)\s*\}\}$/.exec(text);
  if (whole) return lookUp(values, whole[1] as string) ?? '';
  return text.replace(TEMPLATE, (literal, path: string) =>
    path.startsWith('trigger.') ? asText(lookUp(values, path)) : literal,
  );
}

/** Puts `{{trigger.…}}` into every string value; a string that is nothing but one template keeps the value's type. */
export function resolveTemplates<T>(config: T, values: { trigger: unknown }): T {
  const resolve = (value: unknown): unknown => {
    if (typeof value === 'string') return value.includes('{{') ? resolveText(value, values) : value;
    if (Array.isArray(value)) return value.map(resolve);
    if (value !== null && typeof value === 'object')
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
    return value;
  };
  return resolve(config) as T;
}
