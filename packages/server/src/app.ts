import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { API_VERSION, TuttiError } from '@tutti/contract';
import type { Configuration } from '@tutti/contract';
import type { Database } from '@tutti/database';
import type { Engine, Log, Tracer } from '@tutti/engine';
import Fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { registerApi } from './api-routes.ts';
import { answerBrokenRequest } from './broken-request.ts';
import { isRefusedPath, registerDashboard, sendPage, wantsPage } from './dashboard.ts';
import { registerDocs } from './docs.ts';
import { type Gate, TokenGate, localGate } from './auth/gate.ts';
import { parseJsonBody } from './json-body.ts';
import { EventStreams } from './event-stream.ts';
import { Lifecycle } from './lifecycle.ts';
import { traceRequests } from './monitoring/request-traces.ts';
import { type Origins, describeConfiguration } from './node-configuration.ts';
import { PrometheusMetrics } from './monitoring/prometheus.ts';
import { toAnswer, toTuttiError } from './problem.ts';
import { createRequestLog } from './request-log.ts';
import { createHandlers } from './routes/index.ts';
import { API_HEADERS, PAGE_HEADERS } from './security-headers.ts';
import { createUnknownRoute } from './unknown-route.ts';
import { registerWebSocket } from './websocket/index.ts';

export interface AppDeps {
  engine: Engine;
  database: Database;
  configuration: Pick<Configuration, 'home' | 'databaseUrl'> & Partial<Configuration>;
  /** Where the values of the configuration came from. */
  origins?: Origins | undefined;
  log: Log;
  /** Folder of the built dashboard. */
  webRoot?: string | undefined;
  /** Default: one that is ready at once. */
  lifecycle?: Lifecycle;
  /** How often a silent stream of events says that it is still there; for tests. */
  heartbeatMs?: number;
  /** Told of every request. */
  tracer?: Tracer | undefined;
  /** Check every answer against the contract; for tests. */
  validateResponses?: boolean;
}

const BODY_LIMIT = 1024 * 1024;

/** Everything that answers on the port: API, WebSocket, documentation and dashboard. Listens to nothing yet. */
export async function buildApp(deps: AppDeps): Promise<FastifyInstance> {
  const lifecycle = deps.lifecycle ?? readyLifecycle();
  const app = trusting(deps.configuration.trustProxy);
  const gate = gateOf(deps);
  // Before all hooks: only so does it end the connections of upgrades that a hook refuses.
  await registerWebSocket(app, { ...deps, lifecycle });
  const health = {
    home: deps.configuration.home,
    mode: deps.configuration.databaseUrl ? ('external' as const) : ('embedded' as const),
  };
  const prometheus = new PrometheusMetrics(deps.engine, health);
  traceRequests(app, deps.tracer);
  addHooks(app, gate, lifecycle, deps.log, prometheus);
  addErrorHandling(app, deps);
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
    parseBody(String(body), done),
  );
  const stopping = new AbortController();
  lifecycle.onDrain(() => stopping.abort());
  const { engine, log, heartbeatMs } = deps;
  const streams = new EventStreams({ engine, lifecycle, log, heartbeatMs });
  app.addHook('preClose', (done) => {
    streams.close();
    stopping.abort();
    done();
  });
  registerApi(app, {
    stopping: stopping.signal,
    handlers: createHandlers(deps.engine, lifecycle, health, gate, prometheus, () =>
      describeConfiguration(deps.engine.node, deps.configuration, deps.origins),
    ),
    database: deps.database,
    streams,
    onTooLarge: noteTooLarge(engine, log),
    validateResponses: deps.validateResponses ?? false,
  });
  // From here on all is the same in every installation: the dashboard's files and the reference of the API.
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, scope: 'public' };
  });
  await registerDocs(app);
  await registerDashboard(app, deps.webRoot);
  return app;
}

/** The sender is told of its body in any case, whether or not that could be noted. */
const noteTooLarge =
  ({ incomingHooks }: Engine, log: Log) =>
  async ({ params, headers, ip }: FastifyRequest): Promise<void> => {
    const { name } = params as { name: string };
    try {
      await incomingHooks.refuseTooLarge(name, { headers }, { address: ip });
    } catch (error) {
      if (error instanceof TuttiError && error.code === 'HOOK_NOT_FOUND') return;
      log.warn({ err: error, hook: name }, 'a message that is too large could not be noted');
    }
  };

function readyLifecycle(): Lifecycle {
  const lifecycle = new Lifecycle();
  lifecycle.ready();
  return lifecycle;
}

function gateOf({ engine, configuration }: AppDeps): Gate {
  if (configuration.auth !== 'token') return localGate;
  return new TokenGate({
    tokens: engine.tokens,
    allowedHosts: configuration.allowedHosts ?? [],
    serving: () => engine.nodes.serving(),
  });
}

