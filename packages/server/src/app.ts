import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { API_VERSION, TuttiError } from '@tutti/contract';
import type { Configuration } from '@tutti/contract';
import type { Database } from '@tutti/database';
import type { Engine, Log } from '@tutti/engine';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { registerApi } from './api-routes.ts';
import { answerBrokenRequest } from './broken-request.ts';
import { registerDashboard, sendPage, wantsPage } from './dashboard.ts';
import { registerDocs } from './docs.ts';
import { refusal } from './guards.ts';
import { parseJsonBody } from './json-body.ts';
import { Lifecycle } from './lifecycle.ts';
import { toAnswer, toTuttiError } from './problem.ts';
import { createRequestLog } from './request-log.ts';
import { createHandlers } from './routes/index.ts';
import { API_HEADERS, PAGE_HEADERS } from './security-headers.ts';
import { createUnknownRoute } from './unknown-route.ts';
import { registerWebSocket } from './websocket/index.ts';

export interface AppDeps {
  engine: Engine;
  database: Database;
  configuration: Pick<Configuration, 'home' | 'databaseUrl'>;
  log: Log;
  /** Folder of the built dashboard. */
  webRoot?: string | undefined;
  /** Default: one that is ready at once. */
  lifecycle?: Lifecycle;
  /** Check every answer against the contract; for tests. */
  validateResponses?: boolean;
}

const BODY_LIMIT = 1024 * 1024;

/** Everything that answers on the port: API, WebSocket, documentation and dashboard. Listens to nothing yet. */
export async function buildApp(deps: AppDeps): Promise<FastifyInstance> {
  const lifecycle = deps.lifecycle ?? readyLifecycle();
  const app = createFastify();
  // Before all hooks: only so does it end the connections of upgrades that a hook refuses.
  await registerWebSocket(app, { ...deps, lifecycle });
  addHooks(app, lifecycle, deps.log);
  addErrorHandling(app, deps);
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
    parseBody(String(body), done),
  );
  registerApi(app, {
    handlers: createHandlers(deps.engine, lifecycle, {
      home: deps.configuration.home,
      mode: deps.configuration.databaseUrl ? 'external' : 'embedded',
    }),
    database: deps.database,
    validateResponses: deps.validateResponses ?? false,
  });
  await registerDocs(app);
  await registerDashboard(app, deps.webRoot);
  return app;
}

function readyLifecycle(): Lifecycle {
  const lifecycle = new Lifecycle();
  lifecycle.ready();
  return lifecycle;
}

function createFastify(): FastifyInstance {
  return Fastify({
    logger: false,
    bodyLimit: BODY_LIMIT,
    requestTimeout: 120_000,
    forceCloseConnections: 'idle',
    genReqId: requestId,
    // Some HTTP clients offer HTTP/2 with every request; that is no reason to answer them differently.
    http: { shouldUpgradeCallback: isWebSocketUpgrade },
    routerOptions: { maxParamLength: 200 },
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

function addHooks(app: FastifyInstance, lifecycle: Lifecycle, log: Log): void {
  const logRequest = createRequestLog(log);
  app.addHook('onRequest', (request, reply, done) => {
    // An open socket is no request under way.
    if (!isWebSocketUpgrade(request)) lifecycle.requestBegan();
    const { apiVersion, always, takesAnyBody } = request.routeOptions.config;
    reply.headers(apiVersion === undefined ? PAGE_HEADERS : API_HEADERS);
    reply.header('x-request-id', request.id);
    reply.header('x-api-version', apiVersion ?? API_VERSION);
    const refused = refusal(request.method, request.headers, takesAnyBody);
    if (refused) return done(refused);
    if (lifecycle.phase === 'draining' && !always) return done(draining());
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    if (!isWebSocketUpgrade(request)) lifecycle.requestEnded();
    logRequest(request, reply);
    done();
  });
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
    const { status, headers, body } = toAnswer(thrown, request.id);
    const { cause } = toTuttiError(thrown);
    if (body.code === 'INTERNAL')
      log.error(
        {
          err: cause ?? thrown,
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
    throw unknownRoute(request.method, request.url.split('?', 1)[0] ?? '');
  });
}

function parseBody(text: string, done: (error: Error | null, value?: unknown) => void): void {
  try {
    done(null, parseJsonBody(text));
  } catch (error) {
    done(error as Error);
  }
}
