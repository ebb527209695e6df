import { isDeepStrictEqual } from 'node:util';
import { API_VERSION, TuttiError, api } from '@tutti/contract';
import type { Alias, Operation, Route } from '@tutti/contract';
import type { Database } from '@tutti/database';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { readCredential } from './auth/credential.ts';
import { deprecationHeaders } from './deprecation.ts';
import { entityTag, readIfMatch } from './entity-tag.ts';
import { type EventStreams, wantsStream } from './event-stream.ts';
import { hashRequest, once, readKey } from './idempotency.ts';
import type { Outcome } from './idempotency.ts';
import { parseInput } from './parse-input.ts';
import type { Browser, Handlers, RequestContext } from './routes/handler.ts';
import { traceOf } from './monitoring/request-traces.ts';
import { unsafeText } from './unsafe-text.ts';

/** Who acts where there is no sign-in. */
const LOCAL_ACTOR = 'local';
const BULK_BODY_LIMIT = 32 * 1024 * 1024;
const JSON_TYPE = 'application/json; charset=utf-8';

interface RouteDeps {
  handlers: Handlers<Operation>;
  database: Database;
  streams: EventStreams;
  /** Check every answer against the contract; for tests. */
  validateResponses: boolean;
  /** Told of a raw body that was too large to be read. */
  onTooLarge(request: FastifyRequest): Promise<void>;
  /** Aborts when the server is to stop. */
  stopping: AbortSignal;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    apiVersion?: number;
    /** Answers also while the server starts or drains. */
    always?: boolean;
    /** Any content type: the handler gets the bytes. */
    takesAnyBody?: boolean;
  }
}

/** Health and readiness: for everybody, at short addresses, and at any time. */
export const isProbe = ({ scope, method }: Pick<Route, 'scope' | 'method'>): boolean =>
  scope === 'public' && method === 'GET';

/** Every address of a route, with the API version that answers there. */
export function addressesOf(route: Route): Address[] {
  const bare = isProbe(route) || route.raw || route.bare ? [{ url: route.path, version: API_VERSION }] : [];
  const aliases = (route.aliases ?? []).flatMap(({ path, deprecated }) =>
    versionsOf(route, path).map((address) => ({ ...address, deprecated })),
  );
  return [...versionsOf(route, route.path), ...bare, ...aliases];
}

interface Address {
  url: string;
  version: number;
  deprecated?: Alias['deprecated'];
}

const versionsOf = ({ since }: Route, path: string): Address[] => [
  ...[API_VERSION, ...(since === 1 ? [1] : [])].map((version) => ({
    url: `/api/v${version}${path}`,
    version,
  })),
  { url: `/api${path}`, version: API_VERSION },
];

export function registerApi(app: FastifyInstance, deps: RouteDeps): void {
  for (const operation of Object.keys(api) as Operation[]) {
    const route: Route = api[operation];
    for (const { url, version, deprecated } of addressesOf(route)) {
      const handler = createHandler(operation, route, deps, deprecated);
      const config = {
        apiVersion: version,
        always: isProbe(route),
        scope: route.scope,
        unlimited: route.path.startsWith('/worker/'),
        takesAnyBody: route.raw === true,
      };
      const options = { method: route.method, url, handler, config };
      if (route.raw) registerRaw(app, options, deps);
      else app.route({ ...options, ...(route.bulk && { bodyLimit: BULK_BODY_LIMIT }) });
    }
  }
}

/** In a scope of its own, whose bodies stay bytes whatever they say they are. */
function registerRaw(
  app: FastifyInstance,
  options: RouteOptions,
  { onTooLarge }: Pick<RouteDeps, 'onTooLarge'>,
): void {
  void app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
    scope.addHook('onError', async (request, _reply, error) => {
      if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') await onTooLarge(request);
    });
    scope.route(options);
    done();
  });
}

type AnyHandler = (request: unknown, context: RequestContext) => unknown;