/** Only the server knows what an address is: a bad one is told as a bad setting. */
function trusting(trustProxy: Configuration['trustProxy'] | undefined): FastifyInstance {
  try {
    return createFastify(trustProxy);
  } catch (cause) {
    const fix = 'true, false, loopback, or addresses and CIDRs separated by commas, like 10.0.0.0/8';
    throw new TuttiError(
      'CONFIG_INVALID',
      `TRUST_PROXY=${String(trustProxy)}: ${(cause as Error).message}.`,
      {
        errors: [{ field: 'trustProxy', message: (cause as Error).message, fix }],
        cause,
      },
    );
  }
}

function createFastify(trustProxy: Configuration['trustProxy'] = false): FastifyInstance {
  return Fastify({
    trustProxy,
    logger: false,
    bodyLimit: BODY_LIMIT,
    requestTimeout: 120_000,
    forceCloseConnections: 'idle',
    genReqId: requestId,
    // Some HTTP clients offer HTTP/2 with every request; that is no reason to answer them differently.
    http: { shouldUpgradeCallback: isWebSocketUpgrade },
    // Keys of circuit breakers hold addresses, percent-encoded.
    routerOptions: { maxParamLength: 1000 },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, request, reply) => {
      const { status, headers, body } = toAnswer(error, request.id);
      // The type narrows a reply to routes it knows, and here there is none.
      void (reply as { code(status: number): typeof reply })
        .code(status)
        .headers({ ...headers, ...PAGE_HEADERS, 'x-request-id': request.id, 'x-api-version': API_VERSION })
        .send(JSON.stringify(body) as never);
    },
  });
}

/** A caller's own id is kept when it is harmless in a log and in a header. */
function requestId({ headers }: IncomingMessage | { headers: IncomingMessage['headers'] }): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
}

function addHooks(
  app: FastifyInstance,
  gate: Gate,
  lifecycle: Lifecycle,
  log: Log,
  prometheus: PrometheusMetrics,
): void {
  const logRequest = createRequestLog(log);
  app.decorateRequest('caller', null);
  app.addHook('onRequest', (request, reply, done) => {
    // An open socket is no request under way.
    if (!isWebSocketUpgrade(request)) lifecycle.requestBegan();
    const { apiVersion, always } = request.routeOptions.config;
    reply.headers(apiVersion === undefined ? PAGE_HEADERS : API_HEADERS);
    reply.header('x-request-id', request.id);
    reply.header('x-api-version', apiVersion ?? API_VERSION);
    if (lifecycle.phase === 'draining' && !always) return done(draining());
    admit(gate, request, reply, done);
  });
  app.addHook('onResponse', (request, reply, done) => {
    if (!isWebSocketUpgrade(request)) lifecycle.requestEnded();
    logRequest(request, reply);
    prometheus.observeRequest({
      method: request.method,
      route: request.routeOptions.url,
      status: reply.statusCode,
      durationMs: reply.elapsedTime,
    });
    done();
  });
}

/** At once wherever nothing must be looked up: a promise for every request would cost all of them. */
function admit(
  gate: Gate,
  request: FastifyRequest,
  reply: FastifyReply,
  done: (error?: Error) => void,
): void {
  try {
    const looking = gate.admit(request, reply);
    if (looking) looking.then(() => done(), done);
    else done();
  } catch (error) {
    done(error as Error);
  }
}

const isWebSocketUpgrade = ({ headers }: Pick<IncomingMessage, 'headers'>): boolean =>
  headers.upgrade?.toLowerCase() === 'websocket';

const draining = (): TuttiError =>
  new TuttiError(
    'DRAINING',
    'This server is shutting down. Send the request again in a moment, or to another node.',
  );

function addErrorHandling(app: FastifyInstance, { log, webRoot }: AppDeps): void {
  const unknownRoute = createUnknownRoute();
  app.setErrorHandler((thrown, request, reply) => {
    const refused = isRefusedPath(thrown);
    if (refused && wantsPage(request)) return sendPage(reply, webRoot);
    const error = refused ? unknownRoute(request.method, pathOf(request)) : thrown;
    const { status, headers, body } = toAnswer(error, request.id);
    const { cause } = toTuttiError(error);
    if (body.code === 'INTERNAL')
      log.error(
        {
          err: cause ?? error,
          requestId: request.id,
          method: request.method,
          route: request.routeOptions.url,
        },
        'a request failed',
      );
    return reply.code(status).headers(headers).send(JSON.stringify(body));
  });
  app.setNotFoundHandler((request, reply) => {
    if (wantsPage(request)) return sendPage(reply, webRoot);
    throw unknownRoute(request.method, pathOf(request));
  });
}

const pathOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0] ?? '';

function parseBody(text: string, done: (error: Error | null, value?: unknown) => void): void {
  try {
    done(null, parseJsonBody(text));
  } catch (error) {
    done(error as Error);
  }
}
