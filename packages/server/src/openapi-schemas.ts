import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

export type JsonSchema = Record<string, unknown>;
type Io = 'input' | 'output';

const DEFS = '#/$defs/';
const COMPONENTS = '#/components/schemas/';

/**
 * The named schemas of a document. What a caller sends and what comes back can differ under one name (a default makes
 * a field optional to send), and then the first gets a name of its own.
 */
export class SchemaCollection {
  readonly #defs = { input: new Map<string, JsonSchema>(), output: new Map<string, JsonSchema>() };
  readonly #references: { holder: JsonSchema; io: Io }[] = [];

  /** The schema as it stands in the document: a reference where it has a name. */
  add(schema: z.ZodType, io: Io): JsonSchema {
    // Within a wrapper even the outermost schema becomes a reference.
    const wrapper = z.toJSONSchema(z.object({ it: schema }), {
      io,
      unrepresentable: 'any',
      override: tidy,
    }) as JsonSchema;
    for (const [id, definition] of Object.entries((wrapper['$defs'] ?? {}) as Record<string, JsonSchema>)) {
      if (this.#defs[io].has(id)) continue;
      this.#defs[io].set(id, definition);
      this.#track(definition, io);
    }
    const { it } = wrapper['properties'] as { it: JsonSchema };
    this.#track(it, io);
    return it;
  }

  /** Settles all references; nothing is added afterwards. */
  components(): Record<string, JsonSchema> {
    const { input, output } = this.#defs;
    const differing = new Set(
      [...input.keys()].filter((id) => output.has(id) && !isDeepStrictEqual(input.get(id), output.get(id))),
    );
    const nameOf = (id: string, io: Io) => (io === 'input' && differing.has(id) ? `${id}Draft` : id);
    for (const { holder, io } of this.#references) {
      holder['$ref'] = COMPONENTS + nameOf(String(holder['$ref']).slice(DEFS.length), io);
    }
    const named = (['output', 'input'] as const).flatMap((io) =>
      [...this.#defs[io]].map(([id, schema]) => [nameOf(id, io), schema] as const),
    );
    return Object.fromEntries(
      named.map(([id, schema]) => [id, withoutId(schema)] as const).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    );
  }

  #track(node: unknown, io: Io): void {
    if (typeof node !== 'object' || node === null) return;
    if (typeof (node as JsonSchema)['$ref'] === 'string')
      this.#references.push({ holder: node as JsonSchema, io });
    for (const child of Object.values(node)) this.#track(child, io);
  }
}

/** Leaves out what says nothing: bounds of JavaScript's integers, and that answers hold no fields of later versions. */
function tidy({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: JsonSchema }): void {
  // Left out by zod where a schema transforms what it is given; ours show what to send.
  const examples = z.globalRegistry.get(zodSchema)?.examples;
  if (examples !== undefined) jsonSchema['examples'] ??= examples;
  if (jsonSchema['maximum'] === Number.MAX_SAFE_INTEGER) delete jsonSchema['maximum'];
  if (jsonSchema['minimum'] === Number.MIN_SAFE_INTEGER) delete jsonSchema['minimum'];
  if (zodSchema._zod.def.type === 'object' && !zodSchema._zod.def.catchall)
    delete jsonSchema['additionalProperties'];
}

function withoutId({ id: _id, ...schema }: JsonSchema): JsonSchema {
  return schema;
}
