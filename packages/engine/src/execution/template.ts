import { valueAt } from '../kernel/index.ts';

const TEMPLATE = /\{\{\s*([A-Za-z_][\w.-]*)\s*\}\}/g;

function asText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  return JSON.stringify(value);
}

interface TemplateValues {
  /** Absent: `{{trigger.…}}` is left as it is. */
  trigger?: unknown;
  secrets?: ReadonlyMap<string, string> | undefined;
}

function resolveText(text: string, values: TemplateValues): unknown {
  const whole = /^\{\{\s*(trigger[\w.-]*)\s*\}\}$/.exec(text);
  if (whole && 'trigger' in values) return valueAt(values, whole[1] as string) ?? '';
  return text.replace(TEMPLATE, (literal, path: string) => {
    if (path.startsWith('trigger.') && 'trigger' in values) return asText(valueAt(values, path));
    return path.startsWith('secret.')
      ? (values.secrets?.get(path.slice('secret.'.length)) ?? literal)
      : literal;
  });
}

/**
 * Puts `{{trigger.…}}` and `{{secret.…}}` into every string value; a string that is nothing but one trigger template
 * keeps the value's type. All in one pass: what a trigger brings can name no secret.
 */
export function resolveTemplates<T>(config: T, values: TemplateValues): T {
  const resolve = (value: unknown): unknown => {
    if (typeof value === 'string') return value.includes('{{') ? resolveText(value, values) : value;
    if (Array.isArray(value)) return value.map(resolve);
    if (value !== null && typeof value === 'object')
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
    return value;
  };
  return resolve(config) as T;
}
