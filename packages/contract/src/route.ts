import type { z } from 'zod';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One entry of the route table. `since` is the API version that first had it; `scope` is `resource:action`. */
export interface Route {
  readonly method: Method;
  readonly path: string;
  readonly summary: string;
  readonly tag:
    | 'Schedules'
    | 'Scheduler'
    | 'Executions'
    | 'Circuit breakers'
    | 'Nodes'
    | 'Workers'
    | 'Batches'
    | 'Queues'
    | 'Errors'
    | 'Dead letters'
    | 'Events'
    | 'Webhooks'
    | 'Notifications'
    | 'Secrets'
    | 'Metrics'
    | 'Settings'
    | 'Access'
    | 'System';
  readonly scope: string;
  readonly since: 1 | 2;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly response: z.ZodType;
  /** HTTP status of success; 200 unless given. */
  readonly status?: 201 | 202 | 204;
  /** Takes up to 32 MiB instead of 1 MiB. */
  readonly bulk?: true;
  /** Creates something: honours the Idempotency-Key header. */
  readonly creates?: true;
  /** Answers with an ETag; an If-Match that is stale is 412. */
  readonly tagged?: true;
  /** Takes a body of any content type as it is: its signature covers the very bytes. */
  readonly raw?: true;
  /** Stands outside /api as well. */
  readonly bare?: true;
  /** Answers with text of this type instead of JSON. */
  readonly contentType?: string;
  /** Also answers with an endless stream of server-sent events, to a caller that accepts one. */
  readonly streams?: true;
  /** Other addresses of the same; they answer, and say until when. */
  readonly aliases?: readonly Alias[];
}

/** An address that was, or is elsewhere, the name of a route. */
export interface Alias {
  readonly path: string;
  /** Since when callers should have moved on, and until when it answers; dates. */
  readonly deprecated: { readonly since: string; readonly sunset: string };
}

export const route = <const R extends Route>(definition: R): R => definition;

type In<S> = S extends z.ZodType ? z.input<S> : never;
type Part<K extends string, S> = S extends z.ZodType
  ? object extends z.input<S>
    ? { [k in K]?: In<S> }
    : { [k in K]: In<S> }
  : object;

/** What a caller passes: params, query and body, each as its schema takes it. */
export type RouteInput<R extends Route> = Part<'params', R['params']> &
  Part<'query', R['query']> &
  Part<'body', R['body']>;
/** What a caller gets back. */
export type RouteOutput<R extends Route> = z.output<R['response']>;

type Out<S> = S extends z.ZodType ? z.output<S> : undefined;
/** What a handler gets: params, query and body, parsed. */
export interface RouteRequest<R extends Route> {
  params: Out<R['params']>;
  query: Out<R['query']>;
  body: Out<R['body']>;
}
