import type { Api, Operation, Route, RouteInput, RouteOutput } from '@tutti/contract';
import { newKey } from './new-key.ts';

/** Values of params and queries travel as text; numbers, booleans and lists are written out by the client. */
type Text<V> = unknown extends V
  ? string | number | undefined
  : V extends string
    ? string extends V
      ? string | number | readonly string[]
      : 'true' | 'false' extends V
        ? V | boolean
        : V | (V extends 'true' | 'false' ? boolean : never)
    : V;
type Query<Q> = Q extends object ? { [K in keyof Q]: Text<Q[K]> } : Q;
type Params<P> = { [K in keyof P]: string | number };
type Widened<I> = {
  [K in keyof I]: K extends 'params' ? Params<I[K]> : K extends 'query' ? Query<I[K]> : I[K];
};

/** What an operation takes: `params`, `query` and `body`, each optional exactly where its schema allows. */
export type CallInput<O extends Operation> = Widened<RouteInput<Api[O]>>;
/** What an operation answers. */
export type CallOutput<O extends Operation> = RouteOutput<Api[O]>;

export interface CallOptions {
  signal?: AbortSignal | undefined;
  /** The ETag that was read, or the `updatedAt` it stands for; a stale one is refused with PRECONDITION_FAILED. */
  ifMatch?: string | undefined;
  /** The same key makes the same thing once; made up for operations that create when absent. */
  idempotencyKey?: string | undefined;
}

export interface Call {
  readonly route: Route;
  readonly url: string;
  readonly sent: unknown;
  readonly init: RequestInit & { headers: Record<string, string> };
}

export interface LooseInput {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
}

/** Writes the HTTP request of an operation. */
export function toCall(
  route: Route,
  base: string,
  input: LooseInput,
  options: CallOptions,
  headers: Record<string, string>,
): Call {
  const idempotencyKey = options.idempotencyKey ?? (route.creates ? newKey() : undefined);
  const hasBody = input.body !== undefined;
  return {
    route,
    sent: input.body,
    url: base + toPath(route.path, input.params ?? {}) + toQuery(input.query ?? {}),
    init: {
      method: route.method,
      headers: {
        accept: 'application/json, application/problem+json',
        ...headers,
        ...(hasBody && { 'content-type': 'application/json' }),
        ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
        ...(options.ifMatch !== undefined && { 'if-match': quoted(options.ifMatch) }),
      },
      ...(hasBody && { body: JSON.stringify(input.body) }),
    },
  };
}

function toPath(path: string, params: Record<string, unknown>): string {
  return path.replaceAll(/:(\w+)/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined || value === '')
      throw new TypeError(`params.${name} is missing; ${path} needs it`);
    return encodeURIComponent(written(value));
  });
}

function toQuery(query: Record<string, unknown>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) search.set(name, written(value));
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

const written = (value: unknown): string => (Array.isArray(value) ? value.join(',') : String(value));

const quoted = (tag: string): string => (tag === '*' || /^(W\/)?"/.test(tag) ? tag : `"${tag}"`);
