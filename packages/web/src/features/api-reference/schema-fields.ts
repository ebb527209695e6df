/** The words of JSON Schema that the document uses. */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  additionalProperties?: JsonSchema | boolean;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  maxItems?: number;
}

export interface SchemaField {
  name: string;
  type: string;
  required: boolean;
  description: string;
  /** Limits and the default: "1 to 500, default 50". */
  limits: string;
  /** Of an object, or of what a list holds. */
  schema: JsonSchema;
}

type Schemas = Record<string, JsonSchema>;

/** A schema may only name another; a chain of names ends somewhere. */
export function resolve(schema: JsonSchema, schemas: Schemas): JsonSchema {
  const seen = new Set<string>();
  let at = schema;
  while (at.$ref !== undefined && !seen.has(at.$ref)) {
    seen.add(at.$ref);
    at = { ...schemas[nameOf(at.$ref)], ...withoutRef(at) };
  }
  return at;
}

const withoutRef = ({ $ref: _, ...rest }: JsonSchema): JsonSchema => rest;
const nameOf = (ref: string): string => ref.split('/').at(-1) ?? ref;

/** The fields of an object, of one alternative of it, or of the objects a list holds. */
export function fieldsOf(schema: JsonSchema, schemas: Schemas): SchemaField[] {
  const parts = objectsIn(schema, schemas);
  const fields = new Map<string, SchemaField>();
  for (const { properties = {}, required = [] } of parts) {
    for (const [name, own] of Object.entries(properties)) {
      const at = resolve(own, schemas);
      fields.set(name, {
        name,
        type: typeWords(own, schemas),
        required:
          required.includes(name) &&
          (parts.length === 1 || parts.every((part) => part.required?.includes(name))),
        description: at.description ?? '',
        limits: limitWords(at, schemas),
        schema: own,
      });
    }
  }
  return [...fields.values()];
}

function objectsIn(schema: JsonSchema, schemas: Schemas): JsonSchema[] {
  const at = resolve(schema, schemas);
  if (at.properties) return [at];
  if (at.items) return objectsIn(at.items, schemas);
  return [...(at.anyOf ?? []), ...(at.oneOf ?? []), ...(at.allOf ?? [])].flatMap((part) =>
    objectsIn(part, schemas),
  );
}

/** `string`, `integer or null`, `list of Schedule`, `"asc" or "desc"`. */
export function typeWords(schema: JsonSchema, schemas: Schemas): string {
  const name = schema.$ref === undefined ? undefined : nameOf(schema.$ref);
  const at = resolve(schema, schemas);
  if (at.const !== undefined) return JSON.stringify(at.const);
  if (at.enum) return joined(at.enum.map((value) => JSON.stringify(value)));
  const parts = at.anyOf ?? at.oneOf;
  if (parts) return joined([...new Set(parts.map((part) => typeWords(part, schemas)))]);
  if (at.items) return `list of ${typeWords(at.items, schemas)}`;
  if (at.properties || at.allOf) return name ?? 'object';
  if (Array.isArray(at.type)) return joined(at.type);
  return at.format === 'date-time' ? 'time' : (at.type ?? name ?? 'any value');
}

/** Lists of many alternatives are cut: the first say enough. */
function joined(words: string[]): string {
  if (words.length > 8) return `${words.slice(0, 8).join(', ')} or ${words.length - 8} more`;
  return words.length < 2 ? (words[0] ?? 'any value') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

export function limitWords(schema: JsonSchema, schemas: Schemas): string {
  const plain = (schema.anyOf ?? [])
    .map((part) => resolve(part, schemas))
    .find(({ type }) => type !== 'null');
  const at = { ...plain, ...schema };
  const words = [
    range(at.minimum, at.maximum, ''),
    range(at.minLength, at.maxLength, ' characters'),
    range(undefined, at.maxItems, ' entries'),
    schema.default === undefined || schema.default === null
      ? ''
      : `default ${JSON.stringify(schema.default)}`,
  ];
  return words.filter(Boolean).join(', ');
}

/** The greatest whole number stands for no limit at all. */
const known = (limit: number | undefined): number | undefined =>
  limit !== undefined && Math.abs(limit) < Number.MAX_SAFE_INTEGER ? limit : undefined;

function range(least: number | undefined, most: number | undefined, unit: string): string {
  const [from, to] = [known(least), known(most)];
  if (from !== undefined && to !== undefined) return `${from} to ${to}${unit}`;
  if (to !== undefined) return `at most ${to}${unit}`;
  return from === undefined || from === 0 ? '' : `at least ${from}${unit}`;
}
