import type { JsonSchema } from './schema-fields.ts';

/** The parts of an OpenAPI 3.1 document that this server writes and the page shows. */
export interface ApiDocument {
  tags: { name: string; description?: string }[];
  paths: Record<string, Record<string, RawOperation>>;
  components: { schemas: Record<string, JsonSchema> };
}

interface RawOperation {
  operationId: string;
  summary?: string;
  tags?: string[];
  deprecated?: boolean;
  'x-since'?: number;
  'x-scope'?: string;
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, { schema?: JsonSchema; example?: unknown }> };
  responses?: Record<string, { description?: string; content?: Record<string, { schema?: JsonSchema }> }>;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  description?: string;
  schema?: JsonSchema;
}

export interface Operation {
  id: string;
  method: string;
  path: string;
  summary: string;
  tag: string;
  deprecated: boolean;
  /** The API version that first had it. */
  since: number | undefined;
  scope: string | undefined;
  parameters: readonly Parameter[];
  body: { schema: JsonSchema | undefined; example: unknown; required: boolean } | undefined;
  answer: { status: string; schema: JsonSchema | undefined; contentType: string | undefined } | undefined;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** Every operation of the document, in its order. */
export const operationsOf = ({ paths }: ApiDocument): Operation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    METHODS.flatMap((method) => {
      const raw = methods[method];
      return raw ? [toOperation(method, path, raw)] : [];
    }),
  );

function toOperation(method: string, path: string, raw: RawOperation): Operation {
  const [media] = Object.values(raw.requestBody?.content ?? {});
  const [status, response] = Object.entries(raw.responses ?? {}).find(([code]) => code.startsWith('2')) ?? [];
  const [contentType, answered] = Object.entries(response?.content ?? {})[0] ?? [];
  return {
    id: raw.operationId,
    method: method.toUpperCase(),
    path,
    summary: raw.summary ?? raw.operationId,
    tag: raw.tags?.[0] ?? 'Other',
    deprecated: raw.deprecated ?? false,
    since: raw['x-since'],
    scope: raw['x-scope'],
    parameters: raw.parameters ?? [],
    body: media && {
      schema: media.schema,
      example: media.example,
      required: raw.requestBody?.required ?? false,
    },
    answer: status === undefined ? undefined : { status, schema: answered?.schema, contentType },
  };
}

/** Those in which every word typed stands somewhere: in the summary, the path, the name or the tag. */
export function search(operations: readonly Operation[], text: string): Operation[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return operations.filter(({ id, method, path, summary, tag }) => {
    const within = `${id} ${method} ${path} ${summary} ${tag}`.toLowerCase();
    return words.every((word) => within.includes(word));
  });
}

/** By tag, the tags in the order of the document. */
export function byTag(
  operations: readonly Operation[],
  tags: ApiDocument['tags'],
): { tag: string; description: string | undefined; operations: Operation[] }[] {
  const named = new Set(tags.map(({ name }) => name));
  const others = [...new Set(operations.map(({ tag }) => tag))].filter((tag) => !named.has(tag));
  return [...tags, ...others.map((name) => ({ name, description: undefined }))].flatMap(
    ({ name, description }) => {
      const own = operations.filter(({ tag }) => tag === name);
      return own.length === 0 ? [] : [{ tag: name, description, operations: own }];
    },
  );
}

export const changesSomething = ({ method }: Pick<Operation, 'method'>): boolean => method !== 'GET';
