/** One property of a JSON Schema, for the list beside the editor. */
export interface ConfigField {
  name: string;
  type: string;
  required: boolean;
  description: string;
}

interface SchemaLike {
  properties?: Record<string, { type?: unknown; enum?: unknown[]; description?: unknown }>;
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
  }));
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
