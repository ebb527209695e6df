/** One property of a JSON Schema, for the list beside the editor. */
export interface ConfigField {
  name: string;
  type: string;
  required: boolean;
  description: string;
  /** What it is edited by; `json` for whatever has no control of its own. */
  control: 'text' | 'number' | 'boolean' | 'choice' | 'lines' | 'json';
  options: readonly string[];
  /** As the schema has it, shown while the field is empty. */
  fallback: string;
}

interface PropertyLike {
  type?: unknown;
  enum?: unknown[];
  items?: { type?: unknown };
  description?: unknown;
  default?: unknown;
}
interface SchemaLike {
  properties?: Record<string, PropertyLike>;
  required?: unknown;
}

export function configFields(schema: Record<string, unknown> | null): ConfigField[] {
  const { properties = {}, required } = (schema ?? {}) as SchemaLike;
  const needed = Array.isArray(required) ? required : [];
  return Object.entries(properties).map(([name, property]) => ({
    name,
    type: Array.isArray(property.enum)
      ? property.enum.map(String).join(' | ')
      : typeof property.type === 'string'
        ? property.type
        : 'any',
    required: needed.includes(name),
    description: typeof property.description === 'string' ? property.description : '',
    control: controlOf(property),
    options: Array.isArray(property.enum) ? property.enum.map(String) : [],
    fallback: property.default === undefined ? '' : JSON.stringify(property.default).replaceAll('"', ''),
  }));
}

function controlOf({ type, enum: choices, items }: PropertyLike): ConfigField['control'] {
  // A choice of numbers would come back as texts.
  if (Array.isArray(choices))
    return choices.every((choice) => typeof choice === 'string') ? 'choice' : 'json';
  if (type === 'string') return 'text';
  if (type === 'number' || type === 'integer') return 'number';
  if (type === 'boolean') return 'boolean';
  return type === 'array' && items?.type === 'string' ? 'lines' : 'json';
}

/** A start for a config: the required properties, empty. */
export function configTemplate(schema: Record<string, unknown> | null): string {
  const empty: Record<string, unknown> = {
    string: '',
    number: 0,
    integer: 0,
    boolean: false,
    array: [],
    object: {},
  };
  const needed = configFields(schema).filter((field) => field.required);
  return JSON.stringify(
    Object.fromEntries(needed.map((field) => [field.name, empty[field.type] ?? null])),
    null,
    2,
  );
}