function createHandler(
  operation: Operation,
  route: Route,
  { handlers, database, streams, validateResponses, stopping }: RouteDeps,
  deprecated?: Alias['deprecated'],
) {
  const handle = handlers[operation] as AnyHandler;
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const input = readInput(route, request);
    if (deprecated) reply.headers(deprecationHeaders(deprecated, route));
    if (route.streams && wantsStream(request)) return streams.answer(request, reply, input.query as object);
    const context = contextOf(request, () => goneSignal(reply, stopping));
    if (route.raw) context.raw = { headers: request.headers, body: bytesOf(request.body) };
    const run = async (): Promise<Outcome> => {
      const output = await handle(input, context);
      if (validateResponses) assertFits(operation, route, output);
      if (context.headers) reply.headers(context.headers);
      return { status: context.status ?? route.status ?? 200, output };
    };
    const header = route.creates && request.headers['idempotency-key'];
    if (!header) return send(reply, route, await run());
    const key = {
      token: request.caller ? `token:${request.caller.id}` : LOCAL_ACTOR,
      key: readKey(header),
      bodyHash: hashRequest(operation, input.params, input.body),
    };
    const outcome = await once(database, key, run);
    if (outcome.replayed) reply.header('idempotent-replayed', 'true');
    return send(reply, route, outcome);
  };
}

function contextOf(request: FastifyRequest, gone: () => AbortSignal): RequestContext {
  const { caller } = request;
  return {
    actor: caller?.actor ?? LOCAL_ACTOR,
    requestId: request.id,
    traceparent: traceOf(request),
    ifMatch: readIfMatch(request.headers['if-match']),
    caller: caller ?? undefined,
    browser: () => browserOf(request),
    gone,
  };
}

function goneSignal(reply: FastifyReply, stopping: AbortSignal): AbortSignal {
  const hungUp = new AbortController();
  reply.raw.once('close', () => hungUp.abort());
  if (reply.raw.destroyed) hungUp.abort();
  return AbortSignal.any([hungUp.signal, stopping]);
}

function browserOf({ headers, protocol, ip }: FastifyRequest): Browser {
  const credential = readCredential(headers);
  return {
    secure: protocol === 'https',
    address: ip,
    userAgent: headers['user-agent']?.slice(0, 200),
    session: credential?.from === 'cookie' ? credential.secret : undefined,
  };
}

function send(reply: FastifyReply, route: Route, { status, output }: Outcome): FastifyReply {
  reply.code(status);
  if (output === undefined) return reply.send();
  if (route.contentType) return reply.header('content-type', route.contentType).send(output);
  const tag = route.tagged ? entityTag(output) : undefined;
  if (tag) reply.header('etag', tag);
  return reply.header('content-type', JSON_TYPE).send(JSON.stringify(output));
}

const bytesOf = (body: unknown): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0));

function readInput(
  route: Route,
  request: FastifyRequest,
): { params: unknown; query: unknown; body: unknown } {
  return {
    params: route.params && parseInput(route.params, request.params, 'params'),
    query:
      route.query && parseInput(route.query, safeQuery(request.query as Record<string, unknown>), 'query'),
    body: route.body && parseInput(route.body, request.body, 'body'),
  };
}

function safeQuery(query: Record<string, unknown>): unknown {
  for (const [name, value] of Object.entries(query)) {
    const unsafe = unsafeText(Array.isArray(value) ? value.join('') : String(value));
    if (!unsafe) continue;
    const message = `holds ${unsafe.what}`;
    throw new TuttiError('VALIDATION_FAILED', `Query parameter ${name} ${message}.`, {
      errors: [{ field: name, message, fix: unsafe.fix }],
    });
  }
  return query;
}

function assertFits(operation: string, route: Route, output: unknown): void {
  const wire = output === undefined ? undefined : (JSON.parse(JSON.stringify(output)) as unknown);
  const parsed = route.response.safeParse(wire);
  if (!parsed.success)
    throw new Error(`The answer of ${operation} does not fit its schema: ${parsed.error.message}`);
  if (!isDeepStrictEqual(wire, parsed.data))
    throw new Error(`The answer of ${operation} holds fields that its schema does not know.`);
}
