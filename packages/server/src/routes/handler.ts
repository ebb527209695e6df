import type { Caller, HookMessage } from '@tutti/engine';
import type { Api, Operation, RouteOutput, RouteRequest } from '@tutti/contract';

export interface Browser {
  /** It speaks TLS, to us or to a proxy we trust. */
  secure: boolean;
  address: string;
  userAgent: string | undefined;
  /** The secret in its cookie. */
  session: string | undefined;
}

/** What a handler knows of its caller beside the parsed request. */
export interface RequestContext {
  actor: string;
  requestId: string;
  /** W3C trace context that what is enqueued belongs to. */
  traceparent: string | undefined;
  /** `updatedAt` out of the If-Match header. */
  ifMatch: string | undefined;
  /** The request as it came, of routes that take any body. */
  raw?: HookMessage;
  /** Whose token or session it is; undefined in local mode. */
  caller: Caller | undefined;
  /** Asked by the few routes that deal with cookies. */
  browser: () => Browser;
  /** Asked by the few routes that wait: aborts when the caller hangs up, or the server is to stop. */
  gone: () => AbortSignal;
  /** Set by the handler: further headers of the answer. */
  headers?: Record<string, string>;
  /** Set by the handler where the status depends on what it found. */
  status?: number;
}

export type Handler<K extends Operation> = (
  request: RouteRequest<Api[K]>,
  context: RequestContext,
) => RouteOutput<Api[K]> | Promise<RouteOutput<Api[K]>>;

/** Operations that stand under these tags of the route table. */
export type Tagged<T extends Api[Operation]['tag']> = {
  [K in Operation]: Api[K]['tag'] extends T ? K : never;
}[Operation];

export type Handlers<K extends Operation> = { [O in K]: Handler<O> };

/** Whom to name for what a request does. */
export const who = ({ actor, requestId }: RequestContext): { actor: string; requestId: string } => ({
  actor,
  requestId,
});
